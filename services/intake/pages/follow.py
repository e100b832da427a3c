"""The person's own page. The code is entered once; for half an hour a sealed cookie stands for it."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.articles import named_in
from services.intake.domain.handover import Decision
from services.intake.domain.state import HandoverId
from services.intake.domain.thread import SafeWay
from services.intake.handlers import first_visit, follow, safe_way
from services.intake.handlers.follow import Followed
from services.intake.handlers.workplace import Portal
from services.intake.pages.follow_cookie import HERE, FollowCookie
from services.intake.pages.typed import attempt_of
from services.intake.sentences import sentence
from shared.errors import LotseError
from shared.sealing.one_time import looks_like_one
from shared.web import Pages
from shared.web.pages import day


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


def router(portal: Portal, pages: Pages, cookie: FollowCookie) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    def ask_for_code(request: Request, refused: LotseError | None = None) -> HTMLResponse:
        return pages.render(request, "face/code.html", refused=refused)

    @routes.get("")
    async def look(request: Request) -> HTMLResponse:
        ticket = cookie.read(request)
        if ticket is None:
            return ask_for_code(request)
        followed = await follow.follow(portal, ticket)
        page = pages.render(
            request,
            "face/rueckmeldung.html",
            followed=followed,
            way=way(followed),
            articles=named_in,
            attempt=attempt_of({}),
        )
        cookie.keep(page, ticket)
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
        cookie.keep(response, ticket)
        return response

    async def first_visit_page(request: Request, receipt_code: str) -> Response:
        ticket = follow.ticket(portal, receipt_code)
        await follow.enter(portal, ticket)
        page = pages.render(request, "face/neuer_code.html", code=receipt_code)
        cookie.keep(page, ticket)
        return page

    @routes.post("/notiert")
    async def noted(request: Request) -> Response:
        await first_visit.noted(portal, cookie.shown(request))
        return RedirectResponse(HERE, 303)

    @routes.post("/einwilligung")
    async def decide(
        request: Request, handover_id: Annotated[HandoverId, Form()], decision: Annotated[Decision, Form()]
    ) -> Response:
        await follow.decide(portal, cookie.shown(request), handover_id, decision)
        return RedirectResponse(HERE, 303)

    @routes.post("/kontakt")
    async def say_way(request: Request, way: Annotated[SafeWay, Form()]) -> Response:
        await safe_way.change(portal, cookie.shown(request), way)
        return RedirectResponse(f"{HERE}#kontakt", 303)

    @routes.post("/kontakt/ende")
    async def end_way(request: Request) -> Response:
        await safe_way.withdraw(portal, cookie.shown(request))
        return RedirectResponse(f"{HERE}#kontakt", 303)

    @routes.post("/ende")
    async def leave() -> Response:
        response = RedirectResponse("/", 303)
        cookie.forget(response)
        return response

    return routes
