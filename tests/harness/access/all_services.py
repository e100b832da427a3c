"""All services over one store, without their bus, and everybody who may use their doors."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp

import services.intake.main as intake
import services.notification.main as notification
import services.referral.main as referral
import services.statistics.main as statistics
from infra.demo.people import PEOPLE
from services.notification.settings import NotificationSettings
from services.referral.domain import link
from services.referral.settings import ReferralSettings
from services.statistics.settings import StatisticsSettings
from shared.bus import UnitOfWork
from shared.clock import now
from shared.sealing import KeyStore, receipt
from shared.sealing.keys import encode
from shared.settings import Settings
from shared.store import Store, connect
from shared.web.doors import Doors
from tests.harness.access.case_with_everything import LINK_KEY, PARTNERS, PINS, Maker
from tests.harness.access.own_and_foreign import Things, nothing
from tests.harness.services.intake import (
    AUDIT_KEY,
    NOBODY_LISTENS,
    PEERS,
    QUICK,
    STAFF,
    TOKEN,
    a_counsellor,
    a_place,
    desk_settings,
    face_settings,
)
from tests.harness.services.referral import QUICK as QUICK_PIN
from tests.harness.services.without_lifespan import without_lifespan
from tests.harness.staff_cookies import TOLD, cookie_of
from tests.service.access.matrix import PROGRAMS

FROM_THE_PAGE = {"Sec-Fetch-Site": "same-origin"}
ROLES = {person.role: person.user for person in PEOPLE}
MAINS = (intake, referral, notification, statistics)
REPORTS_SMS = "token-of-the-sms-provider"
OWNERS = {"supervisor": ("sven", "partner"), "rival": ("bert", "rival")}


@dataclass
class World:
    maker: Maker
    services: Mapping[str, httpx2.AsyncClient]
    routes: frozenset[tuple[str, str, str]]
    things: dict[str, Things]
    entered: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """Cookies of those who were let in, by page and code or PIN: checking a PIN takes longer than all other requests.
    """

    def owner(self, actor: str) -> tuple[str, str]:
        """Returns whose case is the actor's own, and with which partner; for most actors it is anna's."""
        return OWNERS.get(actor, ("anna", "partner"))

    def own(self, actor: str) -> Things:
        return self.things[self.owner(actor)[0]]

    def foreign(self, actor: str) -> Things:
        return self.things["anna" if actor == "rival" else "bert"]

    def missing(self) -> Things:
        return self.things["nobody"]

    async def credentials(self, actor: str, own: Things) -> dict[str, str]:
        if actor in ROLES:
            return cookie_of(a_counsellor(ROLES[actor], actor))
        if actor == "person":
            return await self._let_in("face", "/rueckmeldung", "code", own.code)
        if actor == "pin":
            return await self._let_in("referral", f"/partner/zugang/{own.link}", "pin", own.pin)
        return {"Authorization": f"Bearer {token_of(actor)}"} if actor in PROGRAMS else {}

    async def _let_in(self, service: str, path: str, name: str, typed: str) -> dict[str, str]:
        if (path, typed) not in self.entered:
            answer = await self.services[service].post(path, data={name: typed})
            self.services[service].cookies.clear()
            self.entered[path, typed] = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        return self.entered[path, typed]


def token_of(actor: str) -> str:
    if actor == "channel":
        return TOKEN
    if actor == "sms":
        return REPORTS_SMS
    return f"token of {actor}"


@asynccontextmanager
async def a_world(mongo: str) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(a_place(mongo))
        apps = await stack.enter_async_context(services_over(mongo))
        services = {
            name: await stack.enter_async_context(
                httpx2.AsyncClient(transport=httpx2.ASGITransport(each), base_url=STAFF, headers=FROM_THE_PAGE)
            )
            for name, each in apps.items()
        }
        store, keys = [await opened(stack, mongo, f"lotse_referral{each}") for each in ("", "_keys")]
        key = PEERS["referral"]
        told = UnitOfWork(await opened(stack, mongo, "lotse_notification"), "notification")
        world = World(
            maker=Maker(place, UnitOfWork(store, "referral"), KeyStore(keys, key.public, key), told),
            services=services,
            routes=frozenset((name, *each) for name, one in apps.items() for each in routes_of(one)),
            things={},
        )
        for name in PARTNERS:
            await world.maker.list_partner(name, token_of(name))
        for counsellor, with_partner in (("anna", "partner"), ("bert", "rival"), ("sven", "partner")):
            world.things[counsellor] = await world.maker.make(counsellor, with_partner)
        never = link.sign(secrets.token_bytes(32), uuid4().hex, now() + timedelta(days=366))
        no_entry = link.sign_entry(secrets.token_bytes(32), str(uuid4()), now() + timedelta(days=366))
        world.things["nobody"] = nothing(receipt.random_code(), never, PARTNERS["partner"], PINS["partner"], no_entry)
        await count_enough(await opened(stack, mongo, "lotse_statistics"))
        yield world


def services_over(mongo: str) -> AbstractAsyncContextManager[dict[str, ASGIApp]]:
    """Yields the services' applications by name, to be served without their lifespan."""

    def make() -> dict[str, ASGIApp]:
        desk = intake.desk(desk_settings(mongo, NOBODY_LISTENS), QUICK)
        return {
            "face": intake.face(face_settings(mongo), QUICK),
            "desk": desk,
            "referral": referral.app(referral_settings(mongo), httpx2.ASGITransport(desk), stretch=QUICK_PIN),
            "notification": notification.app(
                NotificationSettings(
                    **common(mongo),
                    peers={"referral": f"http://{NOBODY_LISTENS.bootstrap}"},
                    smtp=NOBODY_LISTENS.bootstrap,
                    webhook_key=encode(LINK_KEY),
                    sms_report_token=REPORTS_SMS,
                )
            ),
            "statistics": statistics.app(StatisticsSettings(**common(mongo))),
        }

    return without_lifespan(make, *MAINS)


