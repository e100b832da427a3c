"""Somebody waits for an answer of ours and gets none here: a counsellor says why, and it stays in the file."""

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
"""Somebody asked for something: what answers it ends it, or a counsellor says why nothing does."""


def owed(tasks: Iterable[Task]) -> list[Task]:
    """Of open tasks."""
    return [each for each in tasks if each.kind in OWED]


def ended_by_closing(tasks: Iterable[Task]) -> list[Task]:
    """Of open tasks."""
    return [each for each in tasks if each.kind not in OUTLIVES_CLOSING]
