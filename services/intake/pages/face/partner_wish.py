"""The person names partners that they never want to be asked for, before anybody asks; or takes that back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.domain.form_message import Asking, PartnerWish
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.own_form import OwnForm, OwnFormPage
from services.intake.state_texts.own_wish import ASKING_WORDS
from shared.text import LONGEST, Typed
from shared.web.forms import Receiving, Sent

PARTNERS: Final = f"{HERE}/stellen"


class PartnerWishForm(OwnForm):
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "asking": "Bitte wählen Sie eine der beiden Möglichkeiten.",
        "text": "Bitte nennen Sie mindestens eine Stelle.",
    }

    asking: Asking
    text: Annotated[str, Typed(LONGEST)]

    def said(self, now: datetime) -> PartnerWish:
        return PartnerWish(asking=self.asking, text=self.text)


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    offered = {"answers": list(ASKING_WORDS.items())}
    own = OwnFormPage(page, "face/partner_wish.html", HERE, "stellen", lambda now: offered)
    routes.get(PARTNERS)(own.show)

    @routes.post(PARTNERS)
    async def tell(
        request: Request, form: Annotated[Sent[PartnerWishForm], Depends(Receiving(PartnerWishForm))]
    ) -> Response:
        return await own.send(request, form, PartnerWishForm.said)

    return routes
