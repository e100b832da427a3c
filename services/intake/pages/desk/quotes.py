"""The button that unfolds the quoted threats of a case, for today."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.show_quotes import show_quotes
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling
from shared.web.forms import Act, Receiving, Sent


class ShowForm(Act):
    tab: Literal["conversation", "record"] = "conversation"


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/desk/contacts/{contact_id}/quotes")
    async def show(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[ShowForm], Depends(Receiving(ShowForm))],
    ) -> Response:
        tab = form.read().tab
        return await page.act(
            request, me, contact_id, show_quotes(page.desk, contact_id, me), "quotes-shown", Entered(tab=tab)
        )

    return routes
