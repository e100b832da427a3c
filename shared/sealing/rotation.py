"""A new key takes over while everything runs: first it is added, then all is sealed for it, then the old one goes.

Each step may be repeated; after a crash the same command goes on where it was. Once a week the pair of the week before
last is destroyed, and a new one begins: what an erased case left in an oplog or a backup was sealed for a pair that is
nowhere any more, two weeks later at the latest (`HORIZON`). The week in between is for what is on its way.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.sealing.folder import EVERY, FOLLOW, INTAKE, MAKERS, SIGN_IN, Folder, random_secret
from shared.sealing.keyring import Keyring, Opener
from shared.sealing.keys import CannotOpen, PrivateKey
from shared.sealing.keystore import unwrapped, wrapping
from shared.secret import fixed
from shared.store import Store

PAIR: Final = "private_key"
RETIRED: Final = "private_key_retired"
"""Of an earlier release, which kept them for backups."""
COOKIE: Final = "cookie_key"
HORIZON: Final = timedelta(weeks=2)
"""After it no key opens what an erased case left anywhere: a pair is in use for one interval, and opens for another."""
LOOKS_EVERY: Final = timedelta(hours=6)
INTERVAL: Final = HORIZON / 2 - 2 * LOOKS_EVERY
NOTICED: Final = timedelta(hours=1)
"""Until then every process that seals has read the new public key."""

SEALED: Final[Mapping[str, tuple[str, ...]]] = {"quarantine": ("sealed_key", "sealed_value")}
"""By collection of a service's store: what is sealed for its key pair itself, and waits for a human."""
WAITING_FOR: Final = {"state": "waiting", "begins": {"$ne": None}}
"""Of the requests at the public face: a thread begins, and its data key is wrapped for the pair of that time."""


class TooEarly(Exception):
    """The old key is still needed; says by what."""


@dataclass
class Rewrapped:
    """`late`: keys that somebody sealed for an old pair long after there was a new one. `waiting`: at the face.

    `unknown`: where the data keys lie was not said.
    """

    done: int = 0
    cannot_open: int = 0
    late: int = 0
    waiting: int = 0
    unknown: bool = False

    def refuse_to_retire(self) -> None:
        if self.unknown:
            raise TooEarly("Say in LOTSE_KEYS where the data keys lie: what is wrapped for the old pair would be lost.")
        if self.cannot_open:
            raise TooEarly(f"{self.cannot_open} data keys open with no key pair that is here: check first.")
        if self.late:
            raise TooEarly(f"{self.late} data keys were made for an old pair: a process has not read the new one.")
        if self.waiting:
            raise TooEarly(f"{self.waiting} requests for an old pair wait at the face: the desk must take them first.")


def begin(folder: Folder, service: str) -> bool:
    """The new pair in front of the old one; false where a rotation is already under way."""
    held = folder.held(service, PAIR)
    begins = len(held) == 1
    lines = [MAKERS[PAIR](), *held] if begins else held
    folder.put(service, PAIR, lines)
    folder.publish(service, PrivateKey.from_text(lines[0]).public.to_text())
    return begins


def begun(folder: Folder, service: str) -> datetime:
    """Since when the pair in use is in use."""
    return datetime.fromtimestamp(folder.made(service, PAIR).stat().st_mtime, UTC)


def is_due(folder: Folder, service: str, now: datetime) -> bool:
    return now - begun(folder, service) >= INTERVAL


def ring(folder: Folder, service: str) -> Keyring:
    """All that the operator holds."""
    return Keyring(fixed("\n".join(folder.held(service, PAIR) + folder.held(service, RETIRED))))


