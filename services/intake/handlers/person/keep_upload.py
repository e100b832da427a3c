"""Seals an incoming file part by part in the face's database; it counts only when a request names it."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from services.intake.domain.evidence import (
    EMPTY_FILE,
    LARGEST_FILE,
    PART,
    WRONG_KIND,
    NotTaken,
    OpenedEvidence,
    UploadPart,
    part_id,
    refuse_full,
    refuse_large,
)
from services.intake.domain.file_kind import FileKind, kind_of
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import OpenedThread
from services.intake.sealed_fields import seal_upload_part
from services.intake.store.face import UPLOAD_PARTS, AtFace
from services.intake.store.uploads import count_parts, estimate_all_parts
from shared.clock import whole_hour
from shared.errors import Unavailable

UNCLAIMED_OF_ONE: Final = 600
UNCLAIMED_OF_ALL: Final = 5_000
"""Number of parts that may lie at the face before the desk has taken them over: of one thread, and of all together."""
BESIDE_FILMS: Final = 2_500
"""Number of these parts that large films leave to other files."""

NO_ROOM: Final = (
    "Gerade können wir keine Dateien annehmen. Was Sie geschrieben haben, steht noch hier. "
    "Bitte behalten Sie die Datei und versuchen Sie es in einer Stunde noch einmal."
)


@dataclass(frozen=True)
class KeptUpload:
    """An upload that is kept; `sha256` of the bytes as they came, `size` in bytes."""

    upload: str
    parts: int
    size: int
    sha256: str
    kind: FileKind


async def keep_upload(
    face: FaceDependencies,
    opened: OpenedThread,
    given: tuple[OpenedEvidence, ...],
    content: AsyncIterator[bytes],
    announced: int = 0,
) -> KeptUpload:
    """Keeps the file. `given`: the pieces that the thread has.

    Raises NotTaken for a file that is empty, too large or of another kind, Unavailable where there is no room. Parts
    written before that, or before the upload broke off, are swept (handlers/requests/sweep.py).
    """
    await refuse_without_room(face, opened, 1)
    upload, digest, size, number = secrets.token_hex(16), hashlib.sha256(), 0, 0
    kind: FileKind | None = None
    async for part in _in_parts(content):
        was_small, size = size <= LARGEST_FILE, size + len(part)
        kind = kind or kind_of(part)
        if kind is None:
            raise NotTaken(WRONG_KIND)
        refuse_large(kind, max(size, announced))
        if was_small and size > LARGEST_FILE:
            refuse_full(given, size)
            await refuse_without_room(face, opened, size)
        digest.update(part)
        await keep_part(face, opened, upload, number, part)
        number += 1
    if kind is None:
        raise NotTaken(EMPTY_FILE)
    return KeptUpload(upload, number, size, digest.hexdigest(), kind)


async def refuse_without_room(face: FaceDependencies, opened: OpenedThread, size: int, more: int = 1) -> None:
    """Raises Unavailable where `more` parts of a file of `size` bytes, as far as that is known, do not fit."""
    of_one = await count_parts(face.store, opened.locator, UNCLAIMED_OF_ONE)
    of_all = UNCLAIMED_OF_ALL - (BESIDE_FILMS if size > LARGEST_FILE else 0)
    if of_one + more > UNCLAIMED_OF_ONE or await estimate_all_parts(face.store) + more > of_all:
        raise Unavailable("service-away", NO_ROOM, retry_after=3_600)


async def keep_part(face: FaceDependencies, opened: OpenedThread, upload: str, number: int, content: bytes) -> None:
    """Raises DuplicateKeyError where this part of this upload is there already."""
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
