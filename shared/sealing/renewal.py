"""Renews key pairs where their data lies: with the stores of each service, by hand or once a week unattended."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Final

from shared.clock import now
from shared.sealing import rotation
from shared.sealing.folder import INTAKE, OWNED, Folder
from shared.sealing.rotation import PAIR, Rewrapped, TooEarly
from shared.store import AWAY, connect

SERVICES: Final = [owner for owner, names in OWNED.items() if PAIR in names]
FACE: Final = "lotse_intake_face"

Tell = Callable[[str], None]


async def rotate(folder: Folder, service: str, tell: Tell, *, retire: bool, only_rewrap: bool) -> None:
    """Begins a rotation, or continues one, and wraps everything for the newest pair.

    `only_rewrap` and `retire` begin none. `retire` destroys the old pairs afterwards, or raises TooEarly.
    """
    if not (retire or only_rewrap):
        begun = rotation.begin(folder, service)
        tell("A new key pair is in use." if begun else "A rotation is under way and goes on.")
    counted = await renew(folder, service, tell)
    if retire:
        counted.refuse_to_retire()
        tell(f"{rotation.retire(folder, service)} old key pairs are destroyed.")


async def renew(folder: Folder, service: str, tell: Tell) -> Rewrapped:
    """Wraps and seals for the newest pair everything that is for an older one; returns the counts."""
    private, counted = rotation.ring(folder, service), Rewrapped()
    if address := os.environ.get("LOTSE_KEYS") or folder.address(service, "keys"):
        keys = connect(address, f"lotse_{service}_keys")
        counted = await rotation.rewrap(keys, private, rotation.begun(folder, service))
        await keys.close()
        tell(f"{counted.done} data keys wrapped again, {counted.cannot_open} cannot be opened.")
    else:
        counted.unknown = folder.address(service, "store") is None
        tell("LOTSE_KEYS names no key database: nothing was wrapped again.")
    if address := os.environ.get("LOTSE_STORE") or folder.address(service, "store"):
        store = connect(address, f"lotse_{service}")
        tell(f"{await rotation.reseal(store, private)} dead letters were sealed again.")
        if service == INTAKE:
            counted.waiting = await rotation.count_waiting(store.beside(FACE), private)
        await store.close()
    return counted


async def rotate_when_due(folder: Folder, service: str, tell: Tell) -> None:
    """Destroys the pairs replaced a week ago or earlier and begins anew, if due; or raises TooEarly for both."""
    if not rotation.is_due(folder, service, now()):
        tell(f"{service}: the key pair in use is of {rotation.begun(folder, service):%Y-%m-%d}, and not due.")
        return
    tell(f"{service}:")
    await rotate(folder, service, tell, retire=True, only_rewrap=False)
    await rotate(folder, service, tell, retire=False, only_rewrap=False)


async def rotate_all(folder: Folder, tell: Tell) -> None:
    """Rotates each service if it is due. One that must wait is reported, stops no other, and is tried again."""
    for service in SERVICES:
        try:
            await rotate_when_due(folder, service, tell)
        except TooEarly as early:
            tell(f"{service}: {early}")


def tend(folder: Folder, tell: Tell) -> None:
    """Rotates whatever is due, at once and then every few hours, until the process is ended."""
    while True:
        try:
            asyncio.run(rotate_all(folder, tell))
        except AWAY as error:
            tell(f"Not now: {type(error).__name__}.")
        time.sleep(rotation.LOOKS_EVERY.total_seconds())
