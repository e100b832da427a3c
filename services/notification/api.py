"""The JSON interface: anybody may ask for the dates of a deadline; nothing about a person comes in or is stored."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel

from services.notification.deadline_texts import OVER, REMINDER, WHY_IT_STANDS_STILL
from services.notification.preview import EXAMPLES, Question, RequestForProsecution
from shared.clock import Clock, berlin_day
from shared.contracts.vocabulary import DeadlineRule
from shared.deadlines.circumstances import Course, course_of
from shared.deadlines.rules import RULES, RuleName, StandsStill
from shared.web.deadlines_de import still_possible
from shared.web.described import problems

REFUSES: Final = problems(400, 413, 422)


class Answer(BaseModel):
    """`act_by` is the last working day not after `safe_on`; `legal_on` moves over weekends and holidays of the Land.

    While the deadline does not run, `stands_still` and `sentence` say why; once it is over, `sentence` says so.
    """

    rule: RuleName
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


def router(clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/api/notification/deadlines", tags=["deadlines"])

    @routes.post("/preview", responses=REFUSES, response_model_exclude_none=True)
    async def preview(question: Annotated[Question, Body(openapi_examples=EXAMPLES)]) -> Answer:
        """Computes when a deadline ends, or says why it does not run. Nothing is stored."""
        return answer(question, berlin_day(clock()))

    @routes.get("/preview", responses=problems(422), response_model_exclude_none=True)
    async def preview_by_query(question: Annotated[RequestForProsecution, Query()]) -> Answer:
        """Computes the same for a request for prosecution, asked by query."""
        return answer(question, berlin_day(clock()))

    return routes


def answer(question: Question, today: date) -> Answer:
    rule = RULES[question.rule]
    course = course_of(rule, question.circumstances())
    running = course.dates if course.stands_still is None else None
    return Answer(
        rule=question.rule,
        norm=rule.norm,
        law_version=rule.law_version,
        running=running is not None,
        stands_still=course.stands_still,
        sentence=_sentence(question.rule, course, today),
        act_by=running.act_by if running else None,
        safe_on=running.safe_on if running else None,
        legal_on=running.legal_on if running else None,
        inputs=question,
    )


def _sentence(rule: RuleName, course: Course, today: date) -> str | None:
    if course.stands_still is not None:
        return WHY_IT_STANDS_STILL[course.stands_still]
    is_over = course.dates is not None and course.dates.legal_on < today
    return f"{OVER}: {still_possible(DeadlineRule(rule))}" if is_over else None
