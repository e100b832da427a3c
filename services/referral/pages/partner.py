"""The partner's page: a signed link says which referral, the PIN says that it is the partner."""

import hmac
import json
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.domain.life import READABLE, Act, Referral
from services.referral.domain.partner import Partner
from services.referral.handlers.entry import enter_pin, referral_by_link
from services.referral.handlers.progress import act, look_at
from services.referral.handlers.sending import Sending
from services.referral.pages import words
from services.referral.pages.proposals import acts_in
from services.referral.store import get
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Unauthenticated
from shared.sealing.keys import encode
from shared.web import Pages
from shared.web.sealed_cookie import SealedCookie

ACTS: tuple[Act, ...] = ("accept", "decline", "contact", "complete", "fail", "return")
ADDRESS: Final = "/partner/zugang/{token}"
STAYS: Final = timedelta(minutes=30)


def router(unit_of_work: UnitOfWork, pages: Pages, sending: Sending, link_key: bytes, clock: Clock) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    cookie = SealedCookie("__Host-lotse-partner", _cookie_key(link_key))

    def came_in(request: Request, referral: Referral) -> bool:
        seen = json.loads(cookie.open(request.cookies) or "{}")
        return bool(seen.get("partner") == referral.partner_id and clock().timestamp() < seen["until"])

    @routes.get("/partner")
    async def welcome(request: Request) -> Response:
        return pages.render(request, "partner_welcome.html")

    @routes.get(ADDRESS)
    async def show(request: Request, token: str) -> Response:
        referral = await unit_of_work(lambda tx: referral_by_link(tx, link_key, token))
        if not came_in(request, referral):
            return pages.render(request, "partner_pin.html", error="")

        async def work(tx: Transaction) -> tuple[Referral, Partner, str | None]:
            looked = await look_at(tx, await referral_by_link(tx, link_key, token))
            package = await sending.open(tx, looked) if looked.state in READABLE else None
            return looked, await get(tx, Partner, looked.partner_id), package

        looked, partner, package = await unit_of_work(work)
        return pages.render(
            request,
            "partner_referral.html",
            referral=looked,
            partner=partner,
            items=_items(package),
            acts=acts_in(looked, ACTS),
            words=words,
        )

    @routes.post(ADDRESS)
    async def enter(request: Request, token: str, pin: Annotated[str, Form(max_length=32)]) -> Response:
        async def work(tx: Transaction) -> tuple[Referral, bool]:
            referral = await referral_by_link(tx, link_key, token)
            return referral, await enter_pin(tx, referral.partner_id, pin.strip())

        referral, right = await unit_of_work(work)
        if not right:
            return pages.render(request, "partner_pin.html", status=401, error="Diese PIN stimmt nicht.")
        seen = {"partner": referral.partner_id, "until": (clock() + STAYS).timestamp()}
        return _back(token, {"Set-Cookie": cookie.header(json.dumps(seen))})

    @routes.post(ADDRESS + "/antwort")
    async def answer(
        request: Request,
        token: str,
        what: Annotated[Act, Form(alias="act")],
        version: Annotated[int, Form()],
        said: Annotated[str | None, Form()] = None,
    ) -> Response:
        async def work(tx: Transaction) -> None:
            referral = await referral_by_link(tx, link_key, token)
            if not came_in(request, referral) or what not in ACTS:
                raise Unauthenticated(sentence="Bitte öffnen Sie den Link noch einmal und geben Sie Ihre PIN ein.")
            await act(tx, referral, what, "partner", said or None, version)

        await unit_of_work(work)
        return _back(token)

    return routes


def _items(package: str | None) -> list[tuple[ConsentItem, str]]:
    found = json.loads(package)["items"] if package else {}
    return [(ConsentItem(item), text) for item, text in found.items()]


def _back(token: str, headers: dict[str, str] | None = None) -> Response:
    return RedirectResponse(f"/partner/zugang/{token}", 303, headers)


def _cookie_key(link_key: bytes) -> str:
    return encode(hmac.digest(link_key, b"lotse partner cookie", "sha256"))
