"""The person says whether help came. Nobody is asked for it: people find the page if they look for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.form_message import Feedback, Helped
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.own_form import OwnForm, OwnFormPage
from services.intake.state_texts.own_wish import HELPED_WORDS
from shared.web.forms import Receiving, Sent

FEEDBACK: Final = f"{HERE}/hilfe"


class FeedbackForm(OwnForm):
    SENTENCES: ClassVar[Mapping[str, str]] = {"helped": "Bitte wählen Sie eine der drei Antworten."}

    helped: Helped

    def said(self, now: datetime) -> Feedback:
        return Feedback(helped=self.helped, text=self.text)


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    own = OwnFormPage(page, "face/feedback.html", HERE, "hilfe", lambda now: {"answers": list(HELPED_WORDS.items())})
    routes.get(FEEDBACK)(own.show)

    @routes.post(FEEDBACK)
    async def tell(request: Request, form: Annotated[Sent[FeedbackForm], Depends(Receiving(FeedbackForm))]) -> Response:
        return await own.send(request, form, FeedbackForm.said)

    return routes
