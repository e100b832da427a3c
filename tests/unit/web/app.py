"""A small application with the real middleware, to test it."""

from typing import Annotated

import httpx2
from fastapi import APIRouter, Body, Depends, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from shared.errors import Invalid, Unavailable
from shared.settings import Settings
from shared.web import Pages, Staff, build, caller, staff
from shared.web.app import Door
from shared.web.confirmation import Confirm
from shared.web.interrupted import InterruptedForms
from tests.harness.staff_cookies import TOLD

ORIGIN = "https://lotse.example.org"
PAGES = Pages()


class Submission(BaseModel):
    text: str
    land: str = "unknown"


def settings(**more: object) -> Settings:
    given: dict[str, object] = {
        "store": "mongodb://store.example.org",
        "public_url": ORIGIN,
        "staff_url": ORIGIN,
        "partner_url": ORIGIN,
        "issuer": "https://issuer.example.org",
        **TOLD,
    }
    return Settings.model_validate(given | more)


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/seite")
    async def page(request: Request) -> HTMLResponse:
        return PAGES.render(request, "signed_out.html", everywhere=True)

    @router.post("/seite")
    async def send(text: Annotated[str, Form()]) -> dict[str, int]:
        return {"length": len(text)}

    @router.get("/desk/faelle", dependencies=[Depends(staff("counsellor"))])
    async def desk(request: Request) -> dict[str, str]:
        found: Staff = request.state.staff
        return {"name": found.name}

    @router.post("/api/probe/submissions")
    async def submit(body: Submission) -> dict[str, str]:
        if body.land == "XX":
            raise Invalid("unknown-land", "Dieses Land kennen wir nicht.")
        return {"land": body.land}

    @router.post("/api/probe/defect")
    async def defect(text: Annotated[str, Body()]) -> None:
        raise RuntimeError(text)

    @router.get("/api/probe/away")
    async def away() -> None:
        raise Unavailable(retry_after=7)

    @router.get("/internal/whoami")
    async def whoami(name: Annotated[str, Depends(caller("referral", "notification"))]) -> dict[str, str]:
        return {"name": name}

    return router


def client(
    door: Door = "public",
    routers: tuple[APIRouter, ...] = (),
    interrupted_forms: InterruptedForms | None = None,
    confirm: Confirm | None = None,
    **more: object,
) -> httpx2.AsyncClient:
    app = build(
        "probe",
        settings(**more),
        [routes(), *routers],
        door=door,
        origin=ORIGIN,
        templates=PAGES,
        interrupted_forms=interrupted_forms,
        confirm=confirm,
    )
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN)
