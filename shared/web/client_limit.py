"""Limits how often one client may do something: counted in memory, under a hash that nobody can undo, soon forgotten.

The client is the one that the front door names in a header, which it sets itself whatever the client sent.
"""

import hashlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from fastapi import Request

from shared.errors import TooMany
from shared.telemetry.metrics import TURNED_AWAY

HEADER: Final = "x-lotse-client"
IPV6_NETWORK: Final = 64
"""Bits that all addresses of a household's or an office's connection have in common; it chooses the others freely."""
MOST_CLIENTS: Final = 50_000


@dataclass(frozen=True)
class Rate:
    """A limit: `at_once` acts without a pause, then one more in each `every` seconds."""

    at_once: int
    every: float


def client_of(request: Request) -> str:
    """The client's address, or its network for IPv6; empty where no front door named it: all those share one limit."""
    said = request.headers.get(HEADER, "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False))


class ClientLimit:
    """`what` names the act in metrics. A client is forgotten as soon as its limit is as if it had done nothing."""

    def __init__(self, what: str, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._rate = rate
        self._clock = clock
        self._key = secrets.token_bytes(16)
        self._waited_off: OrderedDict[bytes, float] = OrderedDict()
        """Time, by client, when its limit is as if it had done nothing (the generic cell rate algorithm)."""

    def take(self, client: str) -> None:
        """Counts an act, or raises TooMany and counts nothing."""
        now, who = self._clock(), hashlib.blake2b(client.encode(), key=self._key, digest_size=16).digest()
        until = max(now, self._waited_off.get(who, now))
        wait = until - now - (self._rate.at_once - 1) * self._rate.every
        if wait > 0:
            TURNED_AWAY.labels(self._what).inc()
            raise TooMany(ceil(wait))
        self._waited_off[who] = until + self._rate.every
        self._waited_off.move_to_end(who)
        self._forget(now)

    def _forget(self, now: float) -> None:
        """Forgets first those that have been away longest; memory stays bounded, however many come."""
        while self._waited_off:
            who, until = next(iter(self._waited_off.items()))
            if until > now and len(self._waited_off) <= MOST_CLIENTS:
                return
            del self._waited_off[who]
