"""The form by which a counsellor assesses a case."""

from typing import ClassVar, Self

from pydantic import model_validator

from services.intake.pages.situation_form import SituationForm
from shared.contracts.vocabulary import Land, Urgency
from shared.web.forms import Act
from shared.web.labels_de import LANGUAGES


class DeskSituationForm(SituationForm):
    """The situation as the desk enters it. A language that the page does not offer is refused."""

    @model_validator(mode="after")
    def _offered(self) -> Self:
        if not LANGUAGES.keys() >= set(self.wishes.languages):
            raise ValueError("a language that the page does not offer")
        return self


class TriageForm(DeskSituationForm, Act):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie die Einschätzung. Sie ist noch nicht gespeichert."

    seen: int
    """The version of the case that was on the screen."""
    land: Land
    urgency: Urgency
