"""A client that takes too long for a request is cut off; uvicorn alone would wait for it for ever."""

import asyncio
from typing import Final, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.web.upload import WHOLE

HEAD_WITHIN: Final = 15.0
BODY_WITHIN: Final = 90.0
"""Seconds from the first byte of each, however many come in between. The front door's own times are shorter."""
FILE_WITHIN: Final = 600.0
"""Seconds for a file that comes whole; the front door cuts off who sends it too slowly for that."""

Part = Literal["head", "body"]


class TimedProtocol(H11Protocol):
    """Between two requests uvicorn's own time for idle connections counts."""

    _awaited: Part | None = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await("head")

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        state = self.conn.their_state
        self._await("head" if state is h11.IDLE else "body" if state is h11.SEND_BODY else None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        super().connection_lost(exc)

    def _await(self, part: Part | None) -> None:
        """What comes of the same part gives no new time."""
        if part == self._awaited:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._awaited, self._timer = part, None
        if part is not None:
            self._timer = self.loop.call_later(self._within(part), self.transport.close)

    def _within(self, part: Part) -> float:
        if part == "head":
            return HEAD_WITHIN
        return FILE_WITHIN if self.scope["path"] in WHOLE else BODY_WITHIN
