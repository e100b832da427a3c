"""Reasons for which somebody who waits for our answer gets none here: a counsellor states one, kept in the file."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from services.intake.domain.task import OUTLIVES_CLOSING, Task, TaskKind


class Unanswered(StrEnum):
    TOLD = "told"
    NONE_WANTED = "none_wanted"
    ELSEWHERE = "elsewhere"
    NO_SAFE_WAY = "no_safe_way"
    NO_CONCERN = "no_concern"


OWED: Final = frozenset(
    {
        *(TaskKind.FIRST_ANSWER, TaskKind.PRESS, TaskKind.WROTE, TaskKind.LETTER),
        *(TaskKind.OWN_DATA, TaskKind.ERASURE, TaskKind.CALL_WISHED),
    }
)
"""Kinds in which somebody asked for something: an answer ends them, or a counsellor says why there is none."""


def owed(tasks: Iterable[Task]) -> list[Task]:
    """Returns the open tasks that are owed an answer; `tasks` must be open."""
    return [each for each in tasks if each.kind in OWED]


def ended_by_closing(tasks: Iterable[Task]) -> list[Task]:
    """Returns the open tasks that the closing ends; `tasks` must be open."""
    return [each for each in tasks if each.kind not in OUTLIVES_CLOSING]
