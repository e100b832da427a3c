"""The partner's page of its own directory entry: confirmed with one button, or corrected where it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import create_model

from services.referral.domain.entry_text import Wrong
from services.referral.domain.link_tries import to_entry
from services.referral.domain.partner import Partner
from services.referral.handlers.partner.confirm_entry import ITS_OWN, behind_entry_link, confirm_entry, entry_behind
from services.referral.pages import entry_form
from services.referral.pages.entry_form import fields_of, texts_in
from services.referral.pages.partner_gate import Knock, PartnerGate, PinForm
from services.referral.settings import ContactPoint
from shared.bus import UnitOfWork
from shared.errors import LotseError
from shared.web import Pages, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent

ADDRESS: Final = "/partner/eintrag/{token}"
NOT_SENT_YET: Final = "Ihre Angaben sind noch nicht gesendet. Bitte geben Sie dafür Ihre PIN ein."


class OwnEntryForm(Act):
    REFUSAL: ClassVar[str] = entry_form.REFUSAL

    pin: str = ""
    """The PIN again, where the session has ended."""


FIELDS: Final[dict[str, Any]] = dict.fromkeys(ITS_OWN, (str, ""))
WholeOwnEntryForm: Final = create_model("WholeOwnEntryForm", __base__=OwnEntryForm, **FIELDS)
Entered = Annotated[Sent[PinForm], Depends(Receiving(PinForm))]
Corrected = Annotated[Sent[OwnEntryForm], Depends(Receiving(WholeOwnEntryForm))]


@dataclass(frozen=True)
class PartnerEntryPages:
    unit_of_work: UnitOfWork
    pages: Pages
    gate: PartnerGate
    point: ContactPoint

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.enter)
        routes.post(ADDRESS + "/bestaetigung")(self.confirm)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        entry = await self._entry(token)
        if not await self.gate.has_entered(request, entry.partner_id):
            return self._ask_for_pin(request, token)
        return self._page(request, token, entry)

    async def enter(self, request: Request, token: str, form: Entered) -> Response:
        async def act() -> Response:
            return RedirectResponse(ADDRESS.format(token=token), 303)

        knock = _knock(await self._entry(token), form, request.url.path)
        ask_for_pin = partial(self._ask_for_pin, request, token)
        return await self.gate.let_in(knock, lambda: form.read().pin, act=act, ask_for_pin=ask_for_pin)

    async def confirm(self, request: Request, token: str, form: Corrected) -> Response:
        entry = await self._entry(token)

        def ask_for_pin(refused: LotseError) -> Response:
            return self._page(request, token, entry, refused, form.fields, needs_pin=True)

        act = partial(self._confirm, request, token, form, entry)
        knock = _knock(entry, form, f"{ADDRESS} pin")
        return await self.gate.receive(request, knock, form, NOT_SENT_YET, act=act, ask_for_pin=ask_for_pin)

    async def _confirm(self, request: Request, token: str, form: Sent[OwnEntryForm], entry: Partner) -> Response:
        """Confirms the entry. To be called only after the PIN was entered."""
        act_id = form.act_id(request.url.path, entry.partner_id)
        try:
            given = form.read()
            texts = {name: texts_in(name, getattr(given, name)) for name in ITS_OWN}
            await self.unit_of_work(
                lambda tx: confirm_entry(tx, behind_entry_link(self.gate.sessions.link_key, token, tx), texts, act_id)
            )
        except Wrong as wrong:
            return self._page(request, token, entry, entry_form.refused(wrong), form.fields)
        except InvalidForm as refused:
            return self._page(request, token, entry, refused, form.fields)
        return act_result.redirect(ADDRESS.format(token=token), "own-entry-confirmed")

    async def _entry(self, token: str) -> Partner:
        """Returns the entry. Raises NotFound for a link that opens nothing."""
        return await self.unit_of_work(
            lambda tx: entry_behind(tx, behind_entry_link(self.gate.sessions.link_key, token, tx))
        )

    def _page(
        self,
        request: Request,
        token: str,
        entry: Partner,
        refused: LotseError | None = None,
        fields: Mapping[str, Any] | None = None,
        *,
        needs_pin: bool = False,
    ) -> Response:
        """`fields`: replace the entry's values; required without the PIN, so that nothing stored is shown."""
        return self.pages.render(
            request,
            "partner_entry.html",
            refused=refused,
            at="pin" if needs_pin else "",
            address=ADDRESS.format(token=token) + "/bestaetigung",
            needs_pin=needs_pin,
            entry=entry,
            fields=fields_of(entry) if fields is None else fields,
            names=ITS_OWN,
            form=entry_form,
        )

    def _ask_for_pin(self, request: Request, token: str, refused: LotseError | None = None) -> Response:
        return self.pages.render(
            request,
            "partner_entry_pin.html",
            refused=refused,
            at="pin",
            address=ADDRESS.format(token=token),
            point=self.point,
        )


def _knock(entry: Partner, form: Sent[Any], at: str) -> Knock:
    return Knock(to_entry(entry.partner_id), entry.partner_id, form.act_id(at, entry.partner_id))
