"""The form that closes a contact or its case, with marks of what its page showed."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from services.intake.domain.seen import Marks, marks
from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.read_file import File
from shared.web.forms import Act


class ClosingForm(Act):
    REFUSAL: ClassVar[str] = "Das Anliegen ist noch nicht abgeschlossen."

    unanswered: Unanswered | None = None
    seen: Annotated[tuple[Annotated[str, Field(pattern=r"^[^=]{1,200}=[0-9]{1,6}$")], ...], Field(max_length=500)] = ()
    """Marks as `shown` writes them; none in a form of an earlier release."""

    def marks(self) -> Marks | None:
        sent = (each.rpartition("=") for each in self.seen)
        return {of: int(number) for of, _, number in sent} or None


def shown(file: File, ending: Iterable[Task]) -> list[str]:
    """Returns marks of the messages and tasks that the closing ends, as the form sends them."""
    opened = [*file.content.messages, *(each for joined in file.joined for each in joined.content.messages)]
    found: dict[str, Any] = {str(file.contact.thread): 0} | marks([each.message for each in opened], ending)
    return [f"{of}={number}" for of, number in found.items()]
