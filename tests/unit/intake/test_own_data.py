"""What a person is given of herself says everything that is hers, and nothing of anybody else."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from services.intake.domain.case import Case, Partner
from services.intake.domain.consent import Consent
from services.intake.domain.contact import Contact
from services.intake.domain.emergency import Disclosure, Informed
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, ContactId, Counsellor, HandoverId, PartnerId, ThreadId
from services.intake.domain.note import Direction, Note, NoteKind, OpenedNote
from services.intake.domain.own_data import IdentityCheck, Known, OwnData, refuse_unchecked
from services.intake.domain.own_data_parts import ContactWay, OwnMessage
from services.intake.domain.progress import Progress
from services.intake.domain.retention_period import HoldReason
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation
from services.intake.domain.thread_content import Kept, OpenedHandover, ThreadContent
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, Land, Reason, ReferralKind
from shared.errors import Conflict
from tests.unit.intake.test_incident import an_incident

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
THREAD = ThreadId("case")
COLLEAGUE = "colleague-anna"


OTHERS: Final[dict[str, Any]] = {"told_by": "others", "text": "what the neighbour saw"}


def known(reason: Reason = Reason.COUNSELLING, *, told: bool = True) -> Known:
    contact = Contact(
        id=ContactId("contact"),
        case_id=CaseId("case"),
        channel=Channel.PORTAL,
        reason=reason,
        land=Land.SN,
        recorded_at=AT,
        state="closed",
        counsellor=Counsellor(COLLEAGUE),
    )
    situation = Situation(land=Land.SN)
    case = Case(
        id=CaseId("case"),
        contact_id=contact.id,
        channel=Channel.PORTAL,
        situation=situation,
        state="closed",
        outcome=CaseOutcome.RESOLVED,
    )
    asked = Handover(
        id=HandoverId("h"),
        case_id=case.id,
        partner=Partner(id=PartnerId("p"), name="Opferhilfe (Demo)", category="victim_support"),
        kind=ReferralKind.WARM,
        items=(ConsentItem.ACCOUNT,),
        sealed={},
        asked_at=AT,
    )
    consent = Consent(id="c", handover_id=asked.id, case_id=case.id, decision="given", how=ConsentHow.PAGE, at=AT)
    content = ThreadContent(
        begun=AT,
        handovers=(OpenedHandover(handover=asked, standing="given", texts={ConsentItem.ACCOUNT: "what was passed"}),),
        consents=(consent,),
        progress=(Progress(id="s", thread=THREAD, step="accepted", at=AT, partner="Opferhilfe (Demo)"),),
        kept=Kept(ends_on=AT.date(), held_until=AT.date(), held_because=HoldReason.CLAIMS),
    )
    own = (
        OwnMessage(by="person", at=AT, text="what she wrote"),
        OwnMessage(by="contact_point", at=AT, text="what we answered"),
    )
    disclosure = Disclosure(
        id="d",
        thread=THREAD,
        at=AT,
        by=Counsellor(COLLEAGUE),
        informed=Informed.POLICE,
        sealed={"box": b"sealed"},
        told_at=AT if told else None,
    )
    ways = (
        ContactWay(in_force=False, way=SafeContact(channel="mail", address="earlier@example.org")),
        ContactWay(in_force=True, way=SafeContact(channel="mail", address="now@example.org")),
    )
    notes = (
        a_note(1, NoteKind.CALL, Direction.FROM_PERSON, "what she said on the phone"),
        a_note(2, NoteKind.NOTE, Direction.INTERNAL, "what we thought of somebody"),
    )
    incidents = (an_incident(1, AT.date(), text="what was done to her"), an_incident(2, AT.date(), **OTHERS))
    return Known(contact, case, content, own, ways, (disclosure,), notes, incidents, "reference of the portal")


def a_note(number: int, kind: NoteKind, direction: Direction, text: str) -> OpenedNote:
    by = Counsellor(COLLEAGUE)
    note = Note(id="n", thread=THREAD, number=number, at=AT, by=by, kind=kind, direction=direction, sealed={})
    return OpenedNote(note, text)


def given(of: Known) -> str:
    return OwnData.of(of, lambda step: f"said of {step.step}").model_dump_json()


@pytest.mark.parametrize(
    "hers",
    [
        "what she wrote",
        "what we answered",
        "what she said on the phone",
        "what was done to her",
        "earlier@example.org",
        "now@example.org",
        "what was passed",
        "Opferhilfe (Demo)",
        "said of accepted",
        "reference of the portal",
        '"informed":"police"',
        "claims",
        "resolved",
    ],
)
def test_what_is_hers_is_given(hers: str) -> None:
    assert hers in given(known())


def test_nobody_at_the_desk_is_named_and_nothing_sealed_is_given() -> None:
    assert COLLEAGUE not in given(known())
    assert "sealed" not in given(known())


def test_an_internal_note_is_named_by_its_hour_and_not_by_its_words() -> None:
    own = OwnData.of(known(), lambda step: "said")
    assert own.internal_notes == (AT,)
    assert "what we thought" not in given(known())


def test_an_incident_that_others_told_of_is_named_by_its_hour_and_not_by_its_words() -> None:
    own = OwnData.of(known(), lambda step: "said")
    assert [each.number for each in own.incidents] == [1]
    assert len(own.internal_incidents) == 1
    assert "what the neighbour saw" not in given(known())


def test_a_disclosure_that_she_must_not_read_yet_leaves_no_trace() -> None:
    quiet = given(known(told=False))
    assert "informed" not in quiet
    assert '"disclosed":[]' in quiet


def test_who_reports_for_another_gets_the_own_messages_and_nothing_of_a_case() -> None:
    own = OwnData.of(known(Reason.ON_BEHALF), lambda step: "said")
    assert [each.text for each in own.messages] == ["what she wrote", "what we answered"]
    assert (own.number, own.state, own.outcome, own.situation, own.kept) == (None, None, None, None, None)
    assert (own.handed_over, own.happened, own.disclosed) == ((), (), ())
    assert (own.notes, own.internal_notes) == ((), ())
    assert (own.incidents, own.internal_incidents) == ((), ())


def test_a_check_over_a_way_that_nobody_stated_cannot_have_been_made() -> None:
    with pytest.raises(Conflict):
        refuse_unchecked(IdentityCheck.OVER_SAFE_CONTACT, has_safe_contact=False)
    refuse_unchecked(IdentityCheck.OVER_SAFE_CONTACT, has_safe_contact=True)
    refuse_unchecked(IdentityCheck.WITH_CODE, has_safe_contact=False)
