"""The queue of people who wait for a counsellor, and the contacts of each list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.list_waiting import (
    Page,
    Shelf,
    Waiting,
    count_waiting,
    list_burst,
    list_waiting,
)
from services.intake.handlers.desk.team import names, own_absence
from services.intake.pages.desk.roles import Counselling
from shared.errors import NotFound
from shared.web import Pages, Staff

HOUR: Final = "%Y-%m-%dT%H"


@dataclass(frozen=True)
class QueuePages:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk", include_in_schema=False)
        routes.get("")(self.waiting)
        routes.get("/waiting/count")(self.count)
        routes.get("/lists/{name}")(self.one_list)
        routes.get("/auf-einmal/{hour}")(self.burst)
        return routes

    async def waiting(self, request: Request, me: Counselling) -> HTMLResponse:
        """Shows the queue; to supervisors also the contacts that are with others."""
        return await self._show(request, me, ["waiting", "others"] if me.role == "supervisor" else ["waiting"])

    async def count(self, me: Counselling) -> HTMLResponse:
        return HTMLResponse(str(await count_waiting(self.desk, me)))

    async def one_list(self, request: Request, me: Counselling, name: str, after: str | None = None) -> HTMLResponse:
        """Shows one list, or the page of it after the turn `after`. Raises NotFound for an unknown list."""
        if name not in get_args(Shelf):
            raise NotFound
        return await self._show(request, me, [cast("Shelf", name)], after)

    async def burst(self, request: Request, me: Counselling, hour: str, after: str | None = None) -> HTMLResponse:
        """Shows the contacts of one hour, those unlike the others first."""
        page = await list_burst(self.desk, me, read_hour(hour), after)
        return self.pages.render(
            request,
            "desk/burst.html",
            groups=by_picture(page),
            more=page.more,
            hour=hour,
            began=read_hour(hour),
            me=me.sub,
            names=await names(self.desk),
        )

    async def _show(
        self, request: Request, me: Staff, shelves: Sequence[Shelf], after: str | None = None
    ) -> HTMLResponse:
        lists = {shelf: await list_waiting(self.desk, me, shelf, after) for shelf in shelves}
        team = await names(self.desk)
        away = await own_absence(self.desk, me)
        return self.pages.render(request, "desk/queue.html", lists=lists, hour=HOUR, me=me.sub, names=team, absent=away)


def read_hour(text: str) -> datetime:
    """Reads the hour of an address. Raises NotFound."""
    try:
        return datetime.strptime(text, HOUR).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound from None


def by_picture(page: Page) -> list[Sequence[Waiting]]:
    """Groups the contacts by their coarse picture, the smallest group first."""
    groups = defaultdict[object, list[Waiting]](list)
    for row in page.rows:
        groups[row.picture].append(row)
    return sorted(groups.values(), key=len)
