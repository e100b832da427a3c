"""Who reports for another sees the own words only, consents to nothing, and is linked by whoever is responsible."""

from datetime import UTC, date, datetime

import pytest

from services.intake.domain import on_behalf
from services.intake.domain.contact import LEADS_TO_A_CASE, TOLD_OF_THE_CASE, Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor, ThreadId
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import Kept, OpenedMessage, ThreadContent
from shared.contracts.vocabulary import Channel, Land, Reason
from shared.errors import Conflict

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
ANNA, BERT = Counsellor("anna"), Counsellor("bert")


def contact(name: str, reason: Reason, *, with_case: bool = True) -> Contact:
    return Contact(
        id=ContactId(name),
        case_id=CaseId(f"case of {name}") if with_case else None,
        channel=Channel.PORTAL,
        reason=reason,
        land=Land.UNKNOWN,
        recorded_at=AT,
        state="assigned",
        counsellor=ANNA,
    )


REPORT, AFFECTED = contact("report", Reason.ON_BEHALF), contact("affected", Reason.COUNSELLING)


@pytest.mark.parametrize("reason", sorted(set(Reason)))
def test_only_who_reports_for_another_cannot_be_asked_to_consent(reason: Reason) -> None:
    if reason is not Reason.ON_BEHALF:
        return on_behalf.refuse_consent(contact("one", reason))
    with pytest.raises(Conflict) as refused:
        on_behalf.refuse_consent(contact("one", reason))
    assert "Einwilligen kann nur dieser Mensch selbst" in refused.value.sentence
    return None


def test_only_who_reports_for_another_is_not_told_that_there_is_a_case() -> None:
    assert {Reason.ON_BEHALF} == LEADS_TO_A_CASE - TOLD_OF_THE_CASE


def test_who_reports_for_another_is_shown_messages_and_the_own_way_and_nothing_else() -> None:
    message = Message(id="m", thread=ThreadId("t"), number=1, by="desk", at=AT, sealed={"box": "b"})
    content = ThreadContent(
        begun=AT,
        messages=(OpenedMessage(message=message, text="Antwort"),),
        progress=(Progress(id="p", thread=ThreadId("t"), step="taken_over", at=AT),),
        kept=Kept(ends_on=date(2027, 1, 1)),
        safe_contact=SafeContact(channel="mail", address="person@example.org"),
    )
    own, anothers = content.shown(), content.model_copy(update={"on_behalf": True}).shown()
    assert (own.progress, own.kept) == (content.progress, content.kept)
    assert anothers.messages == own.messages
    assert anothers == ThreadContent(begun=AT, messages=own.messages, safe_contact=content.safe_contact, on_behalf=True)


def test_a_report_is_linked_with_the_case_and_parted_again() -> None:
    linked = on_behalf.link(REPORT, AFFECTED, ANNA)
    assert linked
    assert linked.state.linked_case == AFFECTED.case_id
    assert on_behalf.link(linked.state, AFFECTED, ANNA) is None
    parted, forgotten = on_behalf.unlink(linked.state, ANNA), on_behalf.forget(linked.state)
    assert parted
    assert forgotten
    assert parted.state == forgotten.state == REPORT
    assert on_behalf.unlink(REPORT, ANNA) is None


@pytest.mark.parametrize(
    ("report", "affected", "by"),
    [
        pytest.param(REPORT, AFFECTED, BERT, id="by somebody who is not responsible"),
        pytest.param(AFFECTED, REPORT, ANNA, id="the wrong way round"),
        pytest.param(REPORT, contact("other", Reason.ON_BEHALF), ANNA, id="two reports"),
        pytest.param(REPORT, contact("other", Reason.PREVENTION, with_case=False), ANNA, id="no case"),
    ],
)
def test_nothing_else_is_linked(report: Contact, affected: Contact, by: Counsellor) -> None:
    with pytest.raises(Conflict):
        on_behalf.link(report, affected, by)
