"""Reads a form with a file while it comes: nothing is written to a disk, and the whole file is never in memory."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Literal

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from shared.errors import Malformed, TooLarge
from shared.media_type import MULTIPART, essence
from shared.web import form_token
from shared.web.forms import F, Receiving, Sent

UPLOADS: Final = frozenset({"/rueckmeldung/beweise", "/rueckmeldung/beweise/stueck"})
"""Paths where a file is handed in: there the handler limits what is read of a body."""

MOST_FIELDS: Final = 128 * 1024
"""Bytes of everything that comes before the file."""
MOST_PARTS: Final = 50
SKIPPED: Final = 64 * 1024 * 1024
"""Bytes that are read of a file which is not taken: a browser that is cut off while it sends shows its own error."""

Event = Literal["part", "data", "end", "done"]


def is_upload(method: str, path: str, content_type: str) -> bool:
    return method == "POST" and path in UPLOADS and essence(content_type) == MULTIPART


class Incoming:
    """The parser's events in their order, as far as the body has come. Raises Malformed where it ends too soon."""

    def __init__(self, chunks: AsyncIterator[bytes], boundary: bytes) -> None:
        self._chunks = chunks
        self._events: deque[tuple[Event, bytes]] = deque()
        self.is_done = False
        self._name, self._value, self._disposition = b"", b"", b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": lambda: self._events.append(("part", self._disposition)),
                "on_part_data": lambda data, start, end: self._events.append(("data", data[start:end])),
                "on_part_end": lambda: self._events.append(("end", b"")),
                "on_end": lambda: self._events.append(("done", b"")),
            },
        )

    async def next(self) -> tuple[Event, bytes]:
        while not self._events:
            chunk = await anext(self._chunks, b"")
            if not chunk:
                raise Malformed
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise Malformed from None
        event, said = self._events.popleft()
        self.is_done = event == "done"
        return event, said

    def _begin(self) -> None:
        self._disposition = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name, self._value = b"", b""


@dataclass(frozen=True)
class File:
    """The last part of the form; not `is_chosen` where none was chosen, as a browser then sends an empty one. Its name
    is not kept."""

    is_chosen: bool
    incoming: Incoming | None = None

    async def content(self) -> AsyncIterator[bytes]:
        """Yields the file's bytes, once. Raises Malformed where the file is broken off, or something follows it."""
        while self.incoming is not None:
            event, said = await self.incoming.next()
            if event == "end":
                if (await self.incoming.next())[0] != "done":
                    raise Malformed
                return
            yield said

    async def skip(self) -> None:
        """Reads what is left of it, up to SKIPPED bytes; also where `content` was begun or broken off."""
        read = 0
        while self.incoming is not None and not self.incoming.is_done and read <= SKIPPED:
            read += len((await self.incoming.next())[1])


@dataclass(frozen=True)
class SentWithFile(Sent[F]):
    file: File = File(is_chosen=False)


class ReceivingFile(Receiving[F]):
    """The dependency of a handler whose form ends with a file: its fields are read, the file is still to come.

    The handler must read `file.content()` or call `file.skip()` before it answers.
    """

    async def __call__(self, request: Request) -> SentWithFile[F]:
        content_type, options = parse_options_header(request.headers.get("content-type", ""))
        if content_type.decode("latin-1").lower() != MULTIPART:
            return SentWithFile(self.model, (await super().__call__(request)).fields)
        if not options.get(b"boundary"):
            raise Malformed
        try:
            incoming = Incoming(request.stream(), options[b"boundary"])
        except FormParserError:
            raise Malformed from None
        return await self._read(incoming)

    async def _read(self, incoming: Incoming) -> SentWithFile[F]:
        fields: dict[str, str] = {}
        read = 0
        for _ in range(MOST_PARTS):
            event, disposition = await incoming.next()
            if event == "done":
                return SentWithFile(self.model, fields)
            _, named = parse_options_header(disposition)
            if b"filename" in named:
                return SentWithFile(self.model, fields, File(bool(named[b"filename"]), incoming))
            value = await _value(incoming, MOST_FIELDS - read)
            read += len(value)
            name = named.get(b"name", b"").decode(errors="replace")
            if name != form_token.FIELD:
                fields[name] = value.decode(errors="replace")
        raise TooLarge


async def _value(incoming: Incoming, limit: int) -> bytes:
    value = bytearray()
    while True:
        event, said = await incoming.next()
        if event == "end":
            return bytes(value)
        value += said
        if len(value) > limit:
            raise TooLarge
