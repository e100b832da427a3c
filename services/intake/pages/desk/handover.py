"""Asking the person what one partner may learn, and noting what they decided by voice or in writing."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import create_model

from services.intake.domain.handover import Decision
from services.intake.domain.ids import CaseId, HandoverId, PartnerId, ReferralId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.ask_for_consent import ask_for_consent, listed_partner
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.read_file import File, file_of_case, visible_contact
from services.intake.pages.desk.roles import Counselling
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind
from shared.errors import Invalid, LotseError
from shared.web import Pages
from shared.web.forms import Form, Receiving, Sent
from shared.web.labels_de import options

ITEMS: Final = tuple(item for item in ConsentItem if item not in (ConsentItem.OTHER, ConsentItem.UNKNOWN))
HINTS: Final = {
    ConsentItem.NAME: "Weglassen, wenn die Person anonym bleiben möchte.",
    ConsentItem.CONTACT: "Nur der Weg, den die Person für sicher hält.",
    ConsentItem.ACCOUNT: "In Ihren Worten, so kurz wie möglich.",
}
Texts = dict[ConsentItem, str]


class Consenting(Form):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie die Angaben zur Weitergabe."

    partner: PartnerId
    replaces: ReferralId | None = None
    kind: Literal[ReferralKind.WARM, ReferralKind.COLD] = ReferralKind.WARM
    items: tuple[ConsentItem, ...] = ()

    def texts(self) -> Texts:
        """Of every ticked item. Raises Invalid where one has none."""
        texts: Texts = {item: str(getattr(self, f"text_{item}")).strip() for item in ITEMS if item in self.items}
        if not all(texts.values()):
            raise Invalid("wrong-value", "Bitte schreiben Sie zu jedem Kreuz, was die Stelle lesen soll.")
        return texts


TEXTS: Final[dict[str, Any]] = {f"text_{item}": (str, "") for item in ITEMS}
HandoverForm: Final = create_model("HandoverForm", __base__=Consenting, **TEXTS)
"""With a text for every item that can be asked for."""


class DecisionForm(Form):
    case_id: CaseId
    decision: Decision
    how: Literal["voice", "writing"]


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/cases/{case_id}/handovers/new")
    async def blank(
        request: Request, me: Counselling, case_id: CaseId, partner: PartnerId, replaces: ReferralId | None = None
    ) -> HTMLResponse:
        texts = suggested(await file_of_case(desk, me, case_id))
        return await form_page(desk, pages, request, case_id, texts, {"partner": partner, "replaces": replaces})

    @routes.post("/cases/{case_id}/handovers")
    async def ask(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        form: Annotated[Sent[Consenting], Depends(Receiving(HandoverForm))],
    ) -> Response:
        await visible_contact(desk, me, case_id=case_id)
        try:
            new = form.read()
            await ask_for_consent(desk, case_id, me, new.partner, new.texts(), kind=new.kind, replaces=new.replaces)
        except LotseError as refused:
            if refused.status in (403, 404):
                raise
            typed: Texts = {item: form.fields.get(f"text_{item}", "") for item in ITEMS}
            return await form_page(desk, pages, request, case_id, typed, form.fields, refused)
        return RedirectResponse(f"/desk/cases/{case_id}#weitergaben", 303)

    return routes


def decisions(desk: DeskDependencies) -> APIRouter:
    routes = APIRouter(prefix="/desk/handovers/{handover_id}", include_in_schema=False)

    @routes.post("/decisions")
    async def decided(
        me: Counselling,
        handover_id: HandoverId,
        form: Annotated[Sent[DecisionForm], Depends(Receiving(DecisionForm))],
    ) -> Response:
        made = form.read()
        await note_decision(desk, handover_id, me, made.decision, ConsentHow(made.how))
        return RedirectResponse(f"/desk/cases/{made.case_id}#weitergaben", 303)

    return routes


async def form_page(
    desk: DeskDependencies,
    pages: Pages,
    request: Request,
    case_id: CaseId,
    texts: Texts,
    sent: Mapping[str, Any],
    refused: LotseError | None = None,
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/handover.html",
        refused=refused,
        title="Weitergabe vorbereiten",
        case_id=case_id,
        partner=await listed_partner(desk, PartnerId(sent.get("partner", ""))),
        replaces=sent.get("replaces"),
        items=ITEMS,
        options={"kind": options(ReferralKind, without=["unknown"])},
        hints=HINTS,
        texts=texts,
        chosen=sent.get("items", []),
        kind=sent.get("kind", ReferralKind.WARM),
    )


def suggested(file: File) -> Texts:
    """A start for the counsellor's own words; nothing of it is ticked."""
    texts: Texts = {}
    if file.content.messages:
        texts[ConsentItem.ACCOUNT] = file.content.messages[0].text
    if file.content.safe_contact:
        texts[ConsentItem.CONTACT] = file.content.safe_contact.address
    return texts
