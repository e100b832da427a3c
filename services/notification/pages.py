"""The counsellors' page: each deadline of a case with its dates and grounds, or why it does not run."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.notification import deadline_texts
from services.notification.deadline_texts import Phase, phase
from services.notification.domain.deadlines import NORMS, Deadline
from services.notification.handlers.show_deadlines import show_deadlines
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
    async def deadlines(request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
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

    return routes


def _rank(deadline: Deadline, today: date) -> tuple[int, date]:
    """What runs comes first, the nearest date on top."""
    return ORDER.index(phase(deadline, today)), deadline.dates.act_by if deadline.dates else date.max


def _shown(deadline: Deadline, today: date) -> dict[str, object]:
    return {
        "id": deadline.id,
        "title": deadline_texts.title(deadline),
        "phase": phase(deadline, today),
        "colour": COLOURS[phase(deadline, today)],
        "sentence": deadline_texts.sentence(deadline, today),
        "dates": deadline.running,
        "days_left": (deadline.running.act_by - today).days if deadline.running else None,
        "norm": NORMS[deadline.rule],
        "law_version": deadline.law_version,
        "offences": deadline_texts.offences(deadline.inputs.offences),
        "inputs": deadline.inputs,
    }
