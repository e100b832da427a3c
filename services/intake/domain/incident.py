"""Incidents of a case: what was done to the person, in order of time, with repetitions and escalations.

Append-only, like notes: a correction is an incident of its own that names the one it replaces.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from shared.errors import Conflict
from shared.state import State

LONGEST: Final = 5_000
"""Characters of an account."""

CORRECTED_ALREADY: Final = "Dieser Vorfall wurde schon berichtigt. Bitte berichtigen Sie den neueren Eintrag."


class IncidentWay(StrEnum):
    IN_PERSON = "in_person"
    PHONE = "phone"
    WRITTEN = "written"
    SOCIAL_MEDIA = "social_media"
    AT_HOME = "at_home"
    VANDALISM = "vandalism"
    OTHER = "other"


class Offender(StrEnum):
    UNKNOWN = "unknown"
    KNOWN = "known"
    SAME = "same"


class Escalation(StrEnum):
    CLOSER = "closer"
    PHYSICAL = "physical"
    AT_HOME = "at_home"
    SHORTER = "shorter"


class ToldBy(StrEnum):
    PERSON = "person"
    OTHERS = "others"


class Account(BaseModel):
    """The sealed part of an incident.

    `last`: the last day of a span; `about`: the days are not certain; `same_as`: for Offender.SAME, the number of the
    other incident. `escalation`: the counsellor's judgement; nothing computes it.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    first: date
    last: date | None = None
    about: bool = False
    way: IncidentWay
    offender: Offender = Offender.UNKNOWN
    same_as: int | None = None
    escalation: tuple[Escalation, ...] = ()
    told_by: ToldBy = ToldBy.PERSON
    text: str = Field(repr=False)

    @property
    def end(self) -> date:
        return self.last or self.first


class Incident(State):
    """`number` counts from 1 in its thread; `at`: the hour in which it was written."""

    id: str
    thread: ThreadId
    number: int
    at: datetime
    by: Counsellor
    sealed: Sealed
    corrects: str | None = None
    """The id of the incident that it replaces."""


@dataclass(frozen=True)
class OpenedIncident:
    """`corrects`: the number of the entry that it replaced last.

    `earlier`: all entries it replaced, the latest first.
    """

    incident: Incident
    account: Account = field(repr=False)
    corrects: int | None = None
    earlier: tuple["OpenedIncident", ...] = ()


@dataclass(frozen=True)
class Entry:
    """`days_since`: days from the latest earlier end to its first day; None for the first, and if they overlap."""

    opened: OpenedIncident
    days_since: int | None


@dataclass(frozen=True)
class Timeline:
    """`ways`: how often each way occurred; `repeated`: number of incidents by the offender of another one."""

    entries: tuple[Entry, ...] = ()
    ways: tuple[tuple[IncidentWay, int], ...] = ()
    repeated: int = 0
    escalated: int = 0


def in_force(every: Sequence[OpenedIncident]) -> list[OpenedIncident]:
    """Returns the incidents that no other one corrects, each with those that it replaced."""
    by_id = {each.incident.id: each for each in every}
    corrected = {each.incident.corrects for each in every}
    return [_with_earlier(each, by_id) for each in every if each.incident.id not in corrected]


def timeline(every: Sequence[OpenedIncident]) -> Timeline:
    """Orders the incidents by their first days; those of one day as they were written."""
    ordered = sorted(in_force(every), key=lambda each: (each.account.first, each.incident.number))
    entries: list[Entry] = []
    latest: date | None = None
    for each in ordered:
        passed = (each.account.first - latest).days if latest else 0
        entries.append(Entry(each, passed if passed > 0 else None))
        latest = max(latest or each.account.end, each.account.end)
    accounts = [each.account for each in ordered]
    return Timeline(
        tuple(entries),
        tuple(Counter(each.way for each in accounts).most_common()),
        sum(each.offender is Offender.SAME for each in accounts),
        sum(bool(each.escalation) for each in accounts),
    )


def refuse_corrected(every: Sequence[Incident], incident_id: str) -> None:
    """Raises Conflict if another incident corrects this one already: each is replaced at most once."""
    if any(each.corrects == incident_id for each in every):
        raise Conflict("not-in-this-state", CORRECTED_ALREADY)


def _with_earlier(latest: OpenedIncident, by_id: dict[str, OpenedIncident]) -> OpenedIncident:
    earlier: list[OpenedIncident] = []
    each = latest
    while each.incident.corrects:
        each = by_id[each.incident.corrects]
        earlier.append(each)
    number = earlier[0].incident.number if earlier else None
    return OpenedIncident(latest.incident, latest.account, number, tuple(earlier))
