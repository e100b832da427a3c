"""The JSON interface: the dates of a deadline for whoever asks; nothing about a person comes in or is stored."""

from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from services.notification.deadline_texts import REMINDER, WHY_IT_STANDS_STILL
from services.notification.domain.deadlines import (
    NORMS,
    Entitled,
    Proceeding,
    Role,
    StandsStill,
    deadlines_of,
)
from services.notification.domain.offences import OFFENCES
from services.notification.domain.working_days import LAENDER
from shared.day import Day, DayIfGiven
from shared.errors import Invalid
from shared.web.described import problems

NOBODY: Final = "00000000-0000-0000-0000-000000000000"
OTHER_OFFENCES: Final = frozenset({"other", "unknown"})
EXAMPLE: Final[dict[str, Any]] = {
    "act_known_on": "2026-09-20",
    "offender_known_on": "2026-09-25",
    "offences": ["stgb_241"],
    "land": "NW",
}


def one_of(*words: str) -> WithJsonSchema:
    """As it is described; the refusal is ours."""
    return WithJsonSchema({"type": "string", "enum": sorted(words)})


class Question(BaseModel):
    """Without `offender_known_on` the offender is unknown; without `land` each date is the earliest of any Land."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    rule: Literal["strafantrag"] = "strafantrag"
    act_known_on: Day
    offender_known_on: DayIfGiven = None
    entitled: Role = "self"
    offences: list[Annotated[str, one_of(*OFFENCES, *OTHER_OFFENCES)]] = Field(default_factory=list, max_length=20)
    land: Annotated[str, one_of(*LAENDER, "unknown")] | None = None

    @model_validator(mode="after")
    def only_known_words(self) -> Self:
        if self.land not in (None, "unknown", *LAENDER):
            raise Invalid("unknown-land", "Dieses Land kennen wir nicht.")
        if not OTHER_OFFENCES.union(OFFENCES).issuperset(self.offences):
            raise Invalid
        return self

    def proceeding(self) -> Proceeding:
        return Proceeding(
            case_id=NOBODY,
            proceeding_id=NOBODY,
            act_known_on=self.act_known_on,
            offender_ref="offender",
            offender_known_on=self.offender_known_on,
            entitled=(Entitled(ref="entitled", role=self.entitled),),
            offences=tuple(self.offences),
            land=None if self.land == "unknown" else self.land,
        )


class Answer(BaseModel):
    """`act_by` is the last working day not after `safe_on`; `legal_on` moves over weekends and holidays of the Land."""

    rule: Literal["strafantrag"]
    norm: str
    law_version: str
    running: bool
    stands_still: StandsStill | None = None
    sentence: str | None = None
    act_by: date | None = None
    safe_on: date | None = None
    legal_on: date | None = None
    inputs: Question
    reminder: str = REMINDER


def router() -> APIRouter:
    routes = APIRouter(prefix="/api/notification/deadlines", tags=["deadlines"])

    @routes.post("/preview", responses=problems(400, 413, 422), response_model_exclude_none=True)
    async def preview(question: Question) -> Answer:
        """Computes when a request for prosecution must be filed. Nothing is stored."""
        return answer(question)

    @routes.get("/preview", responses=problems(422), response_model_exclude_none=True)
    async def preview_by_query(question: Annotated[Question, Query()]) -> Answer:
        """The same by query."""
        return answer(question)

    return routes


def answer(question: Question) -> Answer:
    (deadline,) = deadlines_of(question.proceeding())
    dates = deadline.running
    return Answer(
        rule=deadline.rule,
        norm=NORMS[deadline.rule],
        law_version=deadline.law_version,
        running=dates is not None,
        stands_still=deadline.stands_still,
        sentence=None if deadline.stands_still is None else WHY_IT_STANDS_STILL[deadline.stands_still],
        act_by=dates.act_by if dates else None,
        safe_on=dates.safe_on if dates else None,
        legal_on=dates.legal_on if dates else None,
        inputs=question,
    )
