"""What is to be done is counted by neutral sorts, each task once."""

from datetime import timedelta
from typing import get_args

import pytest

from services.intake.domain.open_work import Amount, Sort, open_work
from services.intake.domain.task import Task, TaskKind
from shared.clock import BERLIN
from tests.unit.intake.test_task import a_task

TASK = a_task(TaskKind.FIRST_ANSWER)
NOON = TASK.due.astimezone(BERLIN).replace(hour=12)


def due_in(kind: TaskKind, after: timedelta) -> Task:
    return a_task(kind).model_copy(update={"due": NOON + after})


def test_what_is_open_and_overdue_is_counted_by_sort() -> None:
    hour = timedelta(hours=1)
    tasks = [due_in(TaskKind.FIRST_ANSWER, -hour), due_in(TaskKind.FIRST_ANSWER, hour), due_in(TaskKind.CALL, hour)]
    counted = open_work([*tasks, due_in(TaskKind.DECLINED, hour), due_in(TaskKind.FIRST_ANSWER, 48 * hour)], NOON)
    assert counted.tasks == {
        "first_answer": Amount(open=3, overdue=1),
        "reach": Amount(open=1),
        "partner": Amount(open=1),
    }
    assert counted.kinds == {
        TaskKind.FIRST_ANSWER: Amount(open=3, overdue=1),
        TaskKind.CALL: Amount(open=1),
        TaskKind.DECLINED: Amount(open=1),
    }
    assert counted.first_answers_due == 2


@pytest.mark.parametrize("kind", list(TaskKind))
def test_every_kind_of_task_is_counted_once(kind: TaskKind) -> None:
    counted = open_work([due_in(kind, timedelta(hours=1))], NOON)
    assert [amount.open for amount in counted.tasks.values()] == [1]
    assert set(counted.tasks) <= set(get_args(Sort))
    assert counted.kinds == {kind: Amount(open=1)}


def test_a_mail_in_answer_to_a_request_is_work_with_a_partner() -> None:
    counted = open_work([due_in(TaskKind.PARTNER_MAILED, timedelta(hours=1))], NOON)
    assert counted.tasks == {"partner": Amount(open=1)}
