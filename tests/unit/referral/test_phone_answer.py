"""A partner answers at its page, by its system, and by voice through a counsellor: one state, and nothing is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.referral.domain.phone_answer import FASTER, Said, refuse_wrong_time, version_spoken_of
from services.referral.domain.referral import (
    ANSWERED,
    READABLE,
    REASONS,
    TRANSITIONS,
    By,
    Referral,
    ReferralAnsweredLate,
    ReferralReturned,
    Stage,
)
from services.referral.domain.transitions import CORRECTIONS, late_answers, step, step_if_possible
from services.referral.handlers.counsellor.propose import how_far
from services.referral.pages import labels_de
from services.referral.pages.phone_answers import ACTS
from shared.errors import Conflict, Invalid
from tests.unit.referral.test_transitions import LATER, at

CORRECTED = [(state, answer) for state, answers in CORRECTIONS.items() for answer in answers]


def entered(state: Stage, by: By = "counsellor", **more: Any) -> Referral:
    return at(state).model_copy(update={"by": by, **more})


@pytest.mark.parametrize(
    ("said_at", "is_refused"),
    [
        (LATER, False),
        (LATER + timedelta(minutes=1), True),
        (LATER - timedelta(hours=2), False),
        (LATER - timedelta(hours=2, minutes=1), True),
    ],
)
def test_a_call_was_between_the_sending_and_now(said_at: datetime, is_refused: bool) -> None:
    sent = entered("delivered", sent_at=LATER.replace(minute=0) - timedelta(hours=2))
    if is_refused:
        with pytest.raises(Invalid):
            refuse_wrong_time(said_at, sent, LATER.replace(minute=0) if said_at < LATER else LATER)
    else:
        refuse_wrong_time(said_at, sent, LATER)


def test_the_partners_own_answer_is_not_overwritten_by_what_was_heard() -> None:
    answered = entered("accepted", "partner", version=3)
    for each in (answered, entered("expired", "partner", late="accept", version=3)):
        with pytest.raises(Conflict) as refused:
            version_spoken_of(each, 2, "expired")
        assert "Die Stelle hat inzwischen selbst geantwortet" in refused.value.sentence
    assert version_spoken_of(answered, 3, "accepted") == 3


def test_a_partner_that_only_opened_it_did_not_answer() -> None:
    opened = entered("delivered", "partner", version=3)
    assert version_spoken_of(opened, 2, "sent") == 3


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        (entered("accepted", version=3), "sent"),
        (entered("delivered", "partner", version=3), "delivered"),
        (entered("delivered", "partner", version=3), None),
        (entered("waitlisted", "partner", version=3), "waitlisted"),
    ],
)
def test_of_any_other_change_nobody_is_said_to_have_answered(now: Referral, seen: Stage | None) -> None:
    version = version_spoken_of(now, 2, seen)
    with pytest.raises(Conflict) as refused:
        step(now, "accept", LATER, by="counsellor", version=version)
    assert refused.value.sentence != FASTER


@pytest.mark.parametrize(("state", "answer"), CORRECTED)
def test_a_partner_corrects_what_was_entered_for_it_and_the_desk_is_told(state: Stage, answer: Said) -> None:
    reason = next(iter(REASONS[answer])) if answer in REASONS else None
    made = step(entered(state), answer, LATER, by="partner", reason=reason)
    assert isinstance(made, ReferralAnsweredLate)
    assert (made.state.state, made.state.late, made.state.by) == (state, answer, "partner")
    assert step(made.state, answer, LATER, by="partner", reason=reason) is None


@pytest.mark.parametrize(("state", "answer"), CORRECTED)
def test_nobody_corrects_what_a_partner_entered_itself(state: Stage, answer: Said) -> None:
    reason = next(iter(REASONS[answer])) if answer in REASONS else None
    for before, by in ((entered(state, "partner"), "partner"), (entered(state), "counsellor")):
        with pytest.raises(Conflict):
            step(before, answer, LATER, by=by, reason=reason)  # type: ignore[arg-type]


def test_a_partner_that_declines_what_was_accepted_for_it_gives_it_back() -> None:
    made = step(entered("accepted"), "decline", LATER, by="partner", reason="no_capacity")
    assert isinstance(made, ReferralReturned)
    returned = made.state
    assert (returned.state, returned.by, returned.reason, returned.late) == ("returned", "partner", "no_capacity", None)
    assert step(returned, "decline", LATER, by="partner", reason="no_capacity") is None
    with pytest.raises(Conflict):
        step(returned, "decline", LATER, by="partner", reason="waitlist")


def test_nobody_else_declines_what_is_accepted() -> None:
    for before, by in ((entered("accepted", "partner"), "partner"), (entered("accepted"), "counsellor")):
        with pytest.raises(Conflict):
            step(before, "decline", LATER, by=by, reason="no_capacity")  # type: ignore[arg-type]


def test_a_late_answer_that_was_entered_is_contradicted_by_the_partner_who_may_take_that_back() -> None:
    heard = entered("expired", late="decline")
    assert [act for act, _ in labels_de.late(heard)] == ["accept"]
    made = step(heard, "accept", LATER, by="partner")
    assert isinstance(made, ReferralAnsweredLate)
    assert (made.state.late, made.state.by) == ("accept", "partner")
    assert [act for act, _ in labels_de.late(made.state)] == ["decline"]
    assert late_answers(heard, "partner") == ("accept", "decline")


@pytest.mark.parametrize("state", CORRECTIONS)
def test_what_a_partner_said_against_an_entry_it_may_take_back(state: Stage) -> None:
    after_all = entered(state, "partner", late="accept", reason="no_capacity")
    made = step(after_all, "decline", LATER, by="partner", reason="no_capacity")
    assert isinstance(made, ReferralAnsweredLate)
    assert [act for act, _ in labels_de.late(after_all)] == ["decline"]
    assert (made.state.state, made.state.late) == (state, "decline")
    assert step(made.state, "decline", LATER, by="partner", reason="no_capacity") is None


def test_what_was_answered_late_is_over_with_the_next_step() -> None:
    """Of a release that stored a correction beside an acceptance."""
    made = step(entered("accepted", "partner", late="decline"), "return", LATER, by="partner", reason="no_capacity")
    assert made is not None
    assert made.state.late is None


def test_who_would_help_after_all_can_be_asked_anew() -> None:
    declined = entered("declined")
    assert how_far([], [declined]) == {declined.partner_id: "declined"}
    after_all = declined.model_copy(update={"late": "accept"})
    assert how_far([], [after_all]) == {declined.partner_id: "agreed_late"}
    assert "agreed_late" in labels_de.ASK_AGAIN
    at_work = entered("accepted", late="decline")
    assert how_far([], [at_work]) == {declined.partner_id: "accepted"}


class TwoWays(RuleBasedStateMachine):
    """The partner's page and the counsellor each act on what they last saw; the partner's system on what is."""

    def __init__(self) -> None:
        super().__init__()
        self.referral = at("sent")
        self.seen: dict[By, tuple[int, Stage]] = dict.fromkeys(("partner", "counsellor"), (0, self.referral.state))
        self.has_answered_since = False
        """The partner, since the counsellor looked."""
        self.has_only_been_opened_since = True
        self.steps: list[tuple[Stage, Stage]] = []
        self.is_told = False

    @rule(by=st.sampled_from(["partner", "counsellor"]))
    def looks(self, by: By) -> None:
        self.seen[by] = self.referral.version, self.referral.state
        if by == "counsellor":
            self.has_answered_since, self.has_only_been_opened_since = False, True

    @rule()
    def partner_opens(self) -> None:
        made = step_if_possible(self.referral, "open", LATER, by="partner")
        if made is not None:
            self.referral = made.state.model_copy(update={"version": self.referral.version + 1})

    @rule(by=st.sampled_from(["partner", "counsellor"]), act=st.sampled_from(ACTS), pick=st.integers(0, 20))
    def answers_at_a_page(self, by: By, act: Said, pick: int) -> None:
        self._answers(by, act, pick, self.seen[by][0])

    @rule(act=st.sampled_from(ACTS), pick=st.integers(0, 20))
    def answers_by_its_system(self, act: Said, pick: int) -> None:
        self._answers("partner", act, pick, None)

    @rule()
    def is_given_up(self) -> None:
        if self.referral.state == "delivered":
            self.referral = self.referral.model_copy(update={"state": "expired", "version": self.referral.version + 1})
            self.has_only_been_opened_since = False

    def _answers(self, by: By, act: Said, pick: int, version: int | None) -> None:
        before, reasons = self.referral, list(REASONS.get(act, ()))
        try:
            if by == "counsellor" and version is not None:
                version = version_spoken_of(before, version, self.seen[by][1])
            made = step(
                before, act, LATER, by=by, reason=reasons[pick % len(reasons)] if reasons else None, version=version
            )
        except Conflict as refused:
            is_stale = version is not None and version != before.version
            assert is_stale or before.state not in TRANSITIONS[act].before
            says_faster = refused.sentence == FASTER
            assert self.has_answered_since or not says_faster
            assert by == "partner" or not (is_stale and self.has_only_been_opened_since)
            return
        if made is None:
            return
        self.referral = made.state.model_copy(update={"version": before.version + 1})
        self.has_only_been_opened_since = False
        self.has_answered_since |= by == "partner"
        if isinstance(made, ReferralAnsweredLate):
            self.is_told = True
            assert made.state.state == before.state
            is_against_an_entry = before.by == "counsellor" or before.late is not None
            assert before.state == "expired" or (is_against_an_entry and by == "partner")
        else:
            self.is_told = False
            is_given_back = act == "decline" and (before.state, before.by, by) == ("accepted", "counsellor", "partner")
            assert is_given_back or before.state in TRANSITIONS[act].before
            assert self.referral.state in ANSWERED
            assert act != "decline" or self.referral.state not in READABLE
            self.steps.append((before.state, made.state.state))

    @invariant()
    def what_was_said_too_late_is_told(self) -> None:
        assert (self.referral.late is not None) == self.is_told

    @invariant()
    def one_state_follows_from_the_steps(self) -> None:
        if self.steps:
            assert self.referral.state in (self.steps[-1][1], "expired")
        assert all(before != "declined" for before, _ in self.steps)


TestTwoWays = TwoWays.TestCase
