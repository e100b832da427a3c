"""A file that comes in is sealed part by part into the face's database; only a request that names it makes it count."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from services.intake.domain.evidence import (
    EMPTY_FILE,
    LARGEST_FILE,
    PART,
    TOO_LARGE,
    WRONG_KIND,
    NotTaken,
    UploadPart,
    part_id,
)
from services.intake.domain.file_kind import FileKind, kind_of
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import OpenedThread
from services.intake.sealed_fields import seal_upload_part
from services.intake.store.face import UPLOAD_PARTS, AtFace
from shared.clock import whole_hour
from shared.errors import Unavailable

UNCLAIMED_OF_ONE: Final = 100
UNCLAIMED_OF_ALL: Final = 5_000
"""Parts that may lie at the face before the desk has taken them over: of one thread, and of all together."""

NO_ROOM: Final = (
    "Gerade können wir keine Dateien annehmen. Was Sie geschrieben haben, steht noch hier. "
    "Bitte behalten Sie die Datei und versuchen Sie es in einer Stunde noch einmal."
)


@dataclass(frozen=True)
class Kept:
    """`sha256` of the bytes as they came."""

    upload: str
    parts: int
    size: int
    sha256: str
    kind: FileKind


async def keep_upload(face: FaceDependencies, opened: OpenedThread, content: AsyncIterator[bytes]) -> Kept:
    """Raises NotTaken for a file that is empty, too large or of another kind, Unavailable where there is no room.

    What was written before that, or before the upload broke off, is swept (handlers/requests/sweep.py).
    """
    await _refuse_without_room(face, opened)
    upload, digest, size, number = secrets.token_hex(16), hashlib.sha256(), 0, 0
    kind: FileKind | None = None
    async for part in _in_parts(content):
        size += len(part)
        if size > LARGEST_FILE:
            raise NotTaken(TOO_LARGE)
        kind = kind or kind_of(part)
        if kind is None:
            raise NotTaken(WRONG_KIND)
        digest.update(part)
        await _keep_part(face, opened, upload, number, part)
        number += 1
    if kind is None:
        raise NotTaken(EMPTY_FILE)
    return Kept(upload, number, size, digest.hexdigest(), kind)


async def _refuse_without_room(face: FaceDependencies, opened: OpenedThread) -> None:
    parts = face.store[UPLOAD_PARTS.name]
    of_one = await parts.count_documents({"locator": opened.locator}, limit=UNCLAIMED_OF_ONE)
    if of_one >= UNCLAIMED_OF_ONE or await parts.estimated_document_count() >= UNCLAIMED_OF_ALL:
        raise Unavailable("service-away", NO_ROOM, retry_after=3_600)


async def _keep_part(face: FaceDependencies, opened: OpenedThread, upload: str, number: int, content: bytes) -> None:
    named = part_id(upload, number)
    part = UploadPart(
        id=named,
        upload=upload,
        locator=opened.locator,
        number=number,
        at=whole_hour(face.clock()),
        sealed=seal_upload_part(opened.key, opened.locator, named, content),
    )
    await UPLOAD_PARTS.add(AtFace(face.store, face.clock()), part)


async def _in_parts(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting = bytearray()
    async for piece in content:
        waiting += piece
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)
