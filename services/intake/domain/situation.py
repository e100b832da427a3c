"""What is known of a case in coarse, closed words: all that queues, matching and counting may see."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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


def once_each(words: tuple[W, ...]) -> tuple[W, ...]:
    return tuple(dict.fromkeys(words))


Some = Annotated[tuple[W, ...], Field(max_length=20), AfterValidator(once_each)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Wishes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    no_police: bool = False
    no_prosecution: bool = False
    languages: Some[Language] = ()


class Situation(BaseModel):
    """As the person tells it at first, then as triaged: the whole set is replaced each time."""

    model_config = ConfigDict(frozen=True)

    land: Land = Land.UNKNOWN
    municipality_kind: MunicipalityKind = MunicipalityKind.UNKNOWN
    target_group: TargetGroup = TargetGroup.UNKNOWN
    person: Person = Person.UNKNOWN
    tenure: Tenure = Tenure.UNKNOWN
    threat_kinds: Some[ThreatKind] = ()
    urgency: Urgency = Urgency.UNKNOWN
    needs: Some[Need] = ()
    wishes: Wishes = Wishes()
    anonymous: bool = False
    reported_to_police: bool | None = None
