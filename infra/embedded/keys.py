"""The secrets of a data folder, made once at the first run; each process finds its own in a folder of its own."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from infra.embedded.services import Service, Trust
from shared.sealing.folder import EVERY, OWNED, SIGN_IN_PUBLIC, Folder, replace
from shared.sealing.keys import PrivateKey


def make(folder: Path, services: Iterable[Service]) -> Trust:
    held = Folder(folder)
    for service in services:
        own = folder / service.name
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in service.secrets:
            _hand_out(held.make_once(_owner(service, name), name), own / name)
    packages = {service.package for service in services if "private_key" in service.secrets}
    public_keys = {package: _public_key(held, package) for package in sorted(packages)}
    for service in services:
        replace(folder / service.name / "public_keys", json.dumps(public_keys))
        if "cookie_key" in service.secrets:
            replace(folder / service.name / SIGN_IN_PUBLIC, held.sign_in_public_key)
    return Trust(public_keys, {package: _hash(held.made(package, "service_token")) for package in packages})


def _owner(service: Service, name: str) -> str:
    return EVERY if name in OWNED[EVERY] else service.package


def _hand_out(made: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    os.link(made, place)


def _public_key(held: Folder, package: str) -> str:
    return PrivateKey.from_text(held.held(package, "private_key")[0]).public.to_text()


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_text().encode()).hexdigest()
