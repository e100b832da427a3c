"""The counsellors' pages: the deadlines of a case with their dates and grounds, and those of all cases by day."""

from datetime import date
from itertools import groupby
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.notification import deadline_texts
from services.notification.deadline_texts import Phase, phase
from services.notification.domain.deadlines import Deadline
from services.notification.handlers.list_deadlines import MOST, list_deadlines
from services.notification.handlers.show_deadlines import next_act_by, show_deadlines
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock, berlin_day
from shared.web.pages import Pages
from shared.web.signin import Staff, staff

Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]
COLOURS: Final[dict[Phase, str]] = {"running": "info", "passed": "danger", "still": "warning", "done": "success"}
ORDER: Final = tuple(COLOURS)


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/notification", include_in_schema=False)

    @routes.get("/cases/{case_id}/deadlines")
    async def of_case(request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
        today = berlin_day(clock())
        found = await show_deadlines(unit_of_work, audit, me, str(case_id))
        return pages.render(
            request,
            "deadlines.html",
            case_id=case_id,
            deadlines=[_shown(each, today) for each in sorted(found, key=lambda deadline: _rank(deadline, today))],
            reminder=deadline_texts.REMINDER,
            is_fragment="hx-request" in request.headers,
        )

    @routes.get("/cases/{case_id}/deadlines/next")
    async def next_of_case(case_id: UUID, me: Counsellor) -> HTMLResponse:
        """Shows, for the case's tab, the days until the nearest date to act by; nothing where no deadline runs."""
        act_by = await next_act_by(unit_of_work, me, str(case_id))
        return HTMLResponse(f"<span>({(act_by - berlin_day(clock())).days} T.)</span>" if act_by else "")

    @routes.get("/deadlines")
    async def by_day(request: Request, me: Counsellor) -> HTMLResponse:
        today = berlin_day(clock())
        found = await list_deadlines(unit_of_work, me)
        return pages.render(
            request,
            "deadlines_by_day.html",
            missed=[_shown(each, today) for each in reversed(found.missed)],
            days=[(day, [_shown(each, today) for each in of_day]) for day, of_day in groupby(found.running, _act_by)],
            numbers=found.numbers,
            today=today,
            most=MOST if len(found.running) == MOST else None,
            reminder=deadline_texts.REMINDER,
        )

    return routes


def _act_by(deadline: Deadline) -> date:
    return deadline.dates.act_by if deadline.dates else date.max


def _rank(deadline: Deadline, today: date) -> tuple[int, date]:
    """Returns the place of a deadline in the list: those that run come first, the nearest date on top."""
    return ORDER.index(phase(deadline, today)), _act_by(deadline)


def _shown(deadline: Deadline, today: date) -> dict[str, object]:
    return {
        "id": deadline.id,
        "case_id": deadline.case_id,
        "title": deadline_texts.title(deadline),
        "phase": phase(deadline, today),
        "colour": COLOURS[phase(deadline, today)],
        "sentence": deadline_texts.sentence(deadline, today),
        "advice": deadline_texts.advice(deadline, today),
        "dates": deadline.dates,
        "ends_by_law": deadline.rule not in deadline_texts.OF_THE_HOUSE,
        "days_left": (deadline.dates.act_by - today).days if deadline.dates else None,
        "grounds": deadline_texts.grounds(deadline),
        "offences": deadline_texts.offences(deadline.inputs.offences) if deadline.entitled else "",
    }
