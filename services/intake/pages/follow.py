"""The person's own page. The code is entered once; for half an hour a sealed cookie stands for it."""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.articles import named_in
from services.intake.domain.concern import Text
from services.intake.domain.handover import Decision
from services.intake.domain.state import HandoverId
from services.intake.domain.thread import SafeWay
from services.intake.handlers import first_visit, follow, safe_way
from services.intake.handlers.follow import Followed, Ticket
from services.intake.handlers.workplace import Portal
from services.intake.sentences import sentence
from shared.errors import LotseError, Unauthenticated
from shared.sealing.keys import decode, encode
from shared.sealing.one_time import looks_like_one
from shared.web import Pages
from shared.web.pages import day
from shared.web.sealed_cookie import SealedCookie

HERE: Final = "/rueckmeldung"
LASTS: Final = timedelta(minutes=30)
ASK_AGAIN: Final = "Bitte geben Sie Ihren Rückmeldecode noch einmal ein."


@dataclass(frozen=True)
class Shown:
    """One step as the layout's list of steps wants it."""

    title: str
    when: str
    state: str = "done"
    text: str = ""


def way(followed: Followed) -> list[Shown]:
    begun = Shown("Ihr Anliegen ist angekommen.", day(followed.messages[0].message.at))
    *done, last = begun, *(Shown(sentence(seen), day(seen.at)) for seen in followed.progress)
    return [*done, replace(last, state="now")]


class FollowCookie:
    """Sealed under a key that this process alone has, and that ends with it."""

    def __init__(self) -> None:
        self._sealed = SealedCookie("__Host-lotse-follow", encode(secrets.token_bytes(32)))

    def read(self, request: Request, now: datetime) -> Ticket | None:
        text = self._sealed.open(request.cookies)
        if text is None:
            return None
        kept = json.loads(text)
        return Ticket(kept["locator"], decode(kept["wrapping"])) if kept["until"] > now.timestamp() else None

    def keep(self, response: Response, ticket: Ticket, now: datetime) -> None:
        kept = {"locator": ticket.locator, "wrapping": encode(ticket.wrapping), "until": (now + LASTS).timestamp()}
        response.headers.append("Set-Cookie", self._sealed.header(json.dumps(kept)))

    def forget(self, response: Response) -> None:
        response.headers.append("Set-Cookie", self._sealed.removal())


def router(portal: Portal, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    cookie = FollowCookie()

    def shown(request: Request) -> Ticket:
        ticket = cookie.read(request, portal.clock())
        if ticket is None:
            raise Unauthenticated(sentence=ASK_AGAIN)
        return ticket

    def ask_for_code(request: Request, error: LotseError | None = None) -> HTMLResponse:
        status, sentence = (error.status, error.sentence) if error else (200, "")
        return pages.render(request, "face/code.html", status=status, error=sentence)

    @routes.get("")
    async def look(request: Request) -> HTMLResponse:
        ticket = cookie.read(request, portal.clock())
        if ticket is None:
            return ask_for_code(request)
        followed = await follow.follow(portal, ticket)
        page = pages.render(request, "face/rueckmeldung.html", followed=followed, way=way(followed), articles=named_in)
        cookie.keep(page, ticket, portal.clock())
        return page

    @routes.post("")
    async def enter(request: Request, code: Annotated[str, Form(max_length=200)]) -> Response:
        try:
            if looks_like_one(code):
                return await first_visit_page(request, await first_visit.redeem(portal, code))
            ticket = follow.ticket(portal, code)
            await first_visit.noted(portal, ticket)
        except LotseError as error:
            return ask_for_code(request, error)
        response = RedirectResponse(HERE, 303)
        cookie.keep(response, ticket, portal.clock())
        return response

    async def first_visit_page(request: Request, receipt_code: str) -> Response:
        ticket = follow.ticket(portal, receipt_code)
        await follow.enter(portal, ticket)
        page = pages.render(request, "face/neuer_code.html", code=receipt_code)
        cookie.keep(page, ticket, portal.clock())
        return page

    @routes.post("/notiert")
    async def noted(request: Request) -> Response:
        await first_visit.noted(portal, shown(request))
        return RedirectResponse(HERE, 303)

    @routes.post("/nachricht")
    async def write(request: Request, text: Annotated[Text, Form()]) -> Response:
        await follow.write(portal, shown(request), text)
        return RedirectResponse(HERE, 303)

    @routes.post("/einwilligung")
    async def decide(
        request: Request, handover_id: Annotated[HandoverId, Form()], decision: Annotated[Decision, Form()]
    ) -> Response:
        await follow.decide(portal, shown(request), handover_id, decision)
        return RedirectResponse(HERE, 303)

    @routes.post("/kontakt")
    async def say_way(request: Request, way: Annotated[SafeWay, Form()]) -> Response:
        await safe_way.change(portal, shown(request), way)
        return RedirectResponse(f"{HERE}#kontakt", 303)

    @routes.post("/kontakt/ende")
    async def end_way(request: Request) -> Response:
        await safe_way.withdraw(portal, shown(request))
        return RedirectResponse(f"{HERE}#kontakt", 303)

    @routes.post("/ende")
    async def leave() -> Response:
        response = RedirectResponse("/", 303)
        cookie.forget(response)
        return response

    return routes
