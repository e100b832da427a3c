"""The queue: what waits for a counsellor."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.list_waiting import list_waiting
from services.intake.pages.desk.roles import Counselling
from shared.web import Pages


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk")
    async def queue(request: Request, me: Counselling) -> HTMLResponse:
        rows = await list_waiting(desk, me)
        supervises = me.role == "supervisor"
        return pages.render(request, "desk/queue.html", title="Eingang", rows=rows, me=me.sub, supervises=supervises)

    return routes
