"""German reasons why somebody who waits for an answer gets none here."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered
from services.intake.task_labels_de import TASKS

UNANSWERED: Final[Mapping[Unanswered, str]] = {
    Unanswered.TOLD: "Die Person weiß es schon, auf einem anderen Weg",
    Unanswered.NONE_WANTED: "Die Person braucht oder möchte keine Antwort",
    Unanswered.ELSEWHERE: "Es gehört zu einem anderen Anliegen und wird dort beantwortet",
    Unanswered.NO_SAFE_WAY: "Es gibt keinen Weg, auf dem eine Antwort die Person sicher erreicht",
    Unanswered.NO_CONCERN: "Hier sucht niemand Hilfe: Scherz, Werbung oder Irrtum",
}


def in_the_file(tasks: Iterable[Task], why: Unanswered) -> str:
    """Returns the text of the note."""
    return f"Ohne Antwort auf dieser Seite erledigt: {named(tasks)}. Grund: {UNANSWERED[why]}."


def named(tasks: Iterable[Task]) -> str:
    return ", ".join(dict.fromkeys(f"„{TASKS[each.kind]}“" for each in tasks))
