"""The person decides about an addition; a form that cannot be taken now comes again, with its ticks."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.consent import Choice, Decision
from services.intake.domain.ids import AdditionId
from services.intake.handlers.person.decide_addition import decide_addition
from services.intake.pages.face.follow import FollowPage, Ticked
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.thread_form import ThreadFormWithCode, ticket_of
from services.intake.pages.refusal import NOT_NOW, REFUSED, refusal
from shared import attempts
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Invalid
from shared.store import AWAY
from shared.web import act_result
from shared.web.forms import Receiving, Sent


class AdditionForm(ThreadFormWithCode):
    """`again`: the person only wants to see the question once more, with their ticks."""

    addition_id: AdditionId
    decision: Decision | Literal["again"]
    items: tuple[ConsentItem, ...] = ()


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.post("/ergaenzung")
    async def decide(
        request: Request, form: Annotated[Sent[AdditionForm], Depends(Receiving(AdditionForm))]
    ) -> Response:
        wanted, attempt = form.read(), attempts.given(form.fields)
        ticked = Ticked(wanted.addition_id, frozenset(wanted.items))
        again = partial(page.ask_again, request, form.fields, attempt)
        try:
            ticket = await ticket_of(page.face, page.cookie, request, form.fields)
            if wanted.decision == "again":
                return await page.show(request, ticket, wanted=ticked)
        except REFUSED as error:
            return again(refusal(error, NOT_NOW))
        try:
            await decide_addition(page.face, ticket, wanted.addition_id, Choice(wanted.decision, wanted.items))
        except (Conflict, Invalid) as refused:
            return await page.show(request, ticket, refused, ticked)
        except AWAY as error:
            return again(refusal(error, NOT_NOW))
        response = act_result.redirect(HERE, "entscheidung")
        page.cookie.keep(response, ticket)
        return response

    return routes
