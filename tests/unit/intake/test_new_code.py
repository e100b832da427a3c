"""Never a new code without two different colleagues, and nothing from what was refused, is over or was replaced."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.intake.domain import new_code
from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.new_code import LIVES, YES, Basis, Because, NewCode
from services.intake.domain.one_time import has_own_code
from shared.errors import Conflict

THEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
THREAD = ThreadId("thread")
ANNA, BERT = Counsellor("anna"), Counsellor("bert")
TEAM = st.sampled_from([ANNA, BERT, Counsellor("sue")])
GROUNDS = st.sampled_from(["first", "another", None])


class Colleagues(RuleBasedStateMachine):
    """Any colleague does anything at any time, also with what is long over."""

    def __init__(self) -> None:
        super().__init__()
        self.now = THEN
        self.codes: dict[str, NewCode] = {}
        self.issued: list[tuple[NewCode, str | None, datetime]] = []

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(by=TEAM, basis=st.sampled_from(Basis), ground=GROUNDS)
    def somebody_asks(self, by: Counsellor, basis: Basis, ground: str | None) -> None:
        every = list(self.codes.values())
        self.tried(lambda: new_code.ask(str(len(every)), THREAD, every, by, basis, ground, self.now))

    @rule(by=TEAM, because=st.sampled_from(Because), data=st.data())
    def somebody_decides(self, by: Counsellor, because: Because, data: st.DataObject) -> None:
        if self.codes:
            seen = data.draw(st.sampled_from(sorted(self.codes.values(), key=lambda each: each.number)))
            every = list(self.codes.values())
            self.tried(lambda: new_code.decide(seen, every, by, because, self.now))

    @rule(by=TEAM, ground=GROUNDS)
    def somebody_issues(self, by: Counsellor, ground: str | None) -> None:
        last = new_code.newest(list(self.codes.values()))
        given = self.tried(lambda: new_code.issue(last, by, ground, self.now))
        if given:
            self.issued.append((given, ground, self.now))
            assert by == given.asked_by

    def tried(self, act: Callable[[], new_code.NewCodeFact]) -> NewCode | None:
        try:
            made = act().state
        except Conflict:
            return None
        self.codes[made.id] = made
        return made

    @invariant()
    def every_code_had_two_colleagues_and_its_ground_in_time(self) -> None:
        for code, ground, at in self.issued:
            assert code.decided_by is not None
            assert code.decided_by != code.asked_by
            assert code.because in YES
            assert ground is not None
            assert ground == code.rests_on
            assert at < code.until

    @invariant()
    def of_each_question_there_is_one_code(self) -> None:
        assert len({code.id for code, _, _ in self.issued}) == len(self.issued)

    @invariant()
    def once_issued_nobody_gives_another_alone(self) -> None:
        renewed = new_code.was_issued(list(self.codes.values()))
        assert renewed is bool(self.issued)
        assert not renewed or has_own_code(has_thread=True, code_waits=True, was_renewed=renewed)


Colleagues.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestColleagues = Colleagues.TestCase


def asked(by: Counsellor = ANNA) -> NewCode:
    return new_code.ask("1", THREAD, [], by, Basis.WORD, "word", THEN).state


def approved() -> NewCode:
    return new_code.decide(asked(), [asked()], BERT, Because.TALKED_IT_OVER, THEN).state


def test_asked_answered_and_read_out_it_is_issued() -> None:
    assert new_code.issue(approved(), ANNA, "word", THEN).state.state == "issued"


def test_who_asked_does_not_say_yes() -> None:
    with pytest.raises(Conflict):
        new_code.decide(asked(), [asked()], ANNA, Because.TALKED_IT_OVER, THEN)


def test_a_second_yes_is_none() -> None:
    with pytest.raises(Conflict):
        new_code.decide(approved(), [approved()], BERT, Because.TALKED_IT_OVER, THEN)


@pytest.mark.parametrize("because", sorted(set(Because) - YES))
def test_a_no_gives_nothing(because: Because) -> None:
    refused = new_code.decide(asked(), [asked()], BERT, because, THEN).state
    with pytest.raises(Conflict):
        new_code.issue(refused, ANNA, "word", THEN)


def test_after_its_days_neither_a_yes_nor_a_code_follows() -> None:
    with pytest.raises(Conflict):
        new_code.decide(asked(), [asked()], BERT, Because.TALKED_IT_OVER, THEN + LIVES)
    with pytest.raises(Conflict):
        new_code.issue(approved(), ANNA, "word", THEN + LIVES)


def test_what_a_later_question_replaced_cannot_be_decided() -> None:
    later = new_code.ask("2", THREAD, [asked()], BERT, Basis.WORD, "word", THEN).state
    with pytest.raises(Conflict):
        new_code.decide(asked(), [asked(), later], BERT, Because.TALKED_IT_OVER, THEN)


@pytest.mark.parametrize(("by", "ground"), [(BERT, "word"), (ANNA, "another word"), (ANNA, None)])
def test_only_who_asked_reads_it_out_and_only_on_the_same_ground(by: Counsellor, ground: str | None) -> None:
    with pytest.raises(Conflict):
        new_code.issue(approved(), by, ground, THEN)


def test_it_is_issued_once() -> None:
    issued = new_code.issue(approved(), ANNA, "word", THEN).state
    with pytest.raises(Conflict):
        new_code.issue(issued, ANNA, "word", THEN)


def test_the_same_colleague_asks_once_and_another_replaces_it() -> None:
    with pytest.raises(Conflict):
        new_code.ask("2", THREAD, [asked()], ANNA, Basis.WORD, "word", THEN)
    assert new_code.ask("2", THREAD, [asked()], BERT, Basis.WORD, "word", THEN).state.number == 2