async def rewrap(store: Store, private: Keyring, since: datetime) -> Rewrapped:
    """A key erased meanwhile stays erased; one created meanwhile for the old pair is found the next time.

    `since`: when the newest pair began.
    """
    counted, newest = Rewrapped(), private.public
    others = store["keys"].find({"wrapped_for": {"$ne": newest.fingerprint}}).sort("_id", 1)
    async for document in others:
        owner = document["_id"]
        counted.late += document["created"] > since + NOTICED
        try:
            key = unwrapped(private, owner, document)
        except CannotOpen:
            counted.cannot_open += 1
            continue
        unchanged = {"_id": owner, "box": document["box"]}
        saved = await store["keys"].update_one(unchanged, {"$set": wrapping(key, owner, newest)})
        counted.done += saved.matched_count
    return counted


async def reseal(store: Store, private: Keyring) -> int:
    """What waits sealed for an old pair is sealed for the newest; returns how much. What opens for none stays."""
    done = 0
    for collection, fields in SEALED.items():
        waiting = store[collection].find({"handled": {"$exists": False}}, dict.fromkeys(fields, 1))
        async for document in waiting:
            anew = {name: box for name in fields if (box := _anew(private, document.get(name))) is not None}
            if anew:
                same = {"_id": document["_id"]} | {name: document[name] for name in anew}
                done += (await store[collection].update_one(same, {"$set": anew})).matched_count
    return done


def _anew(private: Keyring, box: bytes | None) -> bytes | None:
    """None where it is sealed for the newest already, or for none of these."""
    newest: Opener = private.keys[0]
    if box is None or _opened(newest, box) is not None:
        return None
    plain = _opened(private, box)
    return None if plain is None else private.public.seal(plain)


def _opened(private: Opener, box: bytes) -> bytes | None:
    try:
        return private.open(box)
    except CannotOpen:
        return None


async def count_waiting(face: Store, private: Keyring) -> int:
    """Requests that the desk has not taken yet, and that only an older pair opens: their MAC covers the box."""
    others = {**WAITING_FOR, "begins.wrapped_for": {"$ne": private.public.fingerprint}}
    return await face["requests"].count_documents(others)


def retire(folder: Folder, service: str) -> int:
    """Destroys the old pairs: no file of the folder has them any more, and what was sealed for them opens nowhere.

    The pair in use keeps its age.
    """
    newest, *older = folder.held(service, PAIR)
    since = begun(folder, service).timestamp()
    folder.put(service, PAIR, [newest])
    os.utime(folder.made(service, PAIR), (since, since))
    return len(older) + folder.destroy(service, RETIRED)


@dataclass(frozen=True)
class Cookies:
    """Whose cookies a key is for, and for how many seconds after its last use one may still be in a browser."""

    owner: str
    key: str
    last: int
    make: Callable[[], str] = random_secret


COOKIES: Final = {
    "cookie": Cookies(EVERY, COOKIE, 8 * 3600),
    "sign-in": Cookies(INTAKE, SIGN_IN, 8 * 3600, MAKERS[SIGN_IN]),
    "follow": Cookies(INTAKE, FOLLOW, 30 * 60),
}


def begin_cookies(folder: Folder, of: Cookies) -> bool:
    """A new key in front of the old one; false where the former rotation is not retired yet.

    Who verifies knows the new public key before anybody signs with the private one.
    """
    held = folder.held(of.owner, of.key)
    begins = len(held) == 1
    lines = [of.make(), *held] if begins else held
    if of.key == SIGN_IN:
        folder.publish_sign_in(lines)
    folder.put(of.owner, of.key, lines)
    return begins


def retire_cookies(folder: Folder, of: Cookies) -> int:
    """Raises TooEarly while a cookie under the old key may be left."""
    newest, *older = folder.held(of.owner, of.key)
    left = of.last - (time.time() - folder.made(of.owner, of.key).stat().st_mtime)
    if older and left > 0:
        raise TooEarly(f"Cookies under the old {of.key} end in {left / 3600:.1f} hours.")
    folder.put(of.owner, of.key, [newest])
    if of.key == SIGN_IN:
        folder.publish_sign_in([newest])
    return len(older)
