"""A referral moves only along the table of transitions: which act is possible when, and what each act asks for."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.referral.domain.handover import Consent, Handover
from services.referral.domain.referral import (
    OPEN,
    REASONS,
    TRANSITIONS,
    Act,
    NoticeStatus,
    Referral,
    ReferralAnsweredLate,
    Stage,
    Step,
    note_notice,
)
from services.referral.domain.transitions import (
    LONGEST_WAIT,
    mark_overdue,
    prepare,
    reply,
    send,
    step,
    step_if_possible,
    waitlist,
)
from shared.clock import berlin_day
from shared.contracts.vocabulary import ConsentItem, Level, PartnerCategory, ReferralKind, Urgency
from shared.errors import Conflict, Invalid, Never
from tests.unit.referral.given import partner

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
GIVEN = Referral(
    referral_id="r",
    case_id="c",
    handover_id="h",
    partner_id="p",
    partner_category=PartnerCategory.POLICE,
    level=Level.LAND,
    reference="ref",
    kind=ReferralKind.WARM,
    urgency=Urgency.URGENT,
    items=(ConsentItem.NAME,),
    replaces=None,
    state="preparing",
    changed_at=NOW,
)


def at(state: Stage, **more: Any) -> Referral:
    return GIVEN.model_copy(update={"state": state, **more})


def after(made: Step | None) -> Referral:
    assert made is not None
    return made.state


def test_the_same_consent_prepares_the_same_referral() -> None:
    handover = Handover(handover_id="78bd77d6-3842-4d0a-8070-017a995b413e", case_id="c", partner_id="p", state="given")
    consent = Consent(handover, ReferralKind.WARM, (ConsentItem.NAME,), None, "2026-11")
    first, again = (
        prepare(consent, partner("p"), Urgency.URGENT, reference=reference, now=NOW).state for reference in "ab"
    )
    assert (first.state, first.referral_id) == ("preparing", again.referral_id)
    assert first.reference != again.reference


@pytest.mark.parametrize("category", PartnerCategory)
@pytest.mark.parametrize("kind", [ReferralKind.WARM, ReferralKind.COLD])
def test_nothing_is_sent_to_who_must_act_unless_the_person_read_so(
    category: PartnerCategory, kind: ReferralKind
) -> None:
    def prepared(version: str) -> str:
        handover = Handover(handover_id=str(uuid.UUID(int=7)), case_id="c", partner_id="p", state="given")
        consent = Consent(handover, kind, (), None, version)
        return prepare(consent, partner("p", category=category), Urgency.URGENT, reference="r", now=NOW).state.state

    assert prepared("2026-11-duty") == "preparing"
    if kind is ReferralKind.WARM and category in ("police", "prosecution", "security_authority"):
        with pytest.raises(Never):
            prepared("2026-11")
    else:
        assert prepared("2026-11") == "preparing"


def test_sent_knows_until_when_an_answer_is_due() -> None:
    sent = after(send(GIVEN, LATER, LATER + timedelta(days=2)))
    assert (sent.state, sent.sent_at, sent.respond_by) == ("sent", LATER, LATER + timedelta(days=2))


def test_what_was_recalled_meanwhile_is_not_sent() -> None:
    assert send(at("recalled"), LATER, LATER) is None


def test_only_the_first_opening_delivers() -> None:
    assert after(step_if_possible(at("sent"), "open", LATER)).state == "delivered"
    assert step_if_possible(at("accepted"), "open", LATER) is None


def test_a_deadline_passes_in_vain_once_there_is_an_answer() -> None:
    assert after(step_if_possible(at("delivered"), "mark_overdue", LATER)).state == "overdue"
    assert step_if_possible(at("accepted"), "mark_overdue", LATER) is None
    assert step_if_possible(at("accepted"), "expire", LATER) is None


def test_a_late_answer_is_still_an_answer() -> None:
    assert after(step(at("overdue"), "accept", LATER, by="partner")).state == "accepted"


@pytest.mark.parametrize(("act", "reason"), [("accept", None), ("decline", "no_capacity")])
def test_an_answer_that_nobody_waits_for_any_longer_is_told_and_changes_no_state(act: Act, reason: str | None) -> None:
    made = step(at("expired"), act, LATER, by="partner", reason=reason)
    assert isinstance(made, ReferralAnsweredLate)
    assert (made.state.state, made.state.late, made.state.reason) == ("expired", act, None)
    assert step(made.state, act, LATER, by="partner", reason=reason) is None


@pytest.mark.parametrize("act", ["contact", "complete", "fail", "return"])
def test_nothing_else_follows_on_a_referral_that_was_given_up(act: Act) -> None:
    reason = next(iter(REASONS[act])) if act in REASONS else None
    with pytest.raises(Conflict):
        step(at("expired"), act, LATER, by="partner", reason=reason)


def test_the_same_answer_again_changes_nothing() -> None:
    declined = after(step(at("delivered"), "decline", LATER, by="partner", reason="no_capacity"))
    assert step(declined, "decline", LATER + timedelta(hours=1), by="partner", reason="no_capacity") is None


def test_another_answer_after_the_first_is_refused() -> None:
    with pytest.raises(Conflict):
        step(at("declined", reason="no_capacity"), "decline", LATER, by="partner", reason="waitlist")
    with pytest.raises(Conflict):
        step(at("declined", reason="no_capacity"), "accept", LATER, by="partner")


@pytest.mark.parametrize("act", sorted(REASONS))
def test_an_act_that_needs_a_reason_is_refused_without_one_of_its_own(act: Act) -> None:
    before = next(iter(TRANSITIONS[act].before))
    for reason in (None, "because"):
        with pytest.raises(Invalid):
            step(at(before), act, LATER, reason=reason)


def test_an_answer_that_assumes_another_version_is_refused() -> None:
    current = at("sent", version=2)
    for version in (None, 2):
        assert step(current, "accept", LATER, version=version)
    with pytest.raises(Conflict):
        step(current, "accept", LATER, version=1)


def test_the_outcome_is_known_of_what_was_completed() -> None:
    completed = after(step(at("contacted"), "complete", LATER, by="partner", reason="helped"))
    assert completed.outcome == "helped"
    assert at("declined", reason="no_capacity").outcome is None


def test_reason_and_notice_are_stored_under_the_names_that_earlier_releases_read() -> None:
    noted = noticed(at("declined", reason="waitlist"), "failed")
    document = noted.model_dump(by_alias=True)
    assert (document["said"], document["told"]) == ("waitlist", "failed")
    assert Referral.model_validate(document) == noted


DAYS = timedelta(days=1)
FAR = NOW + 30 * DAYS


def test_a_waiting_list_keeps_it_open_and_moves_the_day_of_the_answer() -> None:
    waiting = after(waitlist(at("overdue", respond_by=NOW), berlin_day(FAR), FAR, LATER, by="partner"))
    assert (waiting.state, waiting.respond_by, waiting.waitlist_until) == ("waitlisted", FAR, berlin_day(FAR))
    assert mark_overdue(waiting, FAR - DAYS) is None
    assert after(mark_overdue(waiting, FAR)).state == "overdue"
    assert after(step(waiting, "accept", FAR, by="partner")).state == "accepted"


def test_another_day_moves_it_again_and_the_same_day_changes_nothing() -> None:
    waiting = after(waitlist(at("sent"), berlin_day(FAR), FAR, NOW, by="partner"))
    assert waitlist(waiting, berlin_day(FAR), FAR, LATER, by="partner") is None
    later = FAR + DAYS
    assert after(waitlist(waiting, berlin_day(later), later, LATER, by="partner")).respond_by == later


@pytest.mark.parametrize("until", [berlin_day(NOW), berlin_day(NOW) - DAYS, berlin_day(NOW) + LONGEST_WAIT + DAYS])
def test_a_waiting_list_ends_on_a_day_to_come_and_not_too_far(until: date) -> None:
    with pytest.raises(Invalid):
        waitlist(at("sent"), until, FAR, NOW, by="partner")


def test_no_clock_runs_against_who_waits_for_our_reply() -> None:
    asked = after(step(at("delivered", respond_by=LATER), "ask", NOW, by="partner"))
    assert asked.state == "questioned"
    assert mark_overdue(asked, LATER + DAYS) is None
    informed = after(reply(asked, FAR, LATER))
    assert (informed.state, informed.respond_by) == ("informed", FAR)
    assert mark_overdue(informed, LATER + DAYS) is None
    assert after(mark_overdue(informed, FAR)).state == "overdue"


def test_a_reply_takes_no_time_away() -> None:
    asked = at("questioned", respond_by=FAR)
    assert after(reply(asked, LATER, NOW)).respond_by == FAR


def test_who_asked_and_was_not_answered_may_still_decide() -> None:
    assert after(step(at("questioned"), "accept", LATER, by="partner")).state == "accepted"


@pytest.mark.parametrize("state", ["accepted", "declined", "expired", "recalled", "completed"])
def test_nothing_is_asked_about_what_is_decided_or_over(state: Stage) -> None:
    with pytest.raises(Conflict):
        step(at(state), "ask", LATER, by="partner")
    with pytest.raises(Conflict):
        waitlist(at(state), berlin_day(FAR), FAR, NOW, by="partner")


def test_a_system_that_took_nothing_hides_no_mail_that_arrived() -> None:
    told = noticed(at("sent"), "sent")
    assert note_notice(told, "failed", is_mail=False) is None
    assert noticed(told, "failed").notice_status == "failed"
    assert noticed(at("sent"), "failed", is_mail=False).notice_status == "failed"
    assert noticed(noticed(at("sent"), "failed"), "sent", is_mail=False).notice_status == "sent"


def noticed(referral: Referral, status: NoticeStatus, *, is_mail: bool = True) -> Referral:
    noted = note_notice(referral, status, is_mail=is_mail)
    assert noted is not None
    return noted.state


class AnyActs(RuleBasedStateMachine):
    """Any acts in any order: a referral moves only along the table, and never out of an end."""

    def __init__(self) -> None:
        super().__init__()
        self.referral = GIVEN

    @rule(act=st.sampled_from(sorted(TRANSITIONS)), pick=st.integers(0, 20))
    def anything(self, act: Act, pick: int) -> None:
        before = self.referral
        reasons = list(REASONS.get(act, ()))
        reason = reasons[pick % len(reasons)] if reasons else None
        late = before.state == "expired" and act in ("accept", "decline")
        possible = before.state in TRANSITIONS[act].before or (late and before.late != act)
        try:
            made = step(before, act, LATER, reason=reason)
        except Conflict:
            assert not possible
            assert not late
        else:
            assert (made is not None) == possible
            self.referral = made.state if made else before
            assert self.referral.state == ("expired" if late else TRANSITIONS[act].after)

    @rule(days=st.integers(1, 180))
    def has_nobody_free(self, days: int) -> None:
        before, due = self.referral, LATER + days * DAYS
        try:
            made = waitlist(before, berlin_day(due), due, LATER, by="partner")
        except Conflict:
            assert before.state not in TRANSITIONS["waitlist"].before
        else:
            self.referral = made.state if made else before
            assert (self.referral.state, self.referral.waitlist_until) == ("waitlisted", berlin_day(due))

    @rule(days=st.integers(0, 200))
    def time_passes(self, days: int) -> None:
        """Nobody is late who has more time, or who waits for us."""
        before, at_that_time = self.referral, LATER + days * DAYS
        made = mark_overdue(before, at_that_time)
        if made is not None:
            assert before.state not in ("questioned", "accepted", "declined")
            assert before.state not in ("waitlisted", "informed") or at_that_time >= (before.respond_by or LATER)
            self.referral = made.state

    @invariant()
    def an_end_is_an_end(self) -> None:
        leads_on = any(self.referral.state in each.before for each in TRANSITIONS.values())
        assert leads_on == (self.referral.state in OPEN)


TestAnyActs = AnyActs.TestCase
