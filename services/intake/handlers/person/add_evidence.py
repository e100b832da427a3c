"""The person adds a piece of evidence: a file, or its checksum alone."""

from collections.abc import AsyncIterator

from services.intake.domain.evidence import (
    OTHER_SUM,
    EvidenceBody,
    EvidenceDescription,
    NotTaken,
    OpenedEvidence,
    find_same,
    refuse_full,
)
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.keep_upload import keep_upload
from services.intake.handlers.person.read_own_case import content_of
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def add_checksum(
    face: FaceDependencies, ticket: Ticket, said: EvidenceDescription, sha256: str
) -> OpenedEvidence | None:
    """Hands in a checksum; returns the piece where it was given before, else None.

    Raises NotTaken where the thread has no more room.
    """
    body = EvidenceBody(sha256=sha256, received_at=face.clock().replace(microsecond=0), said=said)
    return await hand_in_once(face, ticket, body)


async def add_file(
    face: FaceDependencies,
    ticket: Ticket,
    said: EvidenceDescription,
    content: AsyncIterator[bytes],
    sha256: str = "",
    announced: int = 0,
) -> OpenedEvidence | None:
    """Hands in a file, as `add_checksum`. `sha256`: what the person says it is, or empty.

    `announced`: bytes that the file has at least. Raises as `keep_upload`, and NotTaken for another sum.
    """
    opened = await open_thread(face, ticket)
    given = content_of(opened).evidence
    refuse_full(given, 1)
    kept = await keep_upload(face, opened, given, content, announced)
    refuse_other_sum(sha256, kept.sha256)
    body = EvidenceBody(
        sha256=kept.sha256,
        received_at=face.clock().replace(microsecond=0),
        kind=kept.kind,
        size=kept.size,
        said=said,
        upload=kept.upload,
        parts=kept.parts,
    )
    return await hand_in_once(face, ticket, body)


def refuse_other_sum(said: str, sha256: str) -> None:
    """Raises NotTaken where the sum differs from `said`: by the person, empty where they say none."""
    if said and said != sha256:
        raise NotTaken(OTHER_SUM, "sha256")


async def hand_in_once(face: FaceDependencies, ticket: Ticket, body: EvidenceBody) -> OpenedEvidence | None:
    """Hands in the piece, unless the thread has it; returns the earlier one or None.

    The thread is looked at anew, because an upload takes minutes. Of two at once that are the same, one is taken.
    """
    opened = await open_thread(face, ticket)
    pieces = content_of(opened).evidence
    if (earlier := find_same(pieces, body.sha256, is_file=body.is_file)) is not None:
        return earlier
    refuse_full(pieces, body.size)
    await hand_in(face, opened, "evidence", body, "file" if body.is_file else "checksum", body.sha256)
    return None
