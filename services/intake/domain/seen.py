"""What stood on a counsellor's page when a form was taken from it: the form ends nothing that came after it."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.intake.domain.task import Task
from services.intake.domain.thread import Message
from shared.errors import Conflict

Marks = Mapping[str, int]
"""By thread the number of its last message, by task its version."""

CAME_SINCE: Final = (
    "Seit Sie diese Seite geöffnet haben, ist noch etwas gekommen. Abgeschlossen ist noch nichts. Bitte sehen Sie es "
    "sich zuerst an. Was Sie gewählt haben, steht noch hier: Passt es auch dazu?"
)


def marks(messages: Iterable[Message], tasks: Iterable[Task]) -> dict[str, int]:
    numbers = {str(each.thread): each.number for each in sorted(messages, key=lambda each: each.number)}
    return numbers | {each.id: each.version for each in tasks}


def refuse_unseen(ending: Marks, seen: Marks) -> None:
    """Raises Conflict where something of what is `ending` was not there yet, or is newer than it was."""
    if any(number > seen.get(each, -1) for each, number in ending.items()):
        raise Conflict("changed-meanwhile", CAME_SINCE)
