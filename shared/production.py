"""A service refuses to start on engines that could lose what they acknowledged, with one sentence for each reason.

With LOTSE_PROFILE=production it also refuses demo parts and weak secrets.
"""

import asyncio
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from shared.broker_safety import unsafe_broker
from shared.clock import now
from shared.secret import values
from shared.settings import Settings
from shared.store import connect, unsafe_store

DEMO: Final = "(Demo)"
SHORTEST: Final = 32
FEWEST_DIFFERENT: Final = 10
DEFAULTS: Final = re.compile("^demo|^test|^secret|change.?me|password|default|example|for.tests", re.IGNORECASE)
HERE: Final = re.compile(r"^(localhost$|127\.|::1$)")

S = TypeVar("S", bound=Settings)


def checked(kind: type[S], directory: str | None = None) -> S:
    """Returns the settings, or ends the process: on unsafe engines, in production also on demo parts or weak secrets.

    `directory`: the database in which this service keeps its partners.
    """
    settings = kind()
    found: list[str] = []
    if settings.profile == "production":
        found += refusals(settings)
        if directory is not None:
            found += asyncio.run(demo_directory(settings, directory))
    found = found or asyncio.run(unsafe_engines(settings))
    if found:
        sys.exit("\n".join(f"lotse: {sentence}" for sentence in found))
    return settings


async def unsafe_engines(settings: Settings) -> list[str]:
    broker = await unsafe_broker(settings) if settings.kafka else []
    return [*await unsafe_store(settings.store, now), *broker]


def refusals(settings: Settings) -> list[str]:
    return [*demo_identity(settings.issuer), *one_factor(settings), *lossy_broker(settings), *weak_secrets(settings)]


def demo_identity(issuer: str | None) -> Iterator[str]:
    if issuer is None:
        return
    place = urlsplit(issuer)
    if HERE.match(place.hostname or ""):
        yield "The identity provider (LOTSE_ISSUER) is on this machine: production needs a real one."
    elif place.scheme != "https":
        yield "The identity provider (LOTSE_ISSUER) is reached without TLS: production needs https."
    elif "demo" in re.split("[^a-z]+", issuer.lower()):
        yield "The identity provider (LOTSE_ISSUER) is marked as a demo: production needs a real one."


def one_factor(settings: Settings) -> Iterator[str]:
    if settings.issuer is not None and settings.second_factor is None:
        yield "Sign-in demands no second factor: production needs LOTSE_SECOND_FACTOR, such as acr=2 or amr=otp."


def lossy_broker(settings: Settings) -> Iterator[str]:
    if settings.broker == "noida":
        yield "The broker (LOTSE_BROKER=noida) loses what it acknowledged: production needs Apache Kafka."


def weak_secrets(settings: Settings) -> Iterator[str]:
    for name in type(settings).model_fields:
        secret = getattr(settings, name)
        if isinstance(secret, SecretStr):
            yield from weak(name, values(secret.get_secret_value()))


def weak(name: str, lines: list[str]) -> Iterator[str]:
    if not lines or min(map(len, lines)) < SHORTEST:
        yield f"The secret {name} is too short: production needs at least {SHORTEST} characters."
    elif any(DEFAULTS.search(each) or len(set(each)) < FEWEST_DIFFERENT for each in lines):
        yield f"The secret {name} is a default or not random: make it with python -m shared.sealing create."


async def demo_directory(settings: Settings, database: str) -> list[str]:
    store = connect(settings.store, database)
    try:
        names = [row.get("name") async for row in store["partners"].find({}, {"name": 1}).sort("_id", 1)]
    finally:
        await store.close()
    return demo_partners(names)


def demo_partners(names: Iterable[object]) -> list[str]:
    marked = sum(DEMO in str(name) for name in names)
    return [f"The directory holds {marked} demo partners: production needs real ones."] if marked else []
