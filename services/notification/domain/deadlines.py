"""The deadlines of a proceeding: § 77b StGB gives one to each entitled person for each offender."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.notification.domain.legal_periods import Dates, Months, end_of
from services.notification.domain.offences import need_a_request, superior_may_file
from shared.state import State

Rule = Literal["strafantrag"]
Role = Literal["self", "superior", "supervisory", "other", "unknown"]
StandsStill = Literal["offender_unknown", "no_request_needed", "superior_may_not_file", "request_filed"]

STRAFANTRAG: Final[Rule] = "strafantrag"
STRAFANTRAG_LENGTH: Final = Months(3)
NORMS: Final[dict[Rule, str]] = {"strafantrag": "§ 77b StGB"}
LAW_VERSION: Final = "2026-08"


class Entitled(BaseModel):
    """A person or office that may file the request; `ref` is unique within its proceeding."""

    model_config = ConfigDict(frozen=True)

    ref: str
    role: Role


@dataclass(frozen=True)
class Proceeding:
    """As far as its deadlines depend on it. `offender_known_on`: the day since which the offender is known, if so."""

    case_id: str
    proceeding_id: str
    act_known_on: date
    offender_ref: str
    offender_known_on: date | None
    entitled: tuple[Entitled, ...]
    offences: tuple[str, ...]
    land: str | None
    request_filed_on: date | None = None


class Inputs(BaseModel):
    """All that the dates were computed from."""

    model_config = ConfigDict(frozen=True)

    act_known_on: date
    offender_known_on: date | None
    offences: tuple[str, ...]
    land: str | None


class Deadline(State):
    """It runs while it has dates and does not stand still; one that was met still has its dates."""

    id: str
    case_id: str
    proceeding_id: str
    rule: Rule
    law_version: str
    entitled: Entitled
    offender_ref: str
    inputs: Inputs
    dates: Dates | None
    stands_still: StandsStill | None

    @property
    def running(self) -> Dates | None:
        return self.dates if self.stands_still is None else None


def deadline_id(proceeding_id: str, rule: Rule, entitled_ref: str, offender_ref: str) -> str:
    """The same for the same four parts, whatever else is known."""
    return str(uuid.uuid5(uuid.UUID(proceeding_id), f"{rule}/{entitled_ref}/{offender_ref}"))


def deadlines_of(proceeding: Proceeding) -> tuple[Deadline, ...]:
    """One for each entitled person, whether it runs or not."""
    return tuple(_request_for_prosecution(proceeding, entitled) for entitled in proceeding.entitled)


def request_period(act_known_on: date, offender_known_on: date, land: str | None) -> Dates:
    """Three months from the day on which both the act and the offender are known (§ 77b (1), (2) StGB)."""
    return end_of(STRAFANTRAG_LENGTH, max(act_known_on, offender_known_on), land)


def _request_for_prosecution(proceeding: Proceeding, entitled: Entitled) -> Deadline:
    dates = _dates(proceeding)
    return Deadline(
        id=deadline_id(proceeding.proceeding_id, STRAFANTRAG, entitled.ref, proceeding.offender_ref),
        case_id=proceeding.case_id,
        proceeding_id=proceeding.proceeding_id,
        rule=STRAFANTRAG,
        law_version=LAW_VERSION,
        entitled=entitled,
        offender_ref=proceeding.offender_ref,
        inputs=Inputs(
            act_known_on=proceeding.act_known_on,
            offender_known_on=proceeding.offender_known_on,
            offences=proceeding.offences,
            land=proceeding.land,
        ),
        dates=dates,
        stands_still=_why_it_stands_still(proceeding, entitled, dates),
    )


def _dates(proceeding: Proceeding) -> Dates | None:
    if proceeding.offender_known_on is None:
        return None
    return request_period(proceeding.act_known_on, proceeding.offender_known_on, proceeding.land)


def _why_it_stands_still(proceeding: Proceeding, entitled: Entitled, dates: Dates | None) -> StandsStill | None:
    if not need_a_request(proceeding.offences):
        return "no_request_needed"
    if entitled.role in {"superior", "supervisory"} and not superior_may_file(proceeding.offences):
        return "superior_may_not_file"
    if _is_filed_in_time(proceeding, dates):
        return "request_filed"
    return "offender_unknown" if dates is None else None


def _is_filed_in_time(proceeding: Proceeding, dates: Dates | None) -> bool:
    """A request before the act was known is a mistake of whoever wrote it down: the clock goes on."""
    filed = proceeding.request_filed_on
    if filed is None or filed < proceeding.act_known_on:
        return False
    return dates is None or filed <= dates.legal_on
