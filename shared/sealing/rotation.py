"""A new key takes over while everything runs: first it is added, then all is wrapped for it, then the old one goes.

Each step may be repeated; after a crash the same command goes on where it was.
"""

import time
from dataclasses import dataclass
from typing import Final

from shared.sealing.folder import EVERY, MAKERS, Folder, random_secret
from shared.sealing.keyring import Keyring
from shared.sealing.keys import CannotOpen, PrivateKey
from shared.sealing.keystore import unwrapped, wrapping
from shared.secret import fixed
from shared.store import Store

PAIR: Final = "private_key"
RETIRED: Final = "private_key_retired"
COOKIE: Final = "cookie_key"
COOKIES_END: Final = 8 * 3600
"""Seconds after which no sign-in under an older cookie key is left."""


class TooEarly(Exception):
    """The old key is still needed; says by what."""


@dataclass
class Rewrapped:
    done: int = 0
    cannot_open: int = 0


def begin(folder: Folder, service: str) -> bool:
    """The new pair in front of the old one; false where a rotation is already under way."""
    held = folder.held(service, PAIR)
    begins = len(held) == 1
    lines = [MAKERS[PAIR](), *held] if begins else held
    folder.put(service, PAIR, lines)
    folder.publish(service, PrivateKey.from_text(lines[0]).public.to_text())
    return begins


def ring(folder: Folder, service: str) -> Keyring:
    """All that the operator holds, so that also what a backup brought back opens."""
    return Keyring(fixed("\n".join(folder.held(service, PAIR) + folder.held(service, RETIRED))))


async def rewrap(store: Store, private: Keyring) -> Rewrapped:
    """A key erased meanwhile stays erased; one created meanwhile for the old pair is found the next time."""
    counted, newest = Rewrapped(), private.public
    others = store["keys"].find({"wrapped_for": {"$ne": newest.fingerprint}}).sort("_id", 1)
    async for document in others:
        owner = document["_id"]
        try:
            key = unwrapped(private, owner, document)
        except CannotOpen:
            counted.cannot_open += 1
            continue
        unchanged = {"_id": owner, "box": document["box"]}
        saved = await store["keys"].update_one(unchanged, {"$set": wrapping(key, owner, newest)})
        counted.done += saved.matched_count
    return counted


def retire(folder: Folder, service: str) -> int:
    """No process is given the old pairs any more; they stay with the operator until the last backup is gone."""
    newest, *older = folder.held(service, PAIR)
    retired = folder.held(service, RETIRED)
    if older:
        folder.put(service, RETIRED, [*older, *(each for each in retired if each not in older)])
    folder.put(service, PAIR, [newest])
    return len(older)


def begin_cookie(folder: Folder) -> bool:
    held = folder.held(EVERY, COOKIE)
    begins = len(held) == 1
    folder.put(EVERY, COOKIE, [random_secret(), *held] if begins else held)
    return begins


def retire_cookie(folder: Folder) -> int:
    held = folder.held(EVERY, COOKIE)
    age = time.time() - folder.made(EVERY, COOKIE).stat().st_mtime
    if len(held) > 1 and age < COOKIES_END:
        raise TooEarly(f"Sign-ins under the old cookie key end in {(COOKIES_END - age) / 3600:.1f} hours.")
    folder.put(EVERY, COOKIE, held[:1])
    return len(held) - 1
