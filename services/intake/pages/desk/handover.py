"""Asks the person what one partner may learn."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import create_model

from services.intake.domain import prevention
from services.intake.domain.consent import (
    NEVER,
    Standing,
    is_excluded,
    was_never_withdrawn,
)
from services.intake.domain.contact import Contact
from services.intake.domain.evidence import OpenedEvidence
from services.intake.domain.handover import FILES_NAMED_BY_ITEM, NO_ITEM_IF_COLD
from services.intake.domain.ids import CaseId, PartnerId, ReferralId
from services.intake.domain.on_behalf import refuse_consent
from services.intake.domain.prevention import NOTHING_OF_AN_ACT
from services.intake.handlers.desk.ask_for_consent import ask_for_consent, listed_partner
from services.intake.handlers.desk.read_file import File, file_of_case, visible_contact
from services.intake.pages.desk.file import FilePage
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.said_of_handovers import said_about_partner
from services.intake.safe_contact_texts import facts
from services.intake.state_texts.partner import of_partner
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.duty_to_act import OBLIGED
from shared.errors import LotseError
from shared.text import LONGEST, Typed
from shared.web import Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import file_size, options

ITEMS: Final = tuple(item for item in ConsentItem if item not in (ConsentItem.OTHER, ConsentItem.UNKNOWN))
HINTS: Final = {
    ConsentItem.NAME: "Weglassen, wenn die Person anonym bleiben möchte.",
    ConsentItem.CONTACT: "Nur der Weg, den die Person für sicher hält.",
    ConsentItem.ACCOUNT: "In Ihren Worten, so kurz wie möglich.",
}
SHORT: Final = 1_000
FOR_PREVENTION: Final = {
    **HINTS,
    ConsentItem.OFFICE: "Wer fragt: zum Beispiel das Büro der Bürgermeisterin.",
    ConsentItem.ACCOUNT: "Was gewünscht ist, in Ihren Worten. Nichts von einer Tat.",
}
NO_TEXT: Final = "Bitte schreiben Sie, was die Stelle dazu lesen soll."
NO_ITEM: Final = "Bitte kreuzen Sie mindestens eine Angabe an."
Texts = dict[ConsentItem, str]


class Consenting(Act):
    REFUSAL: ClassVar[str] = "Die Person ist noch nicht gefragt. Bitte prüfen Sie die Angaben zur Weitergabe."

    partner: PartnerId
    replaces: ReferralId | None = None
    kind: Literal[ReferralKind.WARM, ReferralKind.COLD] = ReferralKind.WARM
    items: tuple[ConsentItem, ...] = ()
    evidence: tuple[str, ...] = ()
    despite_never: bool = False
    tells_no_act: bool = False

    def texts(self, *, for_prevention: bool = False) -> Texts:
        """Returns the text of every ticked item.

        Raises InvalidForm if a ticked item has no text, if none is ticked, for a cold hand-over if any is, and for
        files without the item that names them. `for_prevention`: raises also if it is not confirmed that the texts tell
        of no act.
        """
        texts: Texts = {item: str(getattr(self, text_field(item))) for item in ITEMS if item in self.items}
        wrong = {text_field(item): NO_TEXT for item, text in texts.items() if not text}
        if bool(self.items) is (self.kind is ReferralKind.COLD):
            wrong = {"items": NO_ITEM_IF_COLD if self.items else NO_ITEM}
        elif self.evidence and ConsentItem.EVIDENCE not in self.items:
            wrong["evidence"] = FILES_NAMED_BY_ITEM
        if for_prevention and self.items and not self.tells_no_act:
            wrong["tells_no_act"] = NOTHING_OF_AN_ACT
        if wrong:
            raise InvalidForm.at(wrong, self.REFUSAL)
        return texts


def text_field(item: ConsentItem) -> str:
    return f"text_{item}"


def longest(item: ConsentItem) -> int:
    """Characters of an item's text. An account may be all that the person wrote; all texts together fit into a form."""
    return LONGEST if item is ConsentItem.ACCOUNT else SHORT


TEXTS: Final[dict[str, Any]] = {text_field(item): (Annotated[str, Typed(longest(item), least=0)], "") for item in ITEMS}
HandoverForm: Final = create_model("HandoverForm", __base__=Consenting, **TEXTS)
"""The form of a hand-over, with a text field for every item that can be asked for."""


EARLIER: Final[Mapping[Standing, str]] = {
    "refused": "Die Person hat das für diese Stelle schon einmal abgelehnt.",
    "withdrawn": "Die Person hat ihre Einwilligung für diese Stelle widerrufen.",
    "given": "Die Person hat dieser Stelle schon einmal zugestimmt.",
}
"""Sentences shown before a partner is asked for again, by how the last question about it ended."""

