"""Erases a closed case or contact that is no longer needed: by a supervisor, after one more question."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.erase import erase_case, erase_contact, was_erased
from services.intake.handlers.desk.erasures_due import named_for_erasure, refuse_unseen_erasure
from services.intake.pages.desk.roles import Supervising
from shared.errors import LotseError, NotFound, ReasonNeeded
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class ErasureForm(Act):
    REFUSAL: ClassVar[str] = "Es ist noch nichts gelöscht."
    SENTENCES: ClassVar[Mapping[str, str]] = {"sure": "Bitte bestätigen Sie hier, dass gelöscht werden soll."}

    sure: Literal["ja"]


Confirmed = Annotated[Sent[ErasureForm], Depends(Receiving(ErasureForm))]


@dataclass(frozen=True)
class Erasable:
    """A case or contact to erase. `wanted`: the query that finds its contact."""

    back: str
    wanted: dict[str, str]
    erase: Callable[[DeskDependencies, Staff, str], Awaitable[None]]


def of_case(case_id: CaseId) -> Erasable:
    return Erasable(
        f"/desk/cases/{case_id}",
        {"case_id": case_id},
        lambda desk, me, act_id: erase_case(desk, me, case_id, act_id=act_id),
    )


def of_contact(contact_id: ContactId) -> Erasable:
    return Erasable(
        f"/desk/contacts/{contact_id}",
        {"id": contact_id},
        lambda desk, me, act_id: erase_contact(desk, me, contact_id, act_id=act_id),
    )


@dataclass(frozen=True)
class ErasurePage:
    desk: DeskDependencies
    pages: Pages

    async def show(self, request: Request, me: Staff, of: Erasable) -> HTMLResponse:
        await refuse_unseen_erasure(self.desk, me, **of.wanted)
        return await self.ask(request, of)

    async def ask(self, request: Request, of: Erasable, refused: LotseError | None = None) -> HTMLResponse:
        """Shows the question, with what it is about and who it was passed on to (Art. 19 GDPR). Raises NotFound."""
        named = await named_for_erasure(self.desk, of.wanted)
        return self.pages.render(
            request, "desk/erase.html", refused=refused, at="sure", title="Löschen", back=of.back, named=named
        )

    async def act(self, request: Request, me: Staff, of: Erasable, form: Sent[ErasureForm]) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            form.read()
            await refuse_unseen_erasure(self.desk, me, **of.wanted)
            await of.erase(self.desk, me, act_id)
        except NotFound:
            if not await was_erased(self.desk, act_id):
                raise
        except ReasonNeeded:
            raise
        except LotseError as refused:
            return await self.ask(request, of, refused)
        return act_result.redirect("/desk", "erased")


def router(page: ErasurePage) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False)

    @routes.get("/cases/{case_id}/erase")
    async def ask_for_case(request: Request, me: Supervising, case_id: CaseId) -> HTMLResponse:
        return await page.show(request, me, of_case(case_id))

    @routes.get("/contacts/{contact_id}/erase")
    async def ask_for_contact(request: Request, me: Supervising, contact_id: ContactId) -> HTMLResponse:
        return await page.show(request, me, of_contact(contact_id))

    @routes.post("/cases/{case_id}/erase")
    async def case(request: Request, me: Supervising, case_id: CaseId, form: Confirmed) -> Response:
        return await page.act(request, me, of_case(case_id), form)

    @routes.post("/contacts/{contact_id}/erase")
    async def contact(request: Request, me: Supervising, contact_id: ContactId, form: Confirmed) -> Response:
        return await page.act(request, me, of_contact(contact_id), form)

    return routes
