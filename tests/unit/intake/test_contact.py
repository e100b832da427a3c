from datetime import UTC, datetime

import pytest

from services.intake.domain.contact import Contact, answer, close, record
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.domain.responsibility import assign
from shared.contracts.vocabulary import Channel, Land, Reason, Urgency
from shared.errors import Conflict

ANNA, SVEN = Counsellor("anna"), Counsellor("sven")
HOUR = datetime(2026, 11, 22, 14, tzinfo=UTC)


def recorded(reason: Reason = Reason.COUNSELLING) -> Contact:
    return record(
        ContactId("contact"),
        CaseId("case"),
        channel=Channel.PORTAL,
        reason=reason,
        land=Land.SN,
        via=None,
        urgency=Urgency.UNKNOWN,
        hour=HOUR,
    ).state


def taken(by: Counsellor = ANNA) -> Contact:
    assigned = assign(recorded(), by)
    assert assigned
    return assigned.state


@pytest.mark.parametrize("reason", [Reason.COUNSELLING, Reason.ON_BEHALF, Reason.UNKNOWN])
def test_who_seeks_counsel_or_says_no_reason_gets_a_case(reason: Reason) -> None:
    contact = recorded(reason)
    assert contact.case_id == "case"
    assert contact.thread == "case"


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.COUNSELLING, Reason.ON_BEHALF, Reason.UNKNOWN}))
def test_every_other_reason_stays_a_contact(reason: Reason) -> None:
    contact = recorded(reason)
    assert contact.case_id is None
    assert contact.thread == "contact"


def test_taking_over_names_the_responsible_human() -> None:
    assert taken().counsellor == ANNA
    assert taken().state == "assigned"


def test_taking_over_again_is_nothing_new_but_a_colleague_may() -> None:
    assert assign(taken(), ANNA) is None
    handed_on = assign(taken(), SVEN)
    assert handed_on
    assert handed_on.state.counsellor == SVEN


def test_only_the_responsible_human_answers_and_closes() -> None:
    assert answer(taken(), ANNA).state == taken()
    for act in (answer, close):
        with pytest.raises(Conflict, match="not-in-this-state"):
            act(taken(), SVEN)


def test_an_end_is_final() -> None:
    closed = close(taken(), ANNA).state
    assert closed.state == "closed"
    with pytest.raises(Conflict):
        close(closed, ANNA)
    with pytest.raises(Conflict):
        assign(closed, SVEN)


def test_a_closed_contact_can_still_be_answered() -> None:
    closed = close(taken(), ANNA).state
    assert answer(closed, ANNA).state == closed
