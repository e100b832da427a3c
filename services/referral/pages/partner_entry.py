"""The partner's page of its own directory entry: confirmed with one button, or corrected where it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import create_model

from services.referral.domain.entry_text import Wrong
from services.referral.domain.link_tries import to_entry
from services.referral.domain.partner import Partner
from services.referral.handlers.partner.authenticate import enter_pin
from services.referral.handlers.partner.confirm_entry import ITS_OWN, behind_entry_link, confirm_entry, entry_behind
from services.referral.pages import entry_form
from services.referral.pages.entry_form import fields_of, texts_in
from services.referral.pages.partner import PinField
from services.referral.pages.partner_session import PartnerSessions
from shared.bus import UnitOfWork
from shared.errors import Conflict, LotseError, Unauthenticated
from shared.web import Pages, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent

ADDRESS: Final = "/partner/eintrag/{token}"
WRONG_PIN: Final = "Diese PIN stimmt nicht."
PIN_FIRST: Final = "Ihre Angaben sind noch nicht gesendet. Bitte geben Sie zuerst Ihre PIN ein."


class EntryPinForm(Act):
    REFUSAL: ClassVar[str] = WRONG_PIN

    pin: PinField


class OwnEntryForm(Act):
    REFUSAL: ClassVar[str] = entry_form.REFUSAL


FIELDS: Final[dict[str, Any]] = dict.fromkeys(ITS_OWN, (str, ""))
WholeOwnEntryForm: Final = create_model("WholeOwnEntryForm", __base__=OwnEntryForm, **FIELDS)
Entered = Annotated[Sent[EntryPinForm], Depends(Receiving(EntryPinForm))]
Corrected = Annotated[Sent[OwnEntryForm], Depends(Receiving(WholeOwnEntryForm))]


@dataclass(frozen=True)
class PartnerEntryPages:
    unit_of_work: UnitOfWork
    pages: Pages
    sessions: PartnerSessions

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.enter)
        routes.post(ADDRESS + "/bestaetigung")(self.confirm)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        entry = await self._entry(token)
        if not await self._has_entered(request, entry):
            return self._ask_for_pin(request, token)
        return self._page(request, token, entry)

    async def enter(self, request: Request, token: str, form: Entered) -> Response:
        partner_id = (await self._entry(token)).partner_id
        act_id, began = form.act_id(request.url.path, partner_id), self.sessions.clock()
        try:
            pin = form.read().pin
            link = to_entry(partner_id)
            is_right = await self.unit_of_work(lambda tx: enter_pin(tx, link, partner_id, pin, act_id=act_id))
        except (InvalidForm, Conflict) as refused:
            return self._ask_for_pin(request, token, refused)
        if not is_right:
            return self._ask_for_pin(request, token, Unauthenticated("wrong-pin", WRONG_PIN))
        response = RedirectResponse(ADDRESS.format(token=token), 303)
        response.headers.append("Set-Cookie", self.sessions.header(partner_id, began))
        return response

    async def confirm(self, request: Request, token: str, form: Corrected) -> Response:
        entry = await self._entry(token)
        if not await self._has_entered(request, entry):
            return self._ask_for_pin(request, token, Unauthenticated(sentence=PIN_FIRST))
        act_id = form.act_id(request.url.path, entry.partner_id)
        try:
            given = form.read()
            texts = {name: texts_in(name, getattr(given, name)) for name in ITS_OWN}
            await self.unit_of_work(
                lambda tx: confirm_entry(tx, behind_entry_link(self.sessions.link_key, token, tx), texts, act_id)
            )
        except Wrong as wrong:
            return self._page(request, token, entry, entry_form.refused(wrong), form.fields)
        except InvalidForm as refused:
            return self._page(request, token, entry, refused, form.fields)
        return act_result.redirect(ADDRESS.format(token=token), "own-entry-confirmed")

    async def _has_entered(self, request: Request, entry: Partner) -> bool:
        return await self.unit_of_work(lambda tx: self.sessions.has_entered(tx, request, entry.partner_id))

    async def _entry(self, token: str) -> Partner:
        """Raises NotFound for a link that opens nothing."""
        return await self.unit_of_work(
            lambda tx: entry_behind(tx, behind_entry_link(self.sessions.link_key, token, tx))
        )

    def _page(
        self,
        request: Request,
        token: str,
        entry: Partner,
        refused: LotseError | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Response:
        return self.pages.render(
            request,
            "partner_entry.html",
            refused=refused,
            address=ADDRESS.format(token=token) + "/bestaetigung",
            entry=entry,
            fields=fields or fields_of(entry),
            names=ITS_OWN,
            form=entry_form,
        )

    def _ask_for_pin(self, request: Request, token: str, refused: LotseError | None = None) -> Response:
        return self.pages.render(
            request, "partner_entry_pin.html", refused=refused, at="pin", address=ADDRESS.format(token=token)
        )
