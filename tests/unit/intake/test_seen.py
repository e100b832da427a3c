"""A form ends what stood on its page, however often that changed before, and nothing that came since."""

import pytest

from services.intake.domain.ids import ThreadId
from services.intake.domain.seen import marks, refuse_unseen
from services.intake.domain.task import Task, TaskKind
from services.intake.domain.thread import Message
from shared.errors import Conflict
from tests.unit.intake.test_task import MONDAY, a_task


def a_message(number: int, thread: str = "own") -> Message:
    return Message(id=f"{thread}{number}", thread=ThreadId(thread), number=number, by="person", at=MONDAY, sealed={})


WROTE = a_task(TaskKind.WROTE)
ON_THE_PAGE = marks([a_message(2), a_message(1)], [WROTE])


def test_what_stood_there_ends_and_so_does_less() -> None:
    for messages, tasks in (([a_message(2)], [WROTE]), ([a_message(1)], []), ([], [WROTE])):
        refuse_unseen(marks(messages, tasks), ON_THE_PAGE)


@pytest.mark.parametrize(
    ("messages", "tasks"),
    [
        ([a_message(3)], []),
        ([a_message(1, "joined")], []),
        ([], [a_task(TaskKind.DECLINED)]),
        ([], [WROTE.model_copy(update={"version": 1, "news": 1})]),
    ],
    ids=["a message", "a message under another code", "a task", "more to a task"],
)
def test_what_came_since_does_not(messages: list[Message], tasks: list[Task]) -> None:
    with pytest.raises(Conflict, match="changed-meanwhile"):
        refuse_unseen(marks(messages, tasks), ON_THE_PAGE)
