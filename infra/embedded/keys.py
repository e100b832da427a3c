"""Secrets of a data folder: made once, at the first run; each process finds its own in a folder of its own."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from infra.embedded.record import write_private
from infra.embedded.services import Service, Trust
from shared.sealing.keys import PrivateKey, encode

EVERY_SERVICE = "every"
SHARED_BY_ALL = ("cookie_key",)


def make(folder: Path, services: Iterable[Service]) -> Trust:
    made = folder / "made"
    for service in services:
        own = folder / service.name
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in service.secrets:
            _hand_out(_made_once(made / _owner(service, name) / name), own / name)
    packages = {service.package for service in services if "private_key" in service.secrets}
    return Trust(
        {package: _public_key(made / package / "private_key") for package in packages},
        {package: _hash(made / package / "service_token") for package in packages},
    )


def _owner(service: Service, name: str) -> str:
    return EVERY_SERVICE if name in SHARED_BY_ALL else service.package


def _made_once(file: Path) -> Path:
    if not file.exists():
        maker = MAKERS.get(file.name, _random)
        write_private(file, maker())
    return file


def _hand_out(made: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    os.link(made, place)


def _random() -> str:
    return encode(secrets.token_bytes(32))


def _new_private_key() -> str:
    return PrivateKey.generate().to_text()


MAKERS: dict[str, Callable[[], str]] = {"private_key": _new_private_key}


def _public_key(file: Path) -> str:
    return PrivateKey.from_text(file.read_text()).public.to_text()


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_text().encode()).hexdigest()
