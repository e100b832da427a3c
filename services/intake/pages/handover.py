"""Asking the person what one partner may learn, and noting what they decided by voice or in writing."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from services.intake.domain.state import CaseId, HandoverId, PartnerId, ReferralId
from services.intake.handlers import hand_over, read
from services.intake.handlers.read import File
from services.intake.handlers.workplace import Desk
from services.intake.pages.desk import Counselling
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind
from shared.errors import Invalid, LotseError
from shared.web import Pages
from shared.web.labels_de import options

ITEMS: Final = tuple(item for item in ConsentItem if item not in (ConsentItem.OTHER, ConsentItem.UNKNOWN))
HINTS: Final = {
    ConsentItem.NAME: "Weglassen, wenn die Person anonym bleiben möchte.",
    ConsentItem.CONTACT: "Nur der Weg, den die Person für sicher hält.",
    ConsentItem.ACCOUNT: "In Ihren Worten, so kurz wie möglich.",
}
Texts = dict[ConsentItem, str]


def router(desk: Desk, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/cases/{case_id}/handovers/new")
    async def blank(
        request: Request, me: Counselling, case_id: CaseId, partner: PartnerId, replaces: ReferralId | None = None
    ) -> HTMLResponse:
        file = await read.file_of_case(desk, me, case_id)
        return await form_page(request, case_id, partner, replaces, texts=suggested(file))

    @routes.post("/desk/cases/{case_id}/handovers")
    async def ask(request: Request, me: Counselling, case_id: CaseId) -> Response:
        await read.contact(desk, me, case_id=case_id)
        form = await request.form()
        partner, replaces = PartnerId(str(form.get("partner", ""))), ReferralId(str(form.get("replaces", ""))) or None
        try:
            await hand_over.ask(desk, case_id, me, partner, ticked(form), kind=kind_of(form), replaces=replaces)
        except LotseError as refused:
            if refused.status in (403, 404):
                raise
            return await form_page(request, case_id, partner, replaces, texts=written(form), form=form, refused=refused)
        return RedirectResponse(f"/desk/cases/{case_id}#weitergaben", 303)

    @routes.post("/desk/handovers/{handover_id}/decisions")
    async def decided(
        me: Counselling,
        handover_id: HandoverId,
        case_id: Annotated[CaseId, Form()],
        decision: Annotated[Literal["given", "refused", "withdrawn"], Form()],
        how: Annotated[Literal["voice", "writing"], Form()],
    ) -> Response:
        await hand_over.note_decision(desk, handover_id, me, decision, ConsentHow(how))
        return RedirectResponse(f"/desk/cases/{case_id}#weitergaben", 303)

    async def form_page(
        request: Request,
        case_id: CaseId,
        partner_id: PartnerId,
        replaces: ReferralId | None,
        *,
        texts: Texts,
        form: FormData | None = None,
        refused: LotseError | None = None,
    ) -> HTMLResponse:
        return pages.render(
            request,
            "desk/handover.html",
            refused=refused,
            title="Weitergabe vorbereiten",
            case_id=case_id,
            partner=await hand_over.listed_partner(desk, partner_id),
            replaces=replaces,
            items=ITEMS,
            options={"kind": options(ReferralKind, without=["unknown"])},
            hints=HINTS,
            texts=texts,
            chosen=form.getlist("items") if form else [],
            kind=kind_of(form) if form else ReferralKind.WARM,
        )

    return routes


def suggested(file: File) -> Texts:
    """A start for the counsellor's own words; nothing of it is ticked."""
    texts: Texts = {}
    if file.messages:
        texts[ConsentItem.ACCOUNT] = file.messages[0].text
    if file.safe_way:
        texts[ConsentItem.CONTACT] = file.safe_way.address
    return texts


def written(form: FormData) -> Texts:
    return {item: str(form.get(f"text_{item}", "")).strip() for item in ITEMS}


def ticked(form: FormData) -> Texts:
    texts = {item: text for item, text in written(form).items() if item in form.getlist("items")}
    if not all(texts.values()):
        raise Invalid("wrong-value", "Bitte schreiben Sie zu jedem Kreuz, was die Stelle lesen soll.")
    return texts


def kind_of(form: FormData) -> ReferralKind:
    return ReferralKind.COLD if form.get("kind") == ReferralKind.COLD else ReferralKind.WARM
