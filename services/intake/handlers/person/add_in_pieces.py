"""Takes a file piece by piece, each in a request of its own, also after a break; it counts only when it is whole."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.evidence import (
    UNCLAIMED,
    WRONG_KIND,
    EvidenceBody,
    EvidenceDescription,
    NotTaken,
    OpenedEvidence,
    part_id,
    refuse_full,
    refuse_large,
)
from services.intake.domain.file_kind import FileKind, kind_of
from services.intake.domain.pieces import InPieces, sum_of
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.add_evidence import hand_in_once, refuse_other_sum
from services.intake.handlers.person.keep_upload import keep_part, refuse_without_room
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import OpenedThread, Ticket, open_thread
from services.intake.sealed_fields import open_upload_part
from services.intake.store.face import UPLOAD_PARTS
from services.intake.store.uploads import count_begun_files, part_numbers
from shared.errors import Malformed
from shared.sealing import CannotOpen
from shared.store import DuplicateKeyError

BEGIN_ANEW: Final = (
    "Von dieser Datei fehlt etwas, oder die Übertragung hat zu lange gedauert. Sie ist noch nicht bei uns. "
    "Bitte wählen Sie die Datei noch einmal."
)
CHANGED: Final = "Die Datei hat sich geändert, während sie übertragen wurde. Bitte wählen Sie sie noch einmal."
MOST_BEGUN: Final = 3
"""Files of one thread whose pieces lie at the face and that were not handed in yet."""
BEGUN_ALREADY: Final = (
    "Von Ihnen liegen schon drei Dateien hier, die noch nicht fertig übertragen sind. Etwa eine Stunde lang können Sie "
    "jede davon fortsetzen: Wählen Sie sie noch einmal. Für eine andere versuchen Sie es bitte in drei Stunden wieder."
)


@dataclass(frozen=True)
class UploadProgress:
    """Progress of an upload. `there`: numbers of the pieces that came already.

    `given`: the whole file is here, and nothing is to be sent.
    """

    begun: int
    there: list[int]
    given: bool = False


@dataclass(frozen=True)
class Piece:
    """A piece as the browser sends it: `sha256` and `content` are of this piece alone."""

    file: InPieces
    number: int
    sha256: str = field(repr=False)
    content: bytes = field(repr=False)

    def refuse_other(self) -> None:
        """Raises NotTaken where it is not what was announced, Malformed for a number that the file does not have."""
        try:
            is_whole = len(self.content) == self.file.length_of(self.number)
        except IndexError:
            raise Malformed from None
        if not is_whole or hashlib.sha256(self.content).hexdigest() != self.sha256:
            raise NotTaken(CHANGED)


async def begin_or_go_on(face: FaceDependencies, ticket: Ticket, file: InPieces) -> UploadProgress:
    """Returns how far the upload is. Raises NotTaken and Unavailable where the file would not be taken anyway."""
    opened = await open_thread(face, ticket)
    pieces = content_of(opened).evidence
    if given_as(pieces, file):
        return UploadProgress(file.begun, [], given=True)
    refuse_full(pieces, file.size)
    for begun in file.beginnings(face.clock()):
        upload = begun.upload(face.pepper, opened.locator)
        if there := await part_numbers(face.store, upload):
            await refuse_without_room(face, opened, file.size, file.many - len(there))
            return UploadProgress(begun.begun, there)
    await refuse_another(face, opened)
    await refuse_without_room(face, opened, file.size, file.many)
    return UploadProgress(file.beginnings(face.clock())[0].begun, [])


async def add_piece(face: FaceDependencies, ticket: Ticket, piece: Piece, client: str) -> None:
    """Keeps the piece, once, however often it comes.

    The first piece says of which kind the file is, and counts as a file that `client` begins. Raises NotTaken for what
    is not this piece of this file, and for another kind; Unavailable where there is no room; TooMany where the client
    has begun too many.
    """
    opened, file = await open_thread(face, ticket), piece.file
    if not file.may_be_handed_in(face.clock()):
        raise NotTaken(BEGIN_ANEW)
    piece.refuse_other()
    upload = file.upload(face.pepper, opened.locator)
    is_begun = await UPLOAD_PARTS.look_up(face.store, id=part_id(upload, 0)) is not None
    if piece.number == 0:
        refuse_kind(kind_of(piece.content), file.size)
        if is_begun:
            return
        await refuse_another(face, opened)
        face.limits.begun_files.take(client)
    elif not is_begun:
        raise NotTaken(BEGIN_ANEW)
    await refuse_without_room(face, opened, file.size)
    try:
        await keep_part(face, opened, upload, piece.number, piece.content)
    except DuplicateKeyError:
        return


async def refuse_another(face: FaceDependencies, opened: OpenedThread) -> None:
    """Raises NotTaken where MOST_BEGUN files of the thread were begun, and neither handed in nor swept yet."""
    handed_in = sum(each.waits and each.manifest.is_file for each in content_of(opened).evidence)
    if await count_begun_files(face.store, opened.locator, face.clock() - UNCLAIMED) - handed_in >= MOST_BEGUN:
        raise NotTaken(BEGUN_ALREADY)


async def add_whole(
    face: FaceDependencies, ticket: Ticket, said: EvidenceDescription, file: InPieces, sha256: str = ""
) -> OpenedEvidence | None:
    """Hands in the file as `add_file`, from the pieces that came.

    Raises NotTaken where one is missing, or they are another file.
    """
    opened = await open_thread(face, ticket)
    pieces = content_of(opened).evidence
    if (earlier := given_as(pieces, file)) is not None:
        return earlier
    refuse_full(pieces, file.size)
    if not file.may_be_handed_in(face.clock()):
        raise NotTaken(BEGIN_ANEW)
    whole, kind = hashlib.sha256(), None
    sums: list[bytes] = []
    async for content in _pieces(face, opened, file):
        kind = kind if sums else kind_of(content)
        whole.update(content)
        sums.append(hashlib.sha256(content).digest())
    if sum_of(sums) != file.of_pieces:
        raise NotTaken(BEGIN_ANEW)
    refuse_other_sum(sha256, whole.hexdigest())
    body = EvidenceBody(
        sha256=whole.hexdigest(),
        received_at=face.clock().replace(microsecond=0),
        kind=refuse_kind(kind, file.size),
        size=file.size,
        of_pieces=file.of_pieces,
        said=said,
        upload=file.upload(face.pepper, opened.locator),
        parts=file.many,
    )
    return await hand_in_once(face, ticket, body)


def given_as(pieces: tuple[OpenedEvidence, ...], file: InPieces) -> OpenedEvidence | None:
    said = (file.of_pieces, file.size)
    return next((each for each in pieces if (each.manifest.of_pieces, each.manifest.size) == said), None)


def refuse_kind(kind: FileKind | None, size: int) -> FileKind:
    if kind is None:
        raise NotTaken(WRONG_KIND)
    refuse_large(kind, size)
    return kind


async def _pieces(face: FaceDependencies, opened: OpenedThread, file: InPieces) -> AsyncIterator[bytes]:
    upload = file.upload(face.pepper, opened.locator)
    for number in range(file.many):
        part = await UPLOAD_PARTS.look_up(face.store, id=part_id(upload, number))
        if part is None:
            raise NotTaken(BEGIN_ANEW)
        try:
            yield open_upload_part(opened.key, part, opened.locator)
        except CannotOpen:
            raise NotTaken(BEGIN_ANEW) from None