NEVER_WITHDREW: Final = (
    "Die Person hatte dieser Stelle zugestimmt. Ein Widerruf war falsch eingetragen, und die Weitergabe ist seitdem "
    "beendet."
)


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/cases/{case_id}/handovers/new")
    async def blank(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        partner: PartnerId,
        replaces: ReferralId | None = None,
        kind: Literal[ReferralKind.WARM, ReferralKind.COLD] = ReferralKind.WARM,
    ) -> HTMLResponse:
        file = await file_of_case(page.desk, me, case_id)
        refuse_consent(file.contact)
        begun = {"partner": partner, "replaces": replaces, "kind": kind}
        return await form_page(page, request, file, suggested(file) | asked_before(file, partner), begun)

    @routes.post("/cases/{case_id}/handovers")
    async def ask(
        request: Request,
        me: Counselling,
        case_id: CaseId,
        form: Annotated[Sent[Consenting], Depends(Receiving(HandoverForm))],
    ) -> Response:
        await page.contact_of(me, case_id)
        try:
            await ask_as_typed(page, case_id, me, form.read(), form.act_id(request.url.path, me.sub))
        except LotseError as refused:
            if refused.status in (403, 404):
                raise
            typed: Texts = {item: form.fields.get(text_field(item), "") for item in ITEMS}
            file = await file_of_case(page.desk, me, case_id)
            return await form_page(page, request, file, typed, form.fields, refused)
        return act_result.redirect(f"/desk/cases/{case_id}/handovers", "asked")

    return routes


async def ask_as_typed(page: FilePage, case_id: CaseId, me: Staff, new: Consenting, act_id: str) -> None:
    concerned = await visible_contact(page.desk, me, case_id=case_id)
    await ask_for_consent(
        page.desk,
        case_id,
        me,
        new.partner,
        new.texts(for_prevention=concerned.is_for_prevention),
        kind=new.kind,
        replaces=new.replaces,
        despite_never=new.despite_never,
        evidence=new.evidence,
        tells_no_act=new.tells_no_act,
        act_id=act_id,
    )


async def form_page(
    page: FilePage,
    request: Request,
    file: File,
    texts: Texts,
    sent: Mapping[str, Any],
    refused: LotseError | None = None,
) -> HTMLResponse:
    partner = await listed_partner(page.desk, PartnerId(sent.get("partner", "")))
    return page.pages.render(
        request,
        "desk/handover.html",
        refused=refused,
        title="Weitergabe vorbereiten",
        case_id=file.contact.case_id,
        partner=partner,
        earlier=said_before(file, partner.id),
        said=said_about_partner(file, partner.id),
        excluded=excludes(file, partner.id),
        described=of_partner(partner.category, partner.description),
        silent=not (partner.description.does and partner.description.does_not),
        must_act=partner.category in OBLIGED,
        replaces=sent.get("replaces"),
        items=asked_for(file.contact),
        for_prevention=file.contact.is_for_prevention,
        tells_no_act_given=sent.get("tells_no_act"),
        options={"kind": options(ReferralKind, without=["unknown"])},
        hints=hints(file.contact),
        texts=texts,
        longest=longest,
        chosen=sent.get("items", []),
        files=files(file),
        chosen_files=sent.get("evidence", []),
        file_size=file_size,
        despite_never=sent.get("despite_never"),
        kind=sent.get("kind", ReferralKind.WARM),
    )


def asked_for(contact: Contact) -> tuple[ConsentItem, ...]:
    """Returns the items that a page offers."""
    return prevention.ITEMS if contact.is_for_prevention else ITEMS


def hints(contact: Contact) -> dict[ConsentItem, str]:
    known = FOR_PREVENTION if contact.is_for_prevention else HINTS
    return {item: known.get(item, "") for item in ITEMS}


def files(file: File) -> list[OpenedEvidence]:
    if file.contact.is_for_prevention:
        return []
    return [each for each in file.content.evidence if each.manifest.is_file]


def said_before(file: File, partner: PartnerId) -> str | None:
    if excludes(file, partner):
        return NEVER
    asked = [each.handover for each in file.content.handovers if each.handover.partner.id == partner]
    if asked and was_never_withdrawn(asked[-1], file.content.consents):
        return NEVER_WITHDREW
    return EARLIER.get(last_standing(file, partner) or "asked")


def excludes(file: File, partner: PartnerId) -> bool:
    handovers = [each.handover for each in file.content.handovers]
    return is_excluded(partner, handovers, file.content.consents)


def last_standing(file: File, partner: PartnerId) -> Standing | None:
    """Returns how the last question about this partner stands; None if there was none."""
    asked = [each.standing for each in file.content.handovers if each.handover.partner.id == partner]
    return asked[-1] if asked else None


def asked_before(file: File, partner: PartnerId) -> Texts:
    """Returns the texts of the last question about this partner, to be edited; nothing of it is ticked."""
    asked = [each for each in file.content.handovers if each.handover.partner.id == partner and each.texts]
    return dict(asked[-1].texts) if asked else {}


def suggested(file: File) -> Texts:
    """Returns texts to start from for the counsellor's own words; nothing of it is ticked."""
    texts: Texts = {}
    if file.content.messages:
        texts[ConsentItem.ACCOUNT] = file.content.messages[0].text if file.content.messages else ""
    if file.content.safe_contact:
        texts[ConsentItem.CONTACT] = "\n".join(f"{said}: {words}" for said, words in facts(file.content.safe_contact))
    return texts
