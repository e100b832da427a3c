"""The file of a letter as it is handed out: rendered in memory, under a name that says nothing."""

import asyncio
from typing import Final

from fastapi.responses import Response

from services.notification.domain.letter import Letter
from services.notification.letter_rendering import Unprintable, as_pdf, as_text
from services.notification.pages.letter_forms import WrittenAs
from shared.errors import Invalid

UNPRINTABLE: Final = "Der Brief enthält Zeichen, die sich im PDF nicht setzen lassen. Als Text geht es."
MEDIA_TYPES: Final = {"pdf": "application/pdf", "text": "text/plain; charset=utf-8"}
SUFFIXES: Final = {"pdf": "pdf", "text": "txt"}


async def file_of(letter: Letter, written_as: WrittenAs) -> Response:
    """Returns the letter as a file. Raises Invalid `bad-text` where the PDF lacks a character."""
    file = f'attachment; filename="brief.{SUFFIXES[written_as]}"'
    content = await _rendered(letter, written_as)
    return Response(content, media_type=MEDIA_TYPES[written_as], headers={"Content-Disposition": file})


async def _rendered(letter: Letter, written_as: WrittenAs) -> bytes:
    if written_as == "text":
        return as_text(letter).encode()
    try:
        return await asyncio.to_thread(as_pdf, letter)
    except Unprintable:
        raise Invalid("bad-text", UNPRINTABLE) from None
