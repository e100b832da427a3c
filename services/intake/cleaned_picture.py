"""Cleans a picture for staff: another process decodes it and writes it anew, and it is never stored."""

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from services.intake.domain.file_kind import FileKind

log = logging.getLogger(__name__)

DECODER: Final = Path(__file__).with_name("decode_picture.py")
PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
"""Kinds of file that the library decodes. It has no decoder for HEIC."""
WITHIN: Final = 2.0
"""Seconds for the work, once the process has begun and has all of the file."""
STARTED_WITHIN: Final = 10.0
"""Seconds until a new interpreter has begun, also on a machine that has much to do."""
HANDED_OVER_WITHIN: Final = 30.0
"""Seconds in which the file has to come from the store."""
LARGEST: Final = 8 * 1024 * 1024
"""Most bytes of a cleaned picture."""


class NotNow(Exception):
    """No picture was made, perhaps not because of the file: it took too long, or no process could be started."""


@dataclass(frozen=True)
class Cleaner:
    """Cleans one picture at a time in a process of Lotse; the next one waits."""

    within: float = WITHIN
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def clean(self, kind: FileKind, size: int, content: AsyncGenerator[bytes]) -> bytes | None:
        """Returns a JPEG without anything that cannot be seen; None where the process made none within its limits.

        Raises NotNow, and what `content` raises; `content` is closed in any case.
        """
        async with aclosing(content), self._turn:
            try:
                return await self._by_process(kind, size, content)
            except ConnectionError:  # the process ended while it read
                return None
            except OSError as error:  # also TimeoutError, and no room for another process
                log.info("picture-not-cleaned", extra={"reason": type(error).__name__})
                raise NotNow from None

    async def _by_process(self, kind: FileKind, size: int, content: AsyncGenerator[bytes]) -> bytes | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", DECODER, kind, str(size), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
        )
        try:
            return await self._answer(process, content)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _answer(self, process: Process, content: AsyncGenerator[bytes]) -> bytes | None:
        assert process.stdin
        assert process.stdout
        async with asyncio.timeout(STARTED_WITHIN):
            if not await process.stdout.read(1):
                raise NotNow
        async with asyncio.timeout(HANDED_OVER_WITHIN):
            async for part in content:
                process.stdin.write(part)
                await process.stdin.drain()
        process.stdin.close()
        async with asyncio.timeout(self.within):
            written = bytearray()
            while len(written) <= LARGEST and (more := await process.stdout.read(64 * 1024)):
                written += more
            is_whole = len(written) <= LARGEST and await process.wait() == 0
        return bytes(written) if is_whole and written else None
