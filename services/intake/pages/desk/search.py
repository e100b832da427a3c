"""Finds a case by its number, or by how its person is reached, as somebody says it on the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.find_case import find_cases
from services.intake.handlers.desk.list_waiting import Waiting
from services.intake.handlers.desk.team import names, own_absence
from services.intake.pages.desk.roles import Counselling
from shared.errors import LotseError
from shared.text import Typed
from shared.web import Pages, Staff
from shared.web.forms import Form, Receiving, Sent

NOT_FOUND = "Dazu gibt es keinen Fall, den Sie sehen können."
WHAT_CAN_BE_ASKED = (
    "Eine Fallnummer hat fünf Zeichen, zum Beispiel L-4F7K2. Eine Telefonnummer oder E-Mail-Adresse muss die sein, "
    "unter der die Person jetzt erreicht werden möchte, und vollständig."
)


class SearchForm(Form):
    """Posted, so that no address holds the input. It has no attempt, because searching changes nothing."""

    REFUSAL: ClassVar[str] = "Bitte geben Sie eine Fallnummer, eine Telefonnummer oder eine E-Mail-Adresse ein."

    wanted: Annotated[str, Typed(254)]


@dataclass(frozen=True)
class SearchPage:
    desk: DeskDependencies
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/desk/search", include_in_schema=False)
        routes.get("")(self.ask)
        routes.post("")(self.search)
        return routes

    async def ask(self, request: Request, me: Counselling) -> Response:
        return await self._show(request, me)

    async def search(
        self, request: Request, me: Counselling, form: Annotated[Sent[SearchForm], Depends(Receiving(SearchForm))]
    ) -> Response:
        """Searches, and leads to the case if it is the only one; the input comes back in the field otherwise."""
        wanted = form.fields.get("wanted", "")
        try:
            rows = await find_cases(self.desk, me, form.read().wanted)
        except LotseError as refused:
            return await self._show(request, me, wanted, refused=refused)
        if len(rows) == 1:
            where = f"cases/{rows[0].case.id}" if rows[0].case else f"contacts/{rows[0].contact.id}"
            return RedirectResponse(f"/desk/{where}", 303)
        return await self._show(request, me, wanted, rows, answer="" if rows else NOT_FOUND)

    async def _show(
        self,
        request: Request,
        me: Staff,
        wanted: str = "",
        rows: Sequence[Waiting] = (),
        *,
        answer: str = "",
        refused: LotseError | None = None,
    ) -> Response:
        return self.pages.render(
            request,
            "desk/search.html",
            refused=refused,
            at="wanted",
            title="Fall suchen",
            wanted=wanted,
            rows=rows,
            answer=answer,
            explanation=WHAT_CAN_BE_ASKED,
            me=me.sub,
            names=await names(self.desk),
            absent=await own_absence(self.desk, me),
        )
