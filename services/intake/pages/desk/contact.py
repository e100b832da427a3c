"""What a counsellor does with a contact from its page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.close import close_contact
from services.intake.handlers.desk.make_case import make_case
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_over import take_over
from services.intake.pages.desk.file import FilePage
from services.intake.pages.desk.roles import Counselling


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}", include_in_schema=False)

    @routes.post("/take-over")
    async def taken_over(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await page.act(request, me, contact_id, take_over(page.desk, contact_id, me))

    @routes.post("/close")
    async def closed(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await page.act(request, me, contact_id, close_contact(page.desk, contact_id, me))

    @routes.post("/reopen")
    async def reopened(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await page.act(request, me, contact_id, reopen(page.desk, contact_id, me))

    @routes.post("/case")
    async def case_made(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await page.act(request, me, contact_id, make_case(page.desk, contact_id, me))

    return routes
