import pytest

from services.intake.domain.case import (
    Case,
    Partner,
    Referral,
    ReferralsFollowed,
    close,
    open_case,
    referral_moved,
    referral_named,
    referral_never_sent,
    referral_sent,
    triage,
)
from services.intake.domain.ids import CaseId, ContactId, PartnerId, ReferralId
from services.intake.domain.situation import Situation, Wishes
from shared.contracts.vocabulary import CaseOutcome, Channel, Land, Need, Urgency
from shared.errors import Conflict

POLICE = Partner(id=PartnerId("police"), name="Polizei (Demo)")
LAWYERS = Partner(id=PartnerId("lawyers"), name="Rechtsberatung (Demo)")
RESOLVED = CaseOutcome.RESOLVED


def opened(**situation: object) -> Case:
    told = Situation.model_validate(situation)
    return open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, told).state


def sent(case: Case, *partners: Partner) -> Case:
    for partner in partners:
        case = referral_sent(case, Referral(id=ReferralId(f"to {partner.id}"), partner=partner)).state
    return case


def agreed(*partners: Partner) -> dict[ReferralId, Partner]:
    return {ReferralId(f"to {partner.id}"): partner for partner in partners}


def ended(case: Case, referral: ReferralId) -> ReferralsFollowed:
    return referral_moved(case, referral, "completed", ended=True)


def test_a_referral_that_is_sent_again_is_the_same_and_can_end() -> None:
    again = sent(ended(sent(opened(), POLICE), ReferralId("to police")).state, POLICE)
    assert [(referral.partner, referral.open) for referral in again.referrals] == [(POLICE, True)]
    assert [referral.open for referral in ended(again, ReferralId("to police")).state.referrals] == [False]


def test_triage_replaces_the_whole_set_and_remembers_what_the_person_said() -> None:
    case = opened(urgency=Urgency.ROUTINE, wishes=Wishes(no_police=True))
    seen = Situation(land=Land.SN, needs=(Need.LEGAL,), urgency=Urgency.URGENT)

    triaged = triage(case, seen).state

    assert triaged.situation == seen
    assert triaged.said_urgency == Urgency.ROUTINE
    assert triaged.triaged


def test_triage_of_an_older_picture_is_refused() -> None:
    with pytest.raises(Conflict, match="changed-meanwhile"):
        triage(opened().model_copy(update={"version": 2}), Situation(), seen=1)


def test_words_are_kept_once_each() -> None:
    assert opened(needs=("legal", "peer", "legal")).situation.needs == (Need.LEGAL, Need.PEER)


def test_a_case_without_referrals_can_be_closed_once() -> None:
    closed = close(opened(), RESOLVED, consented={}).state
    assert (closed.state, closed.outcome) == ("closed", RESOLVED)
    with pytest.raises(Conflict, match="case-closed"):
        close(closed, RESOLVED, consented={})


def test_open_referrals_are_listed_and_keep_the_case_open() -> None:
    with pytest.raises(Conflict) as refused:
        close(sent(opened(), POLICE, LAWYERS), RESOLVED, consented=agreed(POLICE, LAWYERS))

    assert refused.value.slug == "open-referrals"
    assert "Polizei (Demo), Rechtsberatung (Demo)" in refused.value.sentence


def test_a_consent_that_referral_has_not_answered_yet_keeps_the_case_open() -> None:
    with pytest.raises(Conflict, match="open-referrals"):
        close(opened(), RESOLVED, consented=agreed(POLICE))


def test_a_second_consent_to_a_partner_that_once_declined_keeps_the_case_open() -> None:
    before = ended(sent(opened(), POLICE), ReferralId("to police")).state
    with pytest.raises(Conflict, match="open-referrals"):
        close(before, RESOLVED, consented={ReferralId("once more to police"): POLICE})


def test_what_was_never_sent_keeps_no_case_open() -> None:
    over = referral_never_sent(opened(), ReferralId("to police"), POLICE, "not_asked").state
    assert close(over, RESOLVED, consented={}).state.state == "closed"


def test_once_all_referrals_ended_the_case_can_be_closed() -> None:
    case = sent(opened(), POLICE, LAWYERS)
    for partner in (POLICE, LAWYERS):
        case = ended(case, ReferralId(f"to {partner.id}")).state
    assert close(case, RESOLVED, consented=agreed(POLICE, LAWYERS)).state.state == "closed"


def test_a_closed_case_is_not_triaged() -> None:
    with pytest.raises(Conflict, match="case-closed"):
        triage(close(opened(), RESOLVED, consented={}).state, Situation())


def test_nobody_waits_for_a_partner_that_was_only_named() -> None:
    named = referral_named(opened(), ReferralId("to police"), POLICE).state
    assert close(named, RESOLVED, consented={}).state.state == "closed"
    of_an_earlier_release = sent(opened(), POLICE)
    with pytest.raises(Conflict, match="open-referrals"):
        close(of_an_earlier_release, RESOLVED, consented={})
    assert close(of_an_earlier_release, RESOLVED, consented={}, cold={ReferralId("to police")}).state.state == "closed"
