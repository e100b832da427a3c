"""The amount of open work by kinds and sorts of tasks: numbers alone, for a mail that may meet any eyes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.intake.domain.task import BY_A_DAY, NEXT_PARTNER, OF_ARRANGEMENT, REACHES_THE_PERSON, Task, TaskKind
from shared.clock import berlin_day

Sort = Literal["first_answer", "reach", "partner", "deadline", "own_data", "other"]

SORTS: Final[Mapping[TaskKind, Sort]] = {
    **dict.fromkeys(NEXT_PARTNER, "partner"),
    **dict.fromkeys((TaskKind.PARTNER_NOT_REACHED, TaskKind.QUESTIONED, TaskKind.ANSWERED_LATE), "partner"),
    TaskKind.PARTNER_MAYBE_NOT_REACHED: "partner",
    TaskKind.PARTNER_MAILED: "partner",
    TaskKind.PARTNER_WISH: "partner",
    TaskKind.CAPACITY_ANSWERED: "partner",
    TaskKind.CAPACITY_LAPSED: "partner",
    TaskKind.ADDITION_UNWANTED: "partner",
    **dict.fromkeys(OF_ARRANGEMENT, "partner"),
    **dict.fromkeys(REACHES_THE_PERSON, "reach"),
    **dict.fromkeys(BY_A_DAY, "own_data"),
    TaskKind.CALL_WISHED: "reach",
    TaskKind.DEADLINE_NEAR: "deadline",
    TaskKind.DEADLINE_MISSED: "deadline",
    TaskKind.FIRST_ANSWER: "first_answer",
}
"""Sort of each kind of task; all other kinds are `other`."""


class Amount(BaseModel):
    model_config = ConfigDict(frozen=True)

    open: int = 0
    overdue: int = 0


class OpenWork(BaseModel):
    """`tasks` by sort, `kinds` the same tasks by kind.

    `first_answers_due`: number due by the end of the day, including the overdue ones.
    """

    model_config = ConfigDict(frozen=True)

    tasks: Mapping[Sort, Amount]
    kinds: Mapping[TaskKind, Amount]
    first_answers_due: int


def open_work(tasks: Iterable[Task], now: datetime) -> OpenWork:
    """Counts open tasks; `tasks` must contain no others."""
    sorts: dict[Sort, Amount] = {}
    kinds: dict[TaskKind, Amount] = {}
    due = 0
    for task in tasks:
        sort, is_overdue = sort_of(task.kind), task.due < now
        sorts[sort] = _one_more(sorts.get(sort, Amount()), is_overdue)
        kinds[task.kind] = _one_more(kinds.get(task.kind, Amount()), is_overdue)
        due += sort == "first_answer" and berlin_day(task.due) <= berlin_day(now)
    return OpenWork(tasks=sorts, kinds=kinds, first_answers_due=due)


def sort_of(kind: TaskKind) -> Sort:
    return SORTS.get(kind, "other")


def _one_more(known: Amount, is_overdue: bool) -> Amount:
    return Amount(open=known.open + 1, overdue=known.overdue + is_overdue)
