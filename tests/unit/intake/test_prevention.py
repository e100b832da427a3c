"""Somebody to whom nothing happened is referred: it stays no case, and no act is kept or passed on."""

from datetime import UTC, datetime

import pytest

from services.intake.domain import joined, on_behalf
from services.intake.domain.case import Case, become_case, open_case, triage
from services.intake.domain.consent import Consent
from services.intake.domain.contact import Contact, close, make_case, record, refer
from services.intake.domain.ids import CaseId, ContactId, Counsellor, HandoverId
from services.intake.domain.prevention import ITEMS, NEEDS, OF_AN_ACT, refuse_act, refuse_asking, situation
from services.intake.domain.responsibility import assign
from services.intake.domain.retention_period import PERIODS
from services.intake.domain.situation import COARSE, Situation
from services.intake.domain.thread_content import ThreadContent
from services.intake.pages.situation_form import overview, questions
from services.intake.publications import publication
from shared.contracts.intake import CaseOpened
from shared.contracts.vocabulary import (
    Channel,
    ConsentHow,
    ConsentItem,
    Land,
    MunicipalityKind,
    Need,
    Purpose,
    Reason,
    TargetGroup,
    ThreatKind,
    Urgency,
)
from shared.errors import Conflict, Invalid

ANNA, SVEN = Counsellor("anna"), Counsellor("sven")
CONTACT = "5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b11"
HOUR = datetime(2026, 11, 29, 14, tzinfo=UTC)
TOWN_HALL = situation(Land.SN, [Need.POLICE_SECURITY], TargetGroup.OFFICE, MunicipalityKind.MUNICIPALITY)
WITHOUT_ACT = (Reason.PREVENTION, Reason.INFORMATION, Reason.OTHER)


def taken(reason: Reason = Reason.PREVENTION) -> Contact:
    recorded = record(
        ContactId(CONTACT),
        CaseId("case"),
        channel=Channel.PHONE,
        reason=reason,
        land=Land.SN,
        via=None,
        urgency=Urgency.UNKNOWN,
        hour=HOUR,
    )
    assigned = assign(recorded.state, ANNA, answers_press=True)
    assert assigned
    return assigned.state


def referred(reason: Reason = Reason.PREVENTION) -> Contact:
    fact = refer(taken(reason), ANNA)
    assert fact
    return fact.state


def case(purpose: Purpose = Purpose.PREVENTION) -> Case:
    return open_case(CaseId(CONTACT), ContactId(CONTACT), Channel.PHONE, TOWN_HALL, None, purpose).state


@pytest.mark.parametrize("reason", WITHOUT_ACT)
def test_it_keeps_its_reason_and_thread_and_is_no_case(reason: Reason) -> None:
    before, after = taken(reason), referred(reason)
    assert (after.reason, after.thread, after.case_id) == (reason, before.thread, CaseId(before.id))
    assert (before.may_be_referred, after.may_be_referred) == (True, False)
    assert (after.is_for_prevention, after.is_case, after.quotes_acts) == (True, False, False)
    assert not after.may_be_press, "somebody is helped there"


@pytest.mark.parametrize("reason", sorted(set(Reason) - set(WITHOUT_ACT)))
def test_who_came_for_another_reason_is_not_referred_so(reason: Reason) -> None:
    with pytest.raises(Conflict):
        refer(taken(reason), ANNA)


def test_only_the_responsible_human_refers_and_nothing_that_is_closed() -> None:
    with pytest.raises(Conflict):
        refer(taken(), SVEN)
    with pytest.raises(Conflict):
        refer(close(taken(), ANNA).state, ANNA)
    assert refer(referred(), ANNA) is None, "twice is nothing new"


def test_it_goes_after_the_time_of_a_contact_and_a_case_after_that_of_a_case() -> None:
    counselled = make_case(referred(), ANNA).state
    assert PERIODS.months_of(None, is_case=referred().is_case) == PERIODS.contact
    assert PERIODS.months_of(None, is_case=counselled.is_case) == PERIODS.case


def test_what_happened_after_all_makes_a_case_of_it_once() -> None:
    counselled = make_case(referred(), ANNA).state
    assert (counselled.reason, counselled.case_id, counselled.is_case) == (Reason.COUNSELLING, CONTACT, True)
    with pytest.raises(Conflict):
        make_case(counselled, ANNA)


