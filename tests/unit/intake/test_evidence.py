"""What a thread may have of evidence, what is the same piece, and how one that waits is shown."""

from datetime import UTC, datetime

import pytest

from services.intake.domain import evidence
from services.intake.domain.evidence import (
    LARGEST_CASE,
    MOST_PIECES,
    EvidenceBody,
    Manifest,
    NotTaken,
    OpenedEvidence,
    find_same,
    refuse_full,
)
from services.intake.domain.file_kind import FileKind
from services.intake.domain.request import Request
from services.intake.domain.thread_content import ThreadContent
from services.intake.domain.waiting_content import with_waiting
from shared.errors import Unavailable
from shared.web.places import Places

NOW = datetime(2026, 11, 2, 9, 30, 15, tzinfo=UTC)
SUM = "0f" * 32
KEY_ID = "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"


def piece(number: int = 1, size: int = 5, kind: FileKind | None = FileKind.PNG, sha256: str = SUM) -> OpenedEvidence:
    manifest = Manifest(sha256=sha256, received_at=NOW, kind=kind, size=size)
    return OpenedEvidence(id=str(number), number=number, manifest=manifest)


def request(request_id: str) -> Request:
    return Request(id=request_id, kind="evidence", locator="l", number=1, at=NOW, sealed={"kid": KEY_ID})


def test_a_file_is_the_same_by_its_checksum_and_a_checksum_alone_is_another_piece() -> None:
    pieces = (piece(1, kind=None, size=0), piece(2))
    assert find_same(pieces, SUM, is_file=True) == pieces[1]
    assert find_same(pieces, SUM, is_file=False) == pieces[0]
    assert find_same(pieces, "1f" * 32, is_file=True) is None


def test_a_thread_takes_no_more_than_its_room() -> None:
    refuse_full((piece(size=LARGEST_CASE - 5),), 5)
    with pytest.raises(NotTaken):
        refuse_full((piece(size=LARGEST_CASE - 5),), 6)
    refuse_full(tuple(piece(at) for at in range(MOST_PIECES - 1)), 1)
    with pytest.raises(NotTaken):
        refuse_full(tuple(piece(at) for at in range(MOST_PIECES)), 1)


def test_what_waits_is_shown_once_and_without_where_its_parts_lie() -> None:
    body = EvidenceBody(sha256=SUM, received_at=NOW, kind=FileKind.PNG, size=5, upload="u", parts=1)
    waiting = [(request("r"), body), (request("r"), body), (request("s"), body)]
    shown = with_waiting(ThreadContent(begun=NOW, evidence=(piece(1),)), waiting).evidence
    assert [(each.number, each.waits) for each in shown] == [(1, False), (2, True), (3, True)]
    assert type(shown[1].manifest) is Manifest


def test_nothing_of_what_was_said_is_in_a_text_of_it() -> None:
    said = evidence.EvidenceDescription(
        post_address="geheim", profile="geheim", posted="geheim", captured="geheim", text="geheim"
    )
    body = EvidenceBody(sha256="geheim", received_at=NOW, said=said)
    assert "geheim" not in repr(body)


def test_who_finds_no_place_is_told_to_come_again_and_a_place_is_free_afterwards() -> None:
    places = Places(1, "busy")
    with pytest.raises(ValueError, match="x"), places.taken():
        raise ValueError("x")
    with places.taken(), pytest.raises(Unavailable), places.taken():
        pass
    with places.taken():
        pass
