"""The person asks for their own data, or to have it erased; the page first explains what that means."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.form_message import DataWish, Wish
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.own_form import OwnForm, OwnFormPage
from shared.web.forms import Receiving, Sent


class WishForm(OwnForm):
    """A wish about data; no reason is asked for."""


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    def offer(path: str, template: str, wish: Wish) -> None:
        own = OwnFormPage(page, template, HERE, path, for_reporters=True)
        routes.get(f"/{path}")(own.show)

        @routes.post(f"/{path}")
        async def ask(request: Request, form: Annotated[Sent[WishForm], Depends(Receiving(WishForm))]) -> Response:
            return await own.send(request, form, lambda read, now: DataWish(form=wish, text=read.text))

    offer("auskunft", "face/own_data.html", "own_data")
    offer("loeschen", "face/erasure.html", "erasure")
    return routes