async def count_enough(store: Store) -> None:
    """Counts so many cases of the last closed year that their figures may be published."""
    for row, column, n in (("NW", "mandate", 30), ("NW", "office", 8), ("BY", "mandate", 20), ("BY", "office", 7)):
        cell = {"table": "cases", "period": f"{now().year - 1}-Q2", "row": row, "column": column}
        await store["cells"].insert_one(cell | {"n": n})


async def opened(stack: AsyncExitStack, mongo: str, database: str) -> Store:
    store = connect(mongo, database)
    stack.push_async_callback(store.close)
    return store


def referral_settings(mongo: str) -> ReferralSettings:
    """Returns the settings of referral, which asks the desk of the same world."""
    known = common(mongo) | {"service_token": token_of("referral")}
    return ReferralSettings(**known, peers={"intake": STAFF}, link_key=encode(LINK_KEY))


def common(mongo: str) -> dict[str, Any]:
    desks: Settings = desk_settings(mongo, NOBODY_LISTENS)
    keys = {name: key.public.to_text() for name, key in PEERS.items()}
    return {
        "store": mongo,
        "keys": mongo,
        "kafka": NOBODY_LISTENS.bootstrap,
        "public_url": desks.public_url,
        "staff_url": STAFF,
        "partner_url": desks.partner_url,
        "public_keys": {**desks.public_keys, **keys, "statistics": keys["referral"]},
        "callers": desks.callers,
        "private_key": PEERS["referral"].to_text(),
        "service_token": "a-service-token",
        **TOLD,
        "audit_key": AUDIT_KEY,
    }


def routes_of(service: ASGIApp) -> set[tuple[str, str]]:
    """Returns method and path of everything that this process answers."""
    if isinstance(service, Doors):
        return {route for door in service.all for route in routes_of(door)}
    assert isinstance(service, FastAPI)
    return {
        (method, route.path)
        for route in iter_route_contexts(service.routes)
        for method in (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
        if route.path
    }
