"""The queue: what waits for a counsellor."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.list_waiting import Page, Shelf, Waiting, list_burst, list_waiting
from services.intake.handlers.desk.team import names
from services.intake.pages.desk.roles import Counselling
from shared.errors import NotFound
from shared.web import Pages, Staff

SHELVES: Final[dict[str, Shelf]] = {"wartet": "waiting", "bei-mir": "mine", "bei-anderen": "others"}
HOUR: Final = "%Y-%m-%dT%H"


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk")
    async def queue(request: Request, me: Counselling) -> HTMLResponse:
        waiting, bursts = await list_waiting(desk, me)
        shown = {"wartet": waiting, "bei-mir": (await list_waiting(desk, me, "mine"))[0]}
        if me.role == "supervisor":
            shown["bei-anderen"] = (await list_waiting(desk, me, "others"))[0]
        return pages.render(request, "desk/queue.html", shown=shown, bursts=bursts, hour=HOUR, **await shown_to(me))

    @routes.get("/desk/eingang/{name}")
    async def further(request: Request, me: Counselling, name: str, nach: str | None = None) -> HTMLResponse:
        """One of the lists from a later turn on."""
        if name not in SHELVES:
            raise NotFound
        page, bursts = await list_waiting(desk, me, SHELVES[name], nach)
        return pages.render(
            request, "desk/queue.html", shown={name: page}, bursts=bursts, hour=HOUR, **await shown_to(me)
        )

    @routes.get("/desk/auf-einmal/{hour}")
    async def burst(request: Request, me: Counselling, hour: str, nach: str | None = None) -> HTMLResponse:
        """What came in one hour, those that are unlike the others first."""
        page = await list_burst(desk, me, read_hour(hour), nach)
        return pages.render(
            request,
            "desk/burst.html",
            groups=by_picture(page),
            more=page.more,
            hour=hour,
            began=read_hour(hour),
            **await shown_to(me),
        )

    async def shown_to(me: Staff) -> dict[str, Any]:
        return {"me": me.sub, "names": await names(desk)}

    return routes


def read_hour(text: str) -> datetime:
    """Raises NotFound."""
    try:
        return datetime.strptime(text, HOUR).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound from None


def by_picture(page: Page) -> list[Sequence[Waiting]]:
    """The rarest first."""
    groups = defaultdict[object, list[Waiting]](list)
    for row in page.rows:
        groups[row.picture].append(row)
    return sorted(groups.values(), key=len)
