"""Marks of what stood on a counsellor's page when a form was sent from it: the form ends nothing that came later."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.intake.domain.task import Task
from services.intake.domain.thread import Message
from shared.errors import Conflict

Marks = Mapping[str, int]
"""The number of the last message by thread, and the version by task."""

CAME_SINCE: Final = (
    "Seit Sie diese Seite geöffnet haben, ist noch etwas gekommen. Abgeschlossen ist noch nichts. Bitte sehen Sie es "
    "sich zuerst an. Was Sie gewählt haben, steht noch hier: Passt es auch dazu?"
)


def marks(messages: Iterable[Message], tasks: Iterable[Task]) -> dict[str, int]:
    numbers = {str(each.thread): each.number for each in sorted(messages, key=lambda each: each.number)}
    return numbers | {each.id: each.version for each in tasks}


def refuse_unseen(ending: Marks, seen: Marks) -> None:
    """Raises Conflict if a message or task to be ended was not on the page, or is newer than it was there."""
    if any(number > seen.get(each, -1) for each, number in ending.items()):
        raise Conflict("changed-meanwhile", CAME_SINCE)
