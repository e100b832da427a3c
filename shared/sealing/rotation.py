"""A new key takes over while everything runs: first it is added, then all is wrapped for it, then the old one goes.

Each step may be repeated; after a crash the same command goes on where it was.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.sealing.folder import EVERY, FOLLOW, INTAKE, MAKERS, SIGN_IN, Folder, random_secret
from shared.sealing.keyring import Keyring
from shared.sealing.keys import CannotOpen, PrivateKey
from shared.sealing.keystore import unwrapped, wrapping
from shared.secret import fixed
from shared.store import Store

PAIR: Final = "private_key"
RETIRED: Final = "private_key_retired"
COOKIE: Final = "cookie_key"


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
