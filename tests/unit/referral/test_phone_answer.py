"""A partner answers at its page, by its system, and by voice through a counsellor: one state, and nothing is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.referral.domain.phone_answer import Said, refuse_after_partner, refuse_wrong_time
from services.referral.domain.referral import REASONS, TRANSITIONS, By, Referral, ReferralAnsweredLate, Stage
from services.referral.domain.transitions import CORRECTIONS, step
from services.referral.handlers.counsellor.propose import how_far
from services.referral.pages import labels_de
from services.referral.pages.phone_answers import ACTS
from shared.errors import Conflict, Invalid
from tests.unit.referral.test_transitions import LATER, at


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
    with pytest.raises(Conflict) as refused:
        refuse_after_partner(answered, 2)
    assert "Die Stelle hat inzwischen selbst geantwortet" in refused.value.sentence
    refuse_after_partner(answered, 3)
    refuse_after_partner(entered("accepted", version=3), 2)


@pytest.mark.parametrize(("state", "answer"), CORRECTIONS.items())
def test_a_partner_corrects_what_was_entered_for_it_and_the_desk_is_told(state: Stage, answer: Said) -> None:
    reason = next(iter(REASONS[answer])) if answer in REASONS else None
    made = step(entered(state), answer, LATER, by="partner", reason=reason)
    assert isinstance(made, ReferralAnsweredLate)
    assert (made.state.state, made.state.late, made.state.by) == (state, answer, "partner")
    assert step(made.state, answer, LATER, by="partner", reason=reason) is None


@pytest.mark.parametrize(("state", "answer"), CORRECTIONS.items())
def test_nobody_corrects_what_a_partner_entered_itself(state: Stage, answer: Said) -> None:
    reason = next(iter(REASONS[answer])) if answer in REASONS else None
    for before, by in ((entered(state, "partner"), "partner"), (entered(state), "counsellor")):
        with pytest.raises(Conflict):
            step(before, answer, LATER, by=by, reason=reason)  # type: ignore[arg-type]


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
        self.seen: dict[By, int] = {"partner": 0, "counsellor": 0}
        self.steps: list[tuple[Stage, Stage]] = []
        self.is_told = False

    @rule(by=st.sampled_from(["partner", "counsellor"]))
    def looks(self, by: By) -> None:
        self.seen[by] = self.referral.version

    @rule(by=st.sampled_from(["partner", "counsellor"]), act=st.sampled_from(ACTS), pick=st.integers(0, 20))
    def answers_at_a_page(self, by: By, act: Said, pick: int) -> None:
        self._answers(by, act, pick, self.seen[by])

    @rule(act=st.sampled_from(ACTS), pick=st.integers(0, 20))
    def answers_by_its_system(self, act: Said, pick: int) -> None:
        self._answers("partner", act, pick, None)

    @rule()
    def is_given_up(self) -> None:
        if self.referral.state == "delivered":
            self.referral = self.referral.model_copy(update={"state": "expired", "version": self.referral.version + 1})

    def _answers(self, by: By, act: Said, pick: int, version: int | None) -> None:
        before, reasons = self.referral, list(REASONS.get(act, ()))
        try:
            if by == "counsellor" and version is not None:
                refuse_after_partner(before, version)
            made = step(
                before, act, LATER, by=by, reason=reasons[pick % len(reasons)] if reasons else None, version=version
            )
        except Conflict:
            is_stale = version is not None and version != before.version
            assert is_stale or before.state not in TRANSITIONS[act].before
            return
        if made is None:
            return
        self.referral = made.state.model_copy(update={"version": before.version + 1})
        if isinstance(made, ReferralAnsweredLate):
            self.is_told = True
            assert made.state.state == before.state
            assert before.state == "expired" or (before.by == "counsellor" and by == "partner")
        else:
            assert before.state in TRANSITIONS[act].before
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
