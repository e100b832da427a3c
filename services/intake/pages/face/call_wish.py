"""The person asks to be called, by phone or video, at an hour at which somebody is there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from services.intake.domain.call_wish import hours_to_ask_for
from services.intake.domain.form_message import CallWay, CallWish
from services.intake.domain.safe_contact import number
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.own_form import OwnForm, OwnFormPage
from services.intake.reading_time import HOURS, in_words
from services.intake.state_texts.call_wish import WAYS
from shared.errors import Invalid
from shared.text import Typed
from shared.web.forms import InvalidForm, Receiving, Sent

CALL: Final = f"{HERE}/anruf"
NO_HOUR: Final = "Bitte wählen Sie eine Zeit."
GONE: Final = "Diese Zeit geht nicht mehr. Bitte wählen Sie eine andere."
NO_NUMBER: Final = "Bitte geben Sie an, unter welcher Nummer wir Sie erreichen."


class CallWishForm(OwnForm):
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "way": "Bitte wählen Sie: per Telefon oder per Video.",
        "begins": NO_HOUR,
    }

    way: CallWay
    begins: AwareDatetime
    number: Annotated[str, Typed(200)] = ""

    def said(self, now: datetime) -> CallWish:
        """Raises InvalidForm for an hour that cannot be asked for any more, and for a call without a number."""
        wrong = {} if self.begins in hours_to_ask_for(now, HOURS) else {"begins": GONE}
        dialled = ""
        try:
            dialled = self._dialled()
        except Invalid as refused:
            wrong["number"] = refused.sentence
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return CallWish(way=self.way, begins=self.begins.astimezone(UTC), number=dialled, text=self.text)

    def _dialled(self) -> str:
        if self.number:
            return number(self.number)
        if self.way == "phone":
            raise Invalid(sentence=NO_NUMBER)
        return ""


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    own = OwnFormPage(page, "face/call_wish.html", HERE, "anruf", offered, for_reporters=True)
    routes.get(CALL)(own.show)

    @routes.post(CALL)
    async def ask(request: Request, form: Annotated[Sent[CallWishForm], Depends(Receiving(CallWishForm))]) -> Response:
        return await own.send(request, form, CallWishForm.said)

    return routes


def offered(now: datetime) -> Mapping[str, Any]:
    hours = [(each.isoformat(), in_words(each)) for each in hours_to_ask_for(now, HOURS)]
    return {"ways": list(WAYS.items()), "hours": [("", "Bitte wählen"), *hours]}
