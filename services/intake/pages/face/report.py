"""The public form: only the text is required, and it stays on the page until we have it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import model_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.situation import Wishes
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.keep_report import end_report
from services.intake.handlers.person.submit import submit
from services.intake.handlers.person.submit_again import submit_again
from services.intake.labels_de import FULLER, one_of, several_of
from services.intake.night_lines import lines_for
from services.intake.pages.face.sent_report import SentReport
from services.intake.pages.face.source_mark import SourceMark, source_mark
from services.intake.pages.refusal import REFUSED, refusal
from services.intake.pages.safe_contact_form import FIELDS, OF_THE_PERSON, SafeContactForm
from services.intake.pages.situation_form import OPEN, ReportedSituationForm, overview
from services.intake.pages.talk_form import FIELDS as TALK
from services.intake.pages.talk_form import OPTIONS as TALK_FORMATS
from services.intake.pages.talk_form import TalkForm
from services.intake.reading_time import reading_time
from services.intake.talk_texts import facts as talk_facts
from shared import attempts
from shared.clock import berlin_day
from shared.contracts.vocabulary import (
    Land,
    MunicipalityKind,
    Need,
    Person,
    Reason,
    TargetGroup,
    Tenure,
    ThreatKind,
    Urgency,
)
from shared.errors import Conflict, LotseError, NotFound
from shared.web import Pages
from shared.web.client_limit import client_of
from shared.web.forms import DRAFT, Receiving, Sent

ISSUER: Final = "portal"
ONE_OF: Final = {
    "reason": Reason,
    "urgency": Urgency,
    "land": Land,
    "person": Person,
    "target_group": TargetGroup,
    "tenure": Tenure,
    "municipality_kind": MunicipalityKind,
}
SEVERAL_OF: Final = {"threat_kinds": ThreatKind, "needs": Need}
QUESTIONS: Final = {name: one_of(kind) for name, kind in ONE_OF.items()} | {
    name: several_of(kind) for name, kind in SEVERAL_OF.items()
}
MORE: Final = (*QUESTIONS, "wishes", "reported", "anonymous")
"""Questions that are folded on a blank page; open if the page comes back, so that none of them is overlooked."""

ASKED_OF_THREATS: Final = "urgency"
"""Field that each form with questions about threats sends, answered or not."""
KNOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "selbst": {"reason": Reason.COUNSELLING, "person": Person.SELF},
    "andere": {"reason": Reason.ON_BEHALF},
    "vorbeugen": {"reason": Reason.PREVENTION},
}
"""Fields that the answer to the first question sets, by the last part of the address that it leads to."""

SHOWN_AGAIN: Final = (*MORE, "text", *FIELDS, *TALK)


class Report(ReportedSituationForm, SafeContactForm, TalkForm):
    """The page asks for two of the coarse fields in its own way: `wishes` are ticked, `reported` is answered."""

    REFUSAL: ClassVar[str] = "Ihr Anliegen ist noch nicht bei uns. Bitte prüfen Sie Ihre Angaben."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        **SafeContactForm.SENTENCES,
        "text": "Bitte schreiben Sie, worum es geht.",
    }

    attempt: str = ""
    no_scripts: str = ""
    """Set by every page from which our script did not remove it."""
    draft: str = ""
    """The draft code under which it was kept before it was sent."""
    source: str = ""
    """See source_mark.py."""
    text: Text
    reason: Reason = Reason.UNKNOWN

    @classmethod
    def several(cls) -> frozenset[str]:
        return super().several() | {"wishes"}

    @model_validator(mode="before")
    @classmethod
    def _as_the_desk_names_it(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        named = {"reported_to_police" if name == "reported" else name: value for name, value in sent.items()}
        ticked = named.pop("wishes", ())
        return named | {name if name in Wishes.model_fields else f"wishes.{name}": "true" for name in ticked}

    def concern(self) -> Concern:
        return Concern(
            channel=SourceMark(self.source).channel,
            text=self.text,
            reason=self.reason,
            situation=self.situation(),
            safe_contact=self.stated(),
            talk=self.talk(),
        )


@dataclass(frozen=True)
class ReportPage:
    face: FaceDependencies
    pages: Pages
    earlier: SentReport

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get("/anliegen")(self.blank)
        routes.get("/anliegen/beginn")(self.first_question)
        routes.get("/anliegen/{about}")(self.about)
        routes.post("/anliegen")(self.send)
        return routes

    async def blank(self, request: Request) -> HTMLResponse:
        return self.show(request, {})

    async def first_question(self, request: Request) -> HTMLResponse:
        return self.pages.render(request, "face/first_question.html", mark=source_mark(request.query_params))

    async def about(self, request: Request, about: str) -> HTMLResponse:
        """Shows the form with the fields that the first answer sets.

        Raises NotFound for an answer that does not exist.
        """
        known = KNOWN.get(about)
        if known is None:
            raise NotFound
        return self.show(request, {}, known=known)

    async def send(self, request: Request, form: Annotated[Sent[Report], Depends(Receiving(Report))]) -> HTMLResponse:
        attempt = attempts.given(form.fields)
        try:
            sent = form.read()
            concern = sent.concern()
            self.face.limits.reports.take(client_of(request))
            if sent.no_scripts:
                attempt = self.earlier.attempt(request.cookies, sent.text) or attempt
            code, came_before = await self._taken(concern, attempt)
        except NotFound:  # this attempt's concern was erased meanwhile: it is a new one
            attempt = attempts.new()
            code, came_before = await self._taken(concern, attempt)
        except REFUSED as error:
            return self.show(request, form.fields, refusal(error))
        await self._end(sent.draft)
        page = self._receipt(request, concern, code, came_before=came_before)
        if sent.no_scripts:
            self.earlier.keep(page, attempt, sent.text)
        return page

    async def _end(self, draft: str) -> None:
        """Deletes the begun report after it was sent; if that fails, it expires by itself."""
        if draft:
            with suppress(*REFUSED):
                await end_report(self.face, draft)

    async def _taken(self, concern: Concern, attempt: str) -> tuple[str, bool]:
        """Returns the receipt code, and whether an earlier text came under the same attempt."""
        try:
            receipt = await submit(self.face, concern, idempotency_key=attempt, issuer=ISSUER)
        except Conflict:
            answers = in_words(concern)
            return await submit_again(self.face, concern, answers, attempt=attempt, issuer=ISSUER), True
        return receipt.code, False

    def _receipt(self, request: Request, concern: Concern, code: str, *, came_before: bool) -> HTMLResponse:
        """Shows the receipt code. For an urgent report, first who can help at once, and when somebody reads it."""
        now = self.face.clock()
        return self.pages.render(
            request,
            "face/receipt.html",
            status=201,
            code=code,
            came_before=came_before,
            at_once=concern.situation.urgency is Urgency.IMMEDIATE,
            is_press=concern.reason is Reason.PRESS,
            lines=lines_for(concern.situation.land, berlin_day(now)),
            reads=reading_time(now),
        )

    def show(
        self,
        request: Request,
        sent: Mapping[str, Any],
        refused: LotseError | None = None,
        *,
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> HTMLResponse:
        now, entered = self.face.clock(), {**dict.fromkeys(SHOWN_AGAIN, ""), **known}
        entered |= {name: sent[name] for name in SHOWN_AGAIN if name in sent}
        return self.pages.render(
            request,
            "face/report.html",
            refused=refused,
            attempt=attempts.given(sent),
            draft=sent.get(DRAFT, ""),
            mark=SourceMark(sent["source"]) if "source" in sent else source_mark(request.query_params),
            ask=QUESTIONS,
            reach=OF_THE_PERSON.to(on_behalf=entered["reason"] == Reason.ON_BEHALF),
            reads=reading_time(now),
            lines=lines_for(None, berlin_day(now)),
            more_open=any(name in sent for name in MORE),
            entered=entered,
            talk_formats=TALK_FORMATS,
            asks_of_threats=entered["reason"] != Reason.PREVENTION or ASKED_OF_THREATS in sent,
        )


def in_words(concern: Concern) -> str:
    """Returns the choices beside the text, for a message that states them."""
    chosen = [("Anlass", FULLER[Reason].get(concern.reason, OPEN)), *overview(concern.situation)]
    chosen += talk_facts(concern.talk) if concern.talk else []
    known = [(heading, said) for heading, said in chosen if said != OPEN]
    return "\n".join(["Meine Angaben beim zweiten Absenden:", *(f"{heading}: {said}" for heading, said in known)])
