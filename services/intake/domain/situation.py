"""The situation: the coarse fields of a case in closed words, all that queues, matching and counting may see.

Each field is written here once, with its type, its default and how the desk asks for it, in the class of those who may
set it. The forms, the overview and the record of processing follow from it; the contract and the matching input are
compared with it by tests/contracts/test_coarse_fields.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from services.intake.domain.yes_no import YesNo, YesNoOrNothing
from shared.contracts.vocabulary import (
    Land,
    MunicipalityKind,
    Need,
    Person,
    TargetGroup,
    Tenure,
    ThreatKind,
    Urgency,
)

W = TypeVar("W")


@dataclass(frozen=True)
class Question:
    """The desk's question in German. `heading`: where the overview shows the answer; None if it does not."""

    label: str
    heading: str | None
    yes: str = "Ja"
    no: str = "Nein"
    tick: str = ""
    """Label of the tick box, for a field that is true or false."""


def once_each(words: tuple[W, ...]) -> tuple[W, ...]:
    return tuple(dict.fromkeys(words))


Some = Annotated[tuple[W, ...], Field(max_length=20), AfterValidator(once_each)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Wishes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    no_police: Annotated[
        YesNo, Question("Polizei", "Wünsche", yes="keine Polizei", tick="Die Person wünscht keine Polizei")
    ] = False
    no_prosecution: Annotated[
        YesNo,
        Question(
            "Strafverfolgung",
            "Wünsche",
            yes="keine Strafverfolgung",
            tick="Die Person wünscht keine Strafverfolgung",
        ),
    ] = False
    languages: Annotated[Some[Language], Question("Sprachen", None)] = ()


class ReportedSituation(BaseModel):
    """The fields that a reporter or a channel's system may set, before the desk triages."""

    model_config = ConfigDict(frozen=True)

    land: Annotated[Land, Question("Land", "Land")] = Land.UNKNOWN
    municipality_kind: Annotated[MunicipalityKind, Question("Kommune", "Kommune")] = MunicipalityKind.UNKNOWN
    target_group: Annotated[TargetGroup, Question("Betroffen als", "Betroffen")] = TargetGroup.UNKNOWN
    person: Annotated[Person, Question("Wer ist betroffen?", "Betroffen")] = Person.UNKNOWN
    tenure: Annotated[Tenure, Question("Tätigkeit", "Betroffen")] = Tenure.UNKNOWN
    threat_kinds: Annotated[Some[ThreatKind], Question("Was ist geschehen?", "Was ist geschehen")] = ()
    urgency: Annotated[Urgency, Question("Dringlichkeit", None)] = Urgency.UNKNOWN
    needs: Annotated[Some[Need], Question("Was wird gebraucht?", "Bedarf")] = ()
    wishes: Wishes = Wishes()
    anonymous: Annotated[YesNo, Question("Anonymität", None, tick="Die Person möchte anonym bleiben")] = False
    reported_to_police: Annotated[
        YesNoOrNothing,
        Question("Bei der Polizei angezeigt?", "Bei der Polizei", yes="Angezeigt", no="Nicht angezeigt"),
    ] = None


class Situation(ReportedSituation):
    """The situation as first reported, then as triaged: the whole set is replaced each time.

    A field that only the desk may set is written here.
    """


COARSE: Final[Mapping[str, FieldInfo]] = {
    name: field
    for own, nested in Situation.model_fields.items()
    for name, field in (Wishes.model_fields.items() if own == "wishes" else [(own, nested)])
}
"""All fields by their plain names, the wishes among them."""


def value_of(situation: Situation, name: str) -> object:
    """Returns the value of a field; `name` is one of COARSE."""
    return getattr(situation.wishes if name in Wishes.model_fields else situation, name)


def question_of(name: str) -> Question:
    """Returns the question of a field. Raises ValueError unless it has exactly one."""
    (question,) = [each for each in COARSE[name].metadata if isinstance(each, Question)]
    return question
