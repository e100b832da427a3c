"""What the counsellor enters about a case, as the form sends it."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from services.intake.domain.situation import Situation, Wishes
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

TOLD: Final = {"yes": True, "no": False, "unknown": None}


class TriageForm(BaseModel):
    seen: int
    """The version of the case that was on the screen."""
    land: Land
    municipality_kind: MunicipalityKind = MunicipalityKind.UNKNOWN
    target_group: TargetGroup = TargetGroup.UNKNOWN
    person: Person = Person.UNKNOWN
    tenure: Tenure = Tenure.UNKNOWN
    threat_kinds: list[ThreatKind] = Field(default_factory=list)
    urgency: Urgency
    needs: list[Need] = Field(default_factory=list)
    no_police: bool = False
    no_prosecution: bool = False
    languages: list[Literal["de", "en", "fr", "pl", "ru", "tr", "uk", "ar"]] = Field(default_factory=list)
    anonymous: bool = False
    reported_to_police: Literal["yes", "no", "unknown"] = "unknown"

    def situation(self) -> Situation:
        wishes = Wishes(no_police=self.no_police, no_prosecution=self.no_prosecution, languages=tuple(self.languages))
        return Situation(
            land=self.land,
            municipality_kind=self.municipality_kind,
            target_group=self.target_group,
            person=self.person,
            tenure=self.tenure,
            threat_kinds=tuple(self.threat_kinds),
            urgency=self.urgency,
            needs=tuple(self.needs),
            wishes=wishes,
            anonymous=self.anonymous,
            reported_to_police=TOLD[self.reported_to_police],
        )
