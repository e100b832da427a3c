"""Looks up the channel of a token in the store, and remembers it for some seconds."""

import time
from collections.abc import Callable
from typing import Final

from services.intake.domain.token import ChannelToken, digest
from services.intake.store.face import CHANNELS
from shared.errors import Unauthenticated
from shared.store import Store

REMEMBERED: Final = 5.0
"""Seconds in which a token that was withdrawn is still accepted."""


class KnownChannels:
    """Channels by their token; only right tokens are remembered, each for REMEMBERED seconds."""

    def __init__(self, store: Store, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._seconds = seconds
        self._seen: dict[str, tuple[ChannelToken, float]] = {}

    async def of(self, token: str | None) -> ChannelToken:
        """Returns the channel. Raises Unauthenticated for a token that belongs to none."""
        known_by = digest(token or "")
        self._forget()
        if known_by in self._seen:
            return self._seen[known_by][0]
        found = await CHANNELS.look_up(self._store, digest=known_by) if token else None
        if found is None:
            raise Unauthenticated(sentence="Dieses Zugangstoken gilt hier nicht.")
        self._seen[known_by] = (found, self._seconds() + REMEMBERED)
        return found

    def _forget(self) -> None:
        now = self._seconds()
        self._seen = {known_by: seen for known_by, seen in self._seen.items() if now < seen[1]}
