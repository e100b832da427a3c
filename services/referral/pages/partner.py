"""The partner's page of one referral: the link says which one, the PIN that it is the partner who opens it."""

import hmac
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from services.referral.domain.referral import Act, Answer, Referral
from services.referral.handlers.packages import Packages
from services.referral.handlers.partner import answer as answering
from services.referral.handlers.partner.authenticate import enter_pin
from services.referral.handlers.partner.open_referral import Opened, open_referral
from services.referral.handlers.partner.visibility import behind_link
from services.referral.pages import labels_de
from services.referral.store import REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Unauthenticated
from shared.sealing.keys import encode
from shared.web import Pages
from shared.web.forms import Form, Receiving, Sent
from shared.web.sealed_cookie import SealedCookie

ACTS: Final[tuple[Act, ...]] = get_args(Answer)
ADDRESS: Final = "/partner/zugang/{token}"
SESSION: Final = timedelta(minutes=30)


class PinForm(Form):
    pin: str = Field(max_length=32)


class AnswerForm(Form):
    act: Answer
    version: int
    reason: str | None = None


@dataclass(frozen=True)
class PartnerPages:
    """`link_key` signs the links, and seals the cookie of whoever entered the right PIN."""

    unit_of_work: UnitOfWork
    pages: Pages
    packages: Packages
    link_key: bytes = field(repr=False)
    clock: Clock

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get("/partner")(self.welcome)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.enter)
        routes.post(ADDRESS + "/antwort")(self.answer)
        return routes

    async def welcome(self, request: Request) -> Response:
        return self.pages.render(request, "partner_welcome.html")

    async def show(self, request: Request, token: str) -> Response:
        async def work(tx: Transaction) -> Opened | None:
            wanted = behind_link(self.link_key, token, tx)
            if not self._has_entered(request, await REFERRALS.get(tx, **wanted)):
                return None
            return await open_referral(tx, self.packages, wanted)

        opened = await self.unit_of_work(work)
        if opened is None:
            return self.pages.render(request, "partner_pin.html", error="")
        return self.pages.render(
            request,
            "partner_referral.html",
            referral=opened.referral,
            partner=opened.partner,
            items=[(ConsentItem(item), text) for item, text in (opened.items or {}).items()],
            acts=labels_de.possible(opened.referral, ACTS),
            labels=labels_de,
        )

    async def enter(
        self, token: str, request: Request, form: Annotated[Sent[PinForm], Depends(Receiving(PinForm))]
    ) -> Response:
        pin = form.read().pin.strip()

        async def work(tx: Transaction) -> tuple[Referral, bool]:
            referral = await REFERRALS.get(tx, **behind_link(self.link_key, token, tx))
            return referral, await enter_pin(tx, referral.partner_id, pin)

        referral, is_right = await self.unit_of_work(work)
        if not is_right:
            return self.pages.render(request, "partner_pin.html", status=401, error="Diese PIN stimmt nicht.")
        session = {"partner": referral.partner_id, "until": (self.clock() + SESSION).timestamp()}
        return _back(token, {"Set-Cookie": self._cookie().header(json.dumps(session))})

    async def answer(
        self,
        request: Request,
        token: str,
        form: Annotated[Sent[AnswerForm], Depends(Receiving(AnswerForm))],
    ) -> Response:
        given = form.read()

        async def work(tx: Transaction) -> None:
            wanted = behind_link(self.link_key, token, tx)
            if not self._has_entered(request, await REFERRALS.get(tx, **wanted)):
                raise Unauthenticated(sentence="Bitte öffnen Sie den Link noch einmal und geben Sie Ihre PIN ein.")
            await answering.answer(tx, wanted, given.act, given.reason, given.version)

        await self.unit_of_work(work)
        return _back(token)

    def _has_entered(self, request: Request, referral: Referral) -> bool:
        session = json.loads(self._cookie().open(request.cookies) or "{}")
        return bool(session.get("partner") == referral.partner_id and self.clock().timestamp() < session["until"])

    def _cookie(self) -> SealedCookie:
        key = encode(hmac.digest(self.link_key, b"lotse partner cookie", "sha256"))
        return SealedCookie("__Host-lotse-partner", key)


def _back(token: str, headers: dict[str, str] | None = None) -> Response:
    return RedirectResponse(ADDRESS.format(token=token), 303, headers)
