"""The one gate before all pages of a partner: only somebody who entered its PIN behind one of its links comes in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, Final

from fastapi import Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from services.referral.domain.access import PIN_LENGTH
from services.referral.domain.link_tries import LinkTries
from services.referral.handlers.partner.enter_pin import EnterPin
from services.referral.pages.partner_session import PartnerSessions
from shared import pasted
from shared.errors import Conflict, Invalid, LotseError, Unauthenticated, Unavailable
from shared.web.forms import Act, Sent

PIN_FIRST: Final = "Bitte geben Sie zuerst Ihre PIN ein."
WRONG_PIN: Final = "Diese PIN stimmt nicht."
read_pin: Final = partial(pasted.pin, length=PIN_LENGTH)


class PinForm(Act):
    REFUSAL: ClassVar[str] = WRONG_PIN

    pin: Annotated[str, BeforeValidator(read_pin)]


@dataclass(frozen=True)
class Knock:
    """An attempt at a link of this partner. `act_id` names the attempt, so that a form sent twice counts once."""

    link: LinkTries
    partner_id: str
    act_id: str


@dataclass(frozen=True)
class PartnerGate:
    sessions: PartnerSessions
    enter_pin: EnterPin

    async def has_entered(self, request: Request, partner_id: str) -> bool:
        return await self.enter_pin.unit_of_work(lambda tx: self.sessions.has_entered(tx, request, partner_id))

    async def let_in(
        self,
        knock: Knock,
        pin: Callable[[], str],
        *,
        act: Callable[[], Awaitable[Response]],
        ask_for_pin: Callable[[LotseError], Response],
    ) -> Response:
        """Acts for the right PIN, and sets the cookie. A refusal raised by `pin` is shown on the page for the PIN."""
        began = self.sessions.clock()
        try:
            is_right = await self.enter_pin(knock.link, knock.partner_id, pin(), act_id=knock.act_id)
        except (Invalid, Conflict, Unauthenticated, Unavailable) as refused:
            return ask_for_pin(refused)
        if not is_right:
            return ask_for_pin(Unauthenticated("wrong-pin", WRONG_PIN))
        response = await act()
        response.headers.append("Set-Cookie", self.sessions.header(knock.partner_id, began))
        return response

    async def receive(
        self,
        request: Request,
        knock: Knock,
        form: Sent[Any],
        first: str,
        *,
        act: Callable[[], Awaitable[Response]],
        ask_for_pin: Callable[[LotseError], Response],
    ) -> Response:
        """Acts where the PIN was entered before or is sent with this form; else asks for it with `first`."""
        if await self.has_entered(request, knock.partner_id):
            return await act()
        return await self.let_in(knock, partial(_sent_pin, form.fields, first), act=act, ask_for_pin=ask_for_pin)


def _sent_pin(fields: Mapping[str, Any], first: str) -> str:
    """Returns the PIN. Raises Unauthenticated where none was sent, and Invalid."""
    if not fields.get("pin"):
        raise Unauthenticated(sentence=first)
    return read_pin(fields["pin"])
