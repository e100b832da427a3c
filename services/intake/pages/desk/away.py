"""Pages for another service that is down: the usual frame, with a sentence that names the part that cannot be shown.

The door routes here the requests that nobody else answers (infra/caddy/doors), with their own address and form fields.
Nothing else is known of the other service, so no counts of its content are shown.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.intake.away_texts import OF_AN_ACT, case_at, part_at
from services.intake.domain.ids import CaseId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_file import head_of_case
from services.intake.pages.desk.roles import COUNSELLING
from shared.errors import NotFound, Unavailable
from shared.web import Pages, Staff, staff
from shared.web.forms import Act, Receiving, Sent
from shared.web.here import here

SERVICES: Final = ("referral", "notification", "statistics")
NOT_DONE: Final = "Es ist nichts geschehen."


class Anything(Act):
    """A form of another service; it is not read here."""


@dataclass(frozen=True)
class AwayPages:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        for service in SERVICES:
            for path in (f"/{service}", f"/{service}/{{path:path}}"):
                routes.get(path)(self.show)
                routes.post(path)(self.keep)
        return routes

    async def show(self, request: Request, me: Annotated[Staff, Depends(staff())]) -> HTMLResponse:
        """Shows the page. Raises NotFound and ReasonNeeded like every page of the case.

        Raises NotFound also for a part that tells of an act, if the case is kept for prevention.
        """
        part, case_id = part_at(request.url.path), case_at(request.url.path)
        head = await self._head(me, case_id)
        if head and part.tab in OF_AN_ACT and head["contact"].is_for_prevention:
            raise NotFound
        return self.pages.render(
            request,
            "desk/away.html",
            refused=away(part.sentence),
            case_shown=case_id,
            title=part.title,
            part=part,
            again=here(request),
            case_id=case_id,
            **head,
        )

    async def _head(self, me: Staff, case_id: CaseId | None) -> dict[str, Any]:
        if case_id is None:
            return {}
        if me.role not in COUNSELLING:
            raise NotFound
        contact, case, names = await head_of_case(self.desk, me, case_id)
        return {"contact": contact, "case": case, "names": names, "me": me.sub, "level": "p"}

    async def keep(self, request: Request, sent: Annotated[Sent[Anything], Depends(Receiving(Anything))]) -> None:
        """Raises Unavailable, whose page holds the sent fields.

        Anybody may send, so that an expired sign-in loses nothing.
        """
        raise away(f"{part_at(request.url.path).sentence} {NOT_DONE}")


def away(sentence: str) -> Unavailable:
    return Unavailable("service-away", sentence)
