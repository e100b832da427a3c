"""Rotates keys while everything runs: a new key is added, then everything is sealed for it, then the old one goes.

Each step may be repeated; after a crash the same command goes on where it stopped. Once a week the pair of the week
before last is destroyed and a new one begins. So whatever an erased case left in an oplog or a backup was sealed for a
pair that exists nowhere any more, two weeks later at the latest (`HORIZON`). The week in between is for what is still
on its way.
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
"""Pairs of an earlier release, which kept them for backups."""
COOKIE: Final = "cookie_key"
HORIZON: Final = timedelta(weeks=2)
"""Time after which no key opens what an erased case left: a pair is in use for one interval, and opens for another."""
LOOKS_EVERY: Final = timedelta(hours=6)
INTERVAL: Final = HORIZON / 2 - 2 * LOOKS_EVERY
NOTICED: Final = timedelta(hours=1)
"""Time within which every process that seals has read the new public key."""

SEALED: Final[Mapping[str, tuple[str, ...]]] = {"quarantine": ("sealed_key", "sealed_value")}
"""Fields of a service's store, by collection, that are sealed for its key pair itself and wait for a human."""
WAITING_FOR: Final = {"state": "waiting", "begins": {"$ne": None}}
"""Filter for requests at the face that begin a thread: its data key is wrapped for the pair of that time."""


class TooEarly(Exception):
    """The old key is still needed; the message says for what."""


@dataclass
class Rewrapped:
    """Counts of data keys after a rewrapping: wrapped again (`done`), and what speaks against retiring the old pair.

    `late` were wrapped for an old pair long after there was a new one. `waiting` counts requests at the face whose key
    only an older pair opens. `unknown`: nobody said where the data keys lie.
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
    """Puts a new pair in front of the old one and publishes it; returns False if a rotation is already under way."""
    held = folder.held(service, PAIR)
    begins = len(held) == 1
    lines = [MAKERS[PAIR](), *held] if begins else held
    folder.put(service, PAIR, lines)
    folder.publish(service, PrivateKey.from_text(lines[0]).public.to_text())
    return begins


def begun(folder: Folder, service: str) -> datetime:
    """Returns when the pair in use came into use."""
    return datetime.fromtimestamp(folder.made(service, PAIR).stat().st_mtime, UTC)


def is_due(folder: Folder, service: str, now: datetime) -> bool:
    return now - begun(folder, service) >= INTERVAL


def ring(folder: Folder, service: str) -> Keyring:
    """Returns a key ring with all pairs that the operator holds."""
    return Keyring(fixed("\n".join(folder.held(service, PAIR) + folder.held(service, RETIRED))))


async def rewrap(store: Store, private: Keyring, since: datetime) -> Rewrapped:
    """Wraps every data key of an older pair for the newest, which came into use at `since`; returns the counts.

    A key erased meanwhile stays erased; one created meanwhile for the old pair is found the next time.
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
    """Seals waiting fields of an old pair for the newest; returns the number of documents. What no pair opens stays."""
    done = 0
    for collection, fields in SEALED.items():
        waiting = store[collection].find({"handled": {"$exists": False}}, dict.fromkeys(fields, 1))
        async for document in waiting:
            resealed = {name: box for name in fields if (box := _resealed(private, document.get(name))) is not None}
            if resealed:
                unchanged = {"_id": document["_id"]} | {name: document[name] for name in resealed}
                updated = await store[collection].update_one(unchanged, {"$set": resealed})
                done += updated.matched_count
    return done


def _resealed(private: Keyring, box: bytes | None) -> bytes | None:
    """Returns the box sealed for the newest pair; None if it already is, or if none of these pairs opens it."""
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
    """Counts the requests that the desk has not taken yet and whose data key only an older pair opens.

    They cannot be wrapped again, because their MAC covers the box.
    """
    others = {**WAITING_FOR, "begins.wrapped_for": {"$ne": private.public.fingerprint}}
    return await face["requests"].count_documents(others)


def retire(folder: Folder, service: str) -> int:
    """Destroys the old pairs: no file of the folder has them any more, and what was sealed for them opens nowhere.

    Returns how many were destroyed. The pair in use keeps its age.
    """
    newest, *older = folder.held(service, PAIR)
    since = begun(folder, service).timestamp()
    folder.put(service, PAIR, [newest])
    os.utime(folder.made(service, PAIR), (since, since))
    return len(older) + folder.destroy(service, RETIRED)


@dataclass(frozen=True)
class Cookies:
    """A key for cookies. `last`: seconds for which a cookie may still be in a browser after the key's last use."""

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
    """Puts a new key in front of the old one; returns False if the former rotation is not retired yet.

    Those who verify have the new public key before anybody signs with the private one.
    """
    held = folder.held(of.owner, of.key)
    begins = len(held) == 1
    lines = [of.make(), *held] if begins else held
    if of.key == SIGN_IN:
        folder.publish_sign_in(lines)
    folder.put(of.owner, of.key, lines)
    return begins


def retire_cookies(folder: Folder, of: Cookies) -> int:
    """Destroys the old keys; returns how many. Raises TooEarly while a cookie under an old key may be left."""
    newest, *older = folder.held(of.owner, of.key)
    left = of.last - (time.time() - folder.made(of.owner, of.key).stat().st_mtime)
    if older and left > 0:
        raise TooEarly(f"Cookies under the old {of.key} end in {left / 3600:.1f} hours.")
    folder.put(of.owner, of.key, [newest])
    if of.key == SIGN_IN:
        folder.publish_sign_in([newest])
    return len(older)
