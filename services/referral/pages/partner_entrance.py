"""The entrance to the pages behind a referral's link: by the cookie that a PIN gave, or by the PIN."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

from services.referral.domain.link_tries import to_referral
from services.referral.domain.referral import Referral
from services.referral.handlers.partner.confirm_consent import Unconfirmed
from services.referral.handlers.partner.visibility import behind_link, referral_behind_link
from services.referral.pages.partner_gate import PIN_FIRST, Knock, PartnerGate
from services.referral.pages.partner_link import EndedLinks
from services.referral.pages.partner_session import ADDRESS
from shared import attempts
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.errors import LotseError, NotFound, Unauthenticated
from shared.web.forms import Sent

NOT_SENT_YET: Final = "Ihre Antwort ist noch nicht gesendet. Bitte geben Sie dafür Ihre PIN ein."
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
ActFor = Callable[[Referral], Awaitable[Response]]
AskForPin = Callable[[LotseError], Response]


@dataclass(frozen=True)
class PartnerEntrance:
    gate: PartnerGate
    ended: EndedLinks

    @property
    def unit_of_work(self) -> UnitOfWork:
        return self.ended.unit_of_work

    @property
    def clock(self) -> Clock:
        return self.gate.sessions.clock

    async def lead_to(
        self,
        request: Request,
        token: str,
        page: Callable[[], Awaitable[Response]],
        *,
        here: str = ADDRESS,
        first: str | None = PIN_FIRST,
        kept: Mapping[str, Any] = NOTHING,
    ) -> Response:
        """Returns the page at `here`, or the one that has to come before it. `page` may raise Unconfirmed.

        `first` is the sentence for whoever has not entered the PIN; `kept` is sent again with the PIN.
        """
        try:
            referral = await self.referral(token)
        except NotFound:
            return self.ended.show(request, token)
        if not await self.has_entered(request, referral):
            refused = Unauthenticated(sentence=first) if first else None
            return self.ask_for_pin(request, token, refused, kept=kept)
        try:
            return await page()
        except Unconfirmed as unconfirmed:
            return self.ended.not_now(request, here.format(token=token), unconfirmed)

    async def enter(
        self, request: Request, token: str, form: Sent[Any], *, act: ActFor, ask_for_pin: AskForPin
    ) -> Response:
        """Acts once the right PIN is sent. `form`: a PinForm."""
        try:
            referral = await self.referral(token)
        except NotFound:
            return self.ended.show(request, token)
        knock = _knock(referral, form, request.url.path)
        return await self.gate.let_in(
            knock, lambda: form.read().pin, act=partial(act, referral), ask_for_pin=ask_for_pin
        )

    async def receive(
        self, request: Request, token: str, here: str, form: Sent[Any], *, act: ActFor, ask_for_pin: AskForPin
    ) -> Response:
        """Acts once the PIN is entered, before or with the form of the page at `here`. Raises NotFound."""
        referral = await self.referral(token)
        knock = _knock(referral, form, f"{here} pin")
        return await self.gate.receive(
            request, knock, form, NOT_SENT_YET, act=partial(act, referral), ask_for_pin=ask_for_pin
        )

    async def referral(self, token: str) -> Referral:
        """Returns the referral. Raises NotFound for a link that opens nothing."""
        return await self.unit_of_work(partial(referral_behind_link, self.gate.sessions.link_key, token))

    async def has_entered(self, request: Request, referral: Referral) -> bool:
        return await self.gate.has_entered(request, referral.partner_id)

    async def wanted(self, token: str, tx: Transaction) -> dict[str, Any]:
        return await behind_link(self.gate.sessions.link_key, token, tx)

    def ask_for_pin(
        self,
        request: Request,
        token: str,
        refused: LotseError | None,
        *,
        fields: Mapping[str, Any] = NOTHING,
        kept: Mapping[str, Any] = NOTHING,
        wanted: str = "",
    ) -> Response:
        """`fields`: the form sent without the PIN; `kept`: those sent again with it; `wanted`: its act in words."""
        return self.ended.pages.render(
            request,
            "partner_pin.html",
            refused=refused,
            at="pin",
            attempt=attempts.given(fields),
            address=ADDRESS.format(token=token),
            kept=kept,
            wanted=wanted,
            point=self.ended.point,
        )


def _knock(referral: Referral, form: Sent[Any], at: str) -> Knock:
    return Knock(to_referral(referral), referral.partner_id, form.act_id(at, referral.partner_id))
