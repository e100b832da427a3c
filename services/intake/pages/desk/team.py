"""The team: its members, absences and substitutes, and each member's open work."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.absence import be_away, be_back
from services.intake.handlers.desk.team import Workload, workloads
from services.intake.pages.desk.roles import Counselling
from shared.clock import berlin_day
from shared.day import Day
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent
from shared.web.session import reference_of

HERE: Final = "/desk/team"
NOBODY: Final = ("", "Bitte wählen")
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
Pressed = Annotated[Sent[Act], Depends(Receiving(Act))]


class AbsenceForm(Act):
    REFUSAL: ClassVar[str] = "Die Abwesenheit ist noch nicht eingetragen."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "who": "Bitte wählen Sie, wer abwesend ist.",
        "first": "Bitte geben Sie den ersten Tag an.",
        "last": "Bitte geben Sie den letzten Tag an.",
        "substitute": "Bitte wählen Sie eine Kollegin oder einen Kollegen.",
    }

    who: str = ""
    first: Day
    last: Day
    substitute: str


Absence = Annotated[Sent[AbsenceForm], Depends(Receiving(AbsenceForm))]


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.get("")
    async def team(request: Request, me: Counselling) -> HTMLResponse:
        return team_page(pages, request, me, await workloads(desk), berlin_day(desk.clock()))

    @routes.post("/absence")
    async def away(request: Request, me: Counselling, form: Absence) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            who = given.who or me.reference
            await be_away(desk, me, who, given.first, given.last, given.substitute, act_id=act_id)
        except (Invalid, Conflict) as refused:
            rows, today = await workloads(desk), berlin_day(desk.clock())
            return team_page(pages, request, me, rows, today, refused, form.fields)
        return act_result.redirect(HERE, "away")

    @routes.post("/{colleague}/return")
    async def back(request: Request, me: Counselling, colleague: str, form: Pressed) -> Response:
        await be_back(desk, me, colleague, act_id=form.act_id(request.url.path, me.sub))
        return act_result.redirect(HERE, "back")

    return routes


def team_page(
    pages: Pages,
    request: Request,
    me: Staff,
    rows: list[Workload],
    today: date,
    refused: LotseError | None = None,
    entered: Mapping[str, Any] = NOTHING,
) -> HTMLResponse:
    """Shows the team. A counsellor enters their own absence; a supervisor enters anybody's and sees the open work."""
    return pages.render(
        request,
        "desk/team.html",
        refused=refused,
        at="substitute",
        title="Team",
        rows=rows,
        me=me.sub,
        supervises=me.role == "supervisor",
        today=today,
        names={row.colleague.id: row.colleague.name for row in rows},
        reference_of=reference_of,
        colleagues=[NOBODY, *((reference_of(row.colleague.id), row.colleague.name) for row in rows)],
        entered=dict.fromkeys(AbsenceForm.model_fields, "") | {"first": today.isoformat()} | dict(entered),
    )