def test_it_is_published_as_what_it_is_and_as_a_case_when_it_becomes_one() -> None:
    begun = open_case(CaseId(CONTACT), ContactId(CONTACT), Channel.PHONE, TOWN_HALL, None, Purpose.PREVENTION)
    first, then = publication(begun, HOUR).message, publication(become_case(begun.state), HOUR).message
    assert isinstance(first, CaseOpened)
    assert isinstance(then, CaseOpened)
    assert (first.purpose, then.purpose) == (Purpose.PREVENTION, None)
    assert (first.case_id, first.threat_kinds) == (then.case_id, ())


def test_how_urgent_it_is_after_an_act_nobody_has_said_or_judged() -> None:
    assert case().said_urgency is Urgency.UNKNOWN
    judged = triage(case(), TOWN_HALL.model_copy(update={"urgency": Urgency.URGENT})).state
    of_an_earlier_release = judged.model_copy(update={"said_urgency": Urgency.ROUTINE})
    opened = become_case(of_an_earlier_release)
    became = opened.state
    assert (became.said_urgency, became.situation.urgency, became.triaged) == (Urgency.UNKNOWN,) * 2 + (False,)
    assert became.situation.needs == TOWN_HALL.needs
    told = publication(opened, HOUR).message
    assert isinstance(told, CaseOpened)
    assert told.urgency is Urgency.UNKNOWN


@pytest.mark.parametrize(
    "told",
    [
        Situation(threat_kinds=(ThreatKind.THREAT,)),
        Situation(reported_to_police=True),
        Situation(urgency=Urgency.IMMEDIATE),
        Situation(needs=(Need.PROSECUTION,)),
        Situation(needs=(Need.EVIDENCE,)),
    ],
)
def test_an_act_is_told_of_a_case_only(told: Situation) -> None:
    with pytest.raises(Conflict):
        refuse_act(case(), told)
    refuse_act(case(Purpose.COUNSELLING), told)
    refuse_act(case(), TOWN_HALL)


@pytest.mark.parametrize("item", [ConsentItem.EVIDENCE, ConsentItem.PROCEEDING, ConsentItem.PROTECTION_NEEDS])
def test_no_evidence_and_no_proceeding_is_asked_for(item: ConsentItem) -> None:
    assert item not in ITEMS
    with pytest.raises(Invalid):
        refuse_asking(case(), [ConsentItem.NAME, item], tells_no_act=True)
    refuse_asking(case(Purpose.COUNSELLING), [item], tells_no_act=False)


def test_somebody_confirms_that_the_texts_tell_of_no_act() -> None:
    with pytest.raises(Invalid, match="wrong-value"):
        refuse_asking(case(), ITEMS, tells_no_act=False)
    refuse_asking(case(), ITEMS, tells_no_act=True)
    refuse_asking(case(), [], tells_no_act=False)  # a cold one passes nothing on


def test_nobody_is_asked_what_happened() -> None:
    asked = {each.name: each for part in questions(TOWN_HALL, without=OF_AN_ACT) for each in part}
    assert asked.keys() == COARSE.keys() - OF_AN_ACT
    assert {key for key, _ in asked["needs"].options} == set(NEEDS)
    assert Urgency.IMMEDIATE not in {key for key, _ in asked["urgency"].options}
    assert "Was ist geschehen" in dict(overview(TOWN_HALL))
    assert "Was ist geschehen" not in dict(overview(TOWN_HALL, without=OF_AN_ACT))


def test_what_happened_is_not_joined_to_what_is_kept_for_prevention() -> None:
    here, there = make_case(referred(), ANNA).state, referred()
    here = here.model_copy(update={"id": ContactId("other"), "case_id": CaseId("other")})
    with pytest.raises(Conflict, match="not-in-this-state"):
        joined.join(here, there, ANNA)
    assert joined.join(there, here, ANNA)
    report = here.model_copy(update={"reason": Reason.ON_BEHALF})
    with pytest.raises(Conflict):
        on_behalf.link(report, there, ANNA)


def test_who_heard_a_consent_is_for_the_desk_alone() -> None:
    heard = Consent(
        id="consent",
        handover_id=HandoverId("handover"),
        case_id=CaseId(CONTACT),
        decision="given",
        how=ConsentHow.VOICE,
        at=HOUR,
        noted_by=ANNA,
    )
    content = ThreadContent(begun=HOUR, consents=(heard,))
    assert [each.noted_by for each in content.consents] == [ANNA]
    assert [each.noted_by for each in content.shown().consents] == [None]
