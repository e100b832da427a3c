"""How a partner comes to a form behind its link: by the cookie of its PIN, or by the PIN that is sent with the form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

from services.referral.domain.access import PIN_LENGTH
from services.referral.domain.link_tries import LinkTries, to_referral
from services.referral.domain.referral import Referral
from services.referral.handlers.partner.authenticate import enter_pin
from services.referral.handlers.partner.confirm_consent import Unconfirmed
from services.referral.handlers.partner.visibility import behind_link
from services.referral.pages.partner_link import EndedLinks
from services.referral.pages.partner_session import ADDRESS, PartnerSessions
from services.referral.store import REFERRALS
from shared import pasted
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict, Invalid, LotseError, NotFound, Unauthenticated
from shared.web.forms import Sent

PIN_FIRST: Final = "Ihre Antwort ist noch nicht gesendet. Bitte geben Sie dafür Ihre PIN ein."
WRONG_PIN: Final = "Diese PIN stimmt nicht."


@dataclass(frozen=True)
class PartnerEntrance:
    unit_of_work: UnitOfWork
    sessions: PartnerSessions
    ended: EndedLinks

    async def lead_to(
        self, request: Request, token: str, here: str, page: Callable[[], Awaitable[Response]]
    ) -> Response:
        """The page of the form at `here`, or what stands before it. `page` may raise Unconfirmed."""
        try:
            referral = await self.referral(token)
        except NotFound:
            return self.ended.show(request, token)
        if not await self.has_entered(request, referral):
            refused, address = Unauthenticated(sentence=PIN_FIRST), ADDRESS.format(token=token)
            return self.ended.pages.render(
                request, "partner_pin.html", refused=refused, at="pin", address=address, kept={}, wanted=""
            )
        try:
            return await page()
        except Unconfirmed as refused:
            return self.ended.not_now(request, here.format(token=token), refused)

    async def receive(
        self,
        request: Request,
        token: str,
        here: str,
        form: Sent[Any],
        *,
        act: Callable[[Referral], Awaitable[Response]],
        ask_for_pin: Callable[[LotseError], Response],
    ) -> Response:
        """Acts for who entered the PIN, before or with the form; then its answer has the cookie. Raises NotFound."""
        referral, began = await self.referral(token), self.sessions.clock()
        lets_in = not await self.has_entered(request, referral)
        pin_id = form.act_id(f"{here} pin", referral.partner_id)
        if lets_in and (refused := await self.refusal_of_pin(referral, form.fields, pin_id)):
            return ask_for_pin(refused)
        response = await act(referral)
        if lets_in:
            response.headers.append("Set-Cookie", self.sessions.header(referral.partner_id, began))
        return response

    async def referral(self, token: str) -> Referral:
        """Raises NotFound for a link that opens nothing."""

        async def work(tx: Transaction) -> Referral:
            return await REFERRALS.get(tx, **await self.wanted(token, tx))

        return await self.unit_of_work(work)

    async def has_entered(self, request: Request, referral: Referral) -> bool:
        return await self.unit_of_work(lambda tx: self.sessions.has_entered(tx, request, referral.partner_id))

    async def wanted(self, token: str, tx: Transaction) -> dict[str, Any]:
        return await behind_link(self.sessions.link_key, token, tx)

    async def refusal_of_pin(self, referral: Referral, fields: Mapping[str, Any], act_id: str) -> LotseError | None:
        """What is wrong with the PIN that came with the form; None where it is right."""
        return await refusal_of_pin(self.unit_of_work, to_referral(referral), referral.partner_id, fields, act_id)


async def refusal_of_pin(
    unit_of_work: UnitOfWork, link: LinkTries, partner_id: str, fields: Mapping[str, Any], act_id: str
) -> LotseError | None:
    """As `PartnerEntrance.refusal_of_pin`, of any link."""
    if not fields.get("pin"):
        return Unauthenticated(sentence=PIN_FIRST)
    try:
        pin = pasted.pin(fields["pin"], length=PIN_LENGTH)
        is_right = await unit_of_work(lambda tx: enter_pin(tx, link, partner_id, pin, act_id=act_id))
    except (Invalid, Conflict) as refused:
        return refused
    return None if is_right else Unauthenticated("wrong-pin", WRONG_PIN)
