"""The input of matching: a case, what the counsellor entered beside it, and how far it has come with each partner."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal

from services.referral.domain.directory_index import DirectoryIndex
from services.referral.domain.referral import Stage
from shared.clock import berlin_day
from shared.contracts.vocabulary import Land, MunicipalityKind, Need, Person, TargetGroup, ThreatKind, Urgency
from shared.state import State

Past = Stage | Literal["consent_asked", "consent_refused", "consent_withdrawn", "agreed_late"]
"""Progress of a case with one partner; `agreed_late`: it would help after all, and nothing followed yet."""

ThreatSource = Literal["police", "administration"]
"""Authority of the person's municipality whose own people the threat comes from, or may come from."""

ORDER: Final = (
    Need.POLICE_SECURITY,
    Need.PSYCHOLOGICAL,
    Need.FAMILY,
    Need.DIGITAL_SAFETY,
    Need.LEGAL,
    Need.PROSECUTION,
    Need.EVIDENCE,
    Need.PEER,
    Need.MEDIA,
    Need.ORIENTATION,
    Need.TRAINING,
    Need.OTHER,
    Need.UNKNOWN,
)
"""Needs, the most pressing first."""


class MatchingInput(State):
    """Fields of a case that matching reads, named as intake publishes them (those of `wishes` without that prefix).

    A new field gets a default: cases that were stored before lack it until their next triage.
    """

    case_id: str
    land: Land
    threat_kinds: frozenset[ThreatKind]
    needs: frozenset[Need]
    urgency: Urgency
    no_police: bool
    no_prosecution: bool
    languages: frozenset[str]
    target_group: TargetGroup = TargetGroup.UNKNOWN
    municipality_kind: MunicipalityKind = MunicipalityKind.UNKNOWN
    person: Person = Person.UNKNOWN


@dataclass(frozen=True)
class Circumstances:
    """`place`: the Gemeindeschlüssel of the person's municipality; `refused`: ids of partners that they reject."""

    place: str | None = None
    conflict: frozenset[ThreatSource] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Question:
    """`needs`: those that are looked at, in their order; a case without any needs orientation."""

    case: MatchingInput
    index: DirectoryIndex
    asked: Mapping[str, Past]
    now: datetime
    circumstances: Circumstances = Circumstances()
    needs: tuple[Need, ...] = field(default=())

    @property
    def today(self) -> date:
        return berlin_day(self.now)

    def of_all_needs(self) -> "Question":
        wanted = self.case.needs or {Need.ORIENTATION}
        return replace(self, needs=tuple(need for need in ORDER if need in wanted))

    def about(self, need: Need) -> "Question":
        return replace(self, needs=(need,))
