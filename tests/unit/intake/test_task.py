"""A task: due in opening hours, never later than before, finished once and by who is responsible."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.intake.domain import task
from services.intake.domain.ids import CaseId, Counsellor
from services.intake.domain.task import Task, TaskKind
from services.intake.handlers.requests.add_message import TASK_OF
from services.intake.task_labels_de import next_step
from shared.clock import BERLIN
from shared.contracts.vocabulary import Urgency
from shared.errors import Conflict
from shared.opening_hours import OpeningHours
from tests.harness.contacts import a_contact

HOURS = OpeningHours()
MONDAY = datetime(2026, 11, 30, 10, tzinfo=BERLIN)
ANNA, BERT = Counsellor("anna"), Counsellor("bert")


def a_task(kind: TaskKind = TaskKind.DECLINED, urgency: Urgency = Urgency.ROUTINE, now: datetime = MONDAY) -> Task:
    return task.make(kind, "about", a_contact(ANNA, MONDAY), urgency, now, HOURS)


@pytest.mark.parametrize(
    ("case_id", "where"), [(CaseId("case"), "/notification/cases/case/notices"), (None, "/desk/contacts/contact")]
)
def test_what_came_back_is_read_where_the_notices_are_and_who_is_no_case_has_none(
    case_id: CaseId | None, where: str
) -> None:
    contact = a_contact(ANNA, MONDAY).model_copy(update={"case_id": case_id})
    came_back = task.make(TaskKind.MAYBE_NOT_REACHED, "about", contact, Urgency.ROUTINE, MONDAY, HOURS)
    said, there = next_step(came_back, contact)
    assert (there, "nachfragen" in said) == (where, True)


@pytest.mark.parametrize(
    ("kind", "urgency", "due"),
    [
        (TaskKind.FIRST_ANSWER, Urgency.ROUTINE, "2026-12-01T10:00"),
        (TaskKind.FIRST_ANSWER, Urgency.URGENT, "2026-11-30T14:00"),
        (TaskKind.FIRST_ANSWER, Urgency.IMMEDIATE, "2026-11-30T11:00"),
        (TaskKind.CONSENT_UNANSWERED, Urgency.IMMEDIATE, "2026-12-03T16:00"),
    ],
)
def test_the_more_urgent_the_sooner(kind: TaskKind, urgency: Urgency, due: str) -> None:
    assert a_task(kind, urgency).due == datetime.fromisoformat(due).replace(tzinfo=BERLIN)


def test_of_what_is_due_at_the_same_time_the_more_urgent_comes_first() -> None:
    at = {urgency: task.place(MONDAY, urgency, "first_answer|x") for urgency in Urgency}
    assert sorted(at, key=lambda each: at[each]) == list(task.FIRST)
    assert set(task.FIRST) == set(Urgency)
    assert at[Urgency.ROUTINE] < f"{MONDAY.timestamp():015.3f}|first_answer|x"


def test_what_is_judged_as_urgent_as_its_person_said_stays_where_it_is() -> None:
    made = a_task(TaskKind.FIRST_ANSWER, Urgency.URGENT)
    assert task.hasten(made, Urgency.URGENT, HOURS) is None
    assert task.hasten(made, Urgency.ROUTINE, HOURS) is None


def test_a_deadline_is_due_at_the_end_of_its_last_safe_day() -> None:
    near = task.make(
        TaskKind.DEADLINE_NEAR, "d", a_contact(ANNA, MONDAY), Urgency.ROUTINE, MONDAY, HOURS, act_by=date(2026, 12, 11)
    )
    assert near.due == datetime(2026, 12, 11, 16, tzinfo=BERLIN)


def test_a_question_to_the_person_is_shown_only_when_it_has_waited() -> None:
    assert a_task(TaskKind.CONSENT_UNANSWERED).shows_from > MONDAY
    assert a_task(TaskKind.DECLINED).shows_from == MONDAY


def test_only_who_is_responsible_finishes_it() -> None:
    with pytest.raises(Conflict):
        task.finish(a_task(), BERT)
    done = task.finish(a_task(), ANNA)
    assert done
    assert done.state.state == "done"
    assert task.finish(done.state, BERT) is None


@pytest.mark.parametrize("kind", sorted({*TASK_OF.values(), TaskKind.WROTE, TaskKind.EVIDENCE, TaskKind.QUESTIONED}))
def test_what_more_came_is_not_done_with_by_a_page_that_does_not_show_it(kind: TaskKind) -> None:
    before = a_task(kind)
    more = task.renew(before, MONDAY)
    assert more
    assert more.state.news == 1
    now = more.state.model_copy(update={"version": before.version + 1})
    with pytest.raises(Conflict, match="changed-meanwhile"):
        task.finish(now, ANNA, seen=before.version)
    assert task.finish(now, ANNA, seen=now.version)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_page_that_shows_an_earlier_task_of_the_same_name_does_not_finish_this_one(kind: TaskKind) -> None:
    with pytest.raises(Conflict, match="changed-meanwhile"):
        task.finish(a_task(kind).model_copy(update={"version": 3}), ANNA, seen=1)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), min_size=2, max_size=20))
def test_places_have_the_order_of_the_due_times(seconds: list[tuple[int, int]]) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    dues = [begin + timedelta(seconds=s, milliseconds=ms % 1000) for s, ms in seconds]
    assert sorted(dues) == [due for _, due in sorted((task.place(due, Urgency.UNKNOWN, "x"), due) for due in dues)]


class TaskMachine(RuleBasedStateMachine):
    """Whatever happens in whatever order: it ends once, and its time only comes nearer."""

    def __init__(self) -> None:
        super().__init__()
        self.task = a_task()
        self.ended = False
        self.dues = [self.task.due]

    @rule(urgency=st.sampled_from(Urgency))
    def judged_again(self, urgency: Urgency) -> None:
        if hastened := task.hasten(self.task, urgency, HOURS):
            assert not self.ended
            self.task = hastened.state
            self.dues.append(self.task.due)

    @rule(to=st.sampled_from([ANNA, BERT, None]))
    def given_to(self, to: Counsellor | None) -> None:
        if given_away := task.give(self.task, to):
            self.task = given_away.state

    @precondition(lambda self: self.task.counsellor)
    @rule()
    def finished(self) -> None:
        if done := task.finish(self.task, self.task.counsellor or ANNA):
            assert not self.ended
            self.task, self.ended = done.state, True

    @rule()
    def overtaken(self) -> None:
        if over := task.overtake(self.task):
            assert not self.ended
            self.task, self.ended = over.state, True

    @invariant()
    def its_time_only_comes_nearer(self) -> None:
        assert self.dues == sorted(self.dues, reverse=True)
        assert self.task.place.startswith(f"{self.task.due.timestamp():015.3f}|")
        assert (self.task.state == "open") is not self.ended


TestTask = TaskMachine.TestCase
