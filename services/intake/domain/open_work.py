"""How much is to be done, by a few neutral kinds: numbers alone, for a mail that may meet any eyes."""

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
    TaskKind.PARTNER_MAILED: "partner",
    **dict.fromkeys(OF_ARRANGEMENT, "partner"),
    **dict.fromkeys(REACHES_THE_PERSON, "reach"),
    **dict.fromkeys(BY_A_DAY, "own_data"),
    TaskKind.CALL_WISHED: "reach",
    TaskKind.DEADLINE_NEAR: "deadline",
    TaskKind.DEADLINE_MISSED: "deadline",
    TaskKind.FIRST_ANSWER: "first_answer",
}
"""All others are `other`."""


class Amount(BaseModel):
    model_config = ConfigDict(frozen=True)

    open: int = 0
    overdue: int = 0


class OpenWork(BaseModel):
    """`first_answers_due`: by the end of the day, those that are overdue among them."""

    model_config = ConfigDict(frozen=True)

    tasks: Mapping[Sort, Amount]
    first_answers_due: int


def open_work(tasks: Iterable[Task], now: datetime) -> OpenWork:
    """Of open tasks."""
    amounts: dict[Sort, Amount] = {}
    due = 0
    for task in tasks:
        sort = SORTS.get(task.kind, "other")
        known = amounts.get(sort, Amount())
        amounts[sort] = Amount(open=known.open + 1, overdue=known.overdue + (task.due < now))
        due += sort == "first_answer" and berlin_day(task.due) <= berlin_day(now)
    return OpenWork(tasks=amounts, first_answers_due=due)
