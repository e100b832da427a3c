"""A client that takes too long for a request is cut off; uvicorn alone would wait for it for ever."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

import h11
from fastapi import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN: Final = 15.0
BODY_WITHIN: Final = 90.0
"""Seconds for head and body, each from its first byte, however many come in between. The front door's are shorter."""
FILE_WITHIN: Final = 600.0
"""Seconds for a body within `taking_long`; the front door cuts off a client that sends it too slowly for that."""
LONG: Final = "body_may_take_long"

Part = Literal["head", "body"]


@contextmanager
def taking_long(request: Request) -> Iterator[None]:
    """Gives the request's body FILE_WITHIN meanwhile. Only for a handler that counts such requests: each holds a
    connection open."""
    setattr(request.state, LONG, True)
    try:
        yield
    finally:
        delattr(request.state, LONG)


class TimedProtocol(H11Protocol):
    """Closes the connection of a slow request; between two requests uvicorn's own time for idle connections counts."""

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
        """Starts the time for `part`; more bytes of the same part give no new time."""
        if part == self._awaited:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._awaited, self._timer = part, None
        if part is not None:
            within = HEAD_WITHIN if part == "head" else BODY_WITHIN
            self._timer = self.loop.call_later(within, self._look, part, within)

    def _look(self, part: Part, waited: float) -> None:
        """Closes the connection, unless the body may still take long: that is checked each BODY_WITHIN."""
        if part == "body" and waited < FILE_WITHIN and LONG in self.scope["state"]:
            self._timer = self.loop.call_later(BODY_WITHIN, self._look, part, waited + BODY_WITHIN)
        else:
            self.transport.close()
