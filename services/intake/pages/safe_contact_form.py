"""The fields by which the portal, the desk and the follow page ask for a safe contact: the same on each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from pydantic import ValidationInfo, field_validator

from services.intake.domain.safe_contact import SafeContact, TimeOfDay, Way
from services.intake.safe_contact_texts import DAYS, WAYS
from shared.errors import Invalid
from shared.web.forms import Form

NO_TIME: Final = "Bitte geben Sie eine Uhrzeit an, zum Beispiel 18:30."
SAME_TIME: Final = "Bitte geben Sie eine andere Uhrzeit an als die erste."


class SafeContactForm(SafeContact, Form):
    """The form. If its fields are left alone, nobody writes to the person."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"earliest": NO_TIME, "latest": NO_TIME}

    channel: Way = "none"

    @field_validator("latest")
    @classmethod
    def _another(cls, latest: TimeOfDay | None, info: ValidationInfo) -> TimeOfDay | None:
        """Raises Invalid: two equal times are a slip, and would be read as the whole day."""
        if latest and latest == info.data.get("earliest"):
            raise Invalid(sentence=SAME_TIME)
        return latest


def as_entered(way: SafeContact | None, otherwise: Way) -> Mapping[str, Any]:
    """Returns the statement as field values; sent unchanged, they change nothing.

    `otherwise`: the way if there is none.
    """
    if way is None:
        return {"channel": otherwise}
    said = {name: value for name, value in way.model_dump().items() if value not in (None, (), False)}
    said["voicemail"] = "" if way.voicemail is None else str(way.voicemail).lower()
    said["without_link"] = "true" if way.without_link else ""
    said["deadline_reminders"] = "true" if way.deadline_reminders else ""
    return said


FIELDS: Final = tuple(SafeContact.model_fields)


@dataclass(frozen=True)
class Reach:
    """The options of the fields and their form of address; a reporter for another has no deadline, so no reminders."""

    whom: str
    nobody: str
    reminders: str
    days: tuple[tuple[str, str], ...] = tuple(DAYS.items())
    offers_reminders: bool = True
    voicemail: tuple[tuple[str, str], ...] = (("", "Keine Angabe"), ("true", "Ja"), ("false", "Nein"))

    def to(self, *, on_behalf: bool) -> "Reach":
        return replace(self, offers_reminders=not on_behalf)

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [("none", self.nobody), *WAYS.items()]


OF_THE_PERSON: Final = Reach(
    "Sie",
    "Gar nicht: Ich lese Ihre Antwort auf dieser Seite",
    "Sie dürfen mich erinnern, bevor eine Frist abläuft",
)
AT_THE_DESK: Final = Reach(
    "die Person",
    "Gar nicht: Die Person liest mit ihrem Code",
    "Die Person möchte erinnert werden, bevor eine Frist abläuft",
)
