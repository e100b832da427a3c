"""The counsellors' page: each clock of a case with its dates and grounds, or why it does not run."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.notification.domain import explaining
from services.notification.domain.deadlines import NORMS, Clock
from services.notification.handlers.deadlines import look_at_clocks
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock as Now
from shared.clock import berlin_day
from shared.web.pages import Pages
from shared.web.signin import Staff, staff

TEMPLATES: Final = Path(__file__).parent / "templates"
Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]
COLOURS: Final = {"running": "info", "passed": "danger", "still": "warning", "done": "success"}
ORDER: Final = tuple(COLOURS)


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit, now: Now) -> APIRouter:
    routes = APIRouter(prefix="/notification", include_in_schema=False)

    @routes.get("/cases/{case_id}/deadlines")
    async def deadlines(request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
        today = berlin_day(now())
        clocks = await look_at_clocks(unit_of_work, audit, me, str(case_id))
        return pages.render(
            request,
            "deadlines.html",
            case_id=case_id,
            clocks=[_shown(clock, today) for clock in sorted(clocks, key=lambda clock: _rank(clock, today))],
            reminder=explaining.REMINDER,
            is_fragment="hx-request" in request.headers,
        )

    return routes


def _rank(clock: Clock, today: date) -> tuple[int, date]:
    """What runs comes first, the nearest date on top."""
    return ORDER.index(explaining.standing(clock, today)), clock.dates.act_by if clock.dates else date.max


def _shown(clock: Clock, today: date) -> dict[str, object]:
    return {
        "id": clock.deadline_id,
        "title": f"{explaining.RULES[clock.rule]}: {explaining.ROLES[clock.entitled.role]}",
        "standing": explaining.standing(clock, today),
        "colour": COLOURS[explaining.standing(clock, today)],
        "words": explaining.in_words(clock, today),
        "dates": clock.running,
        "days_left": (clock.running.act_by - today).days if clock.running else None,
        "norm": NORMS[clock.rule],
        "law_version": clock.law_version,
        "offences": explaining.offences_in_words(clock.inputs.offences),
        "inputs": clock.inputs,
    }
