"""The counsellor's pages of the criminal proceedings of a case: read, entered, changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.handlers.counsellor.enter_proceeding import change_proceeding, enter_proceeding
from services.referral.handlers.counsellor.read_case import read_proceeding, read_proceedings
from services.referral.pages import labels_de
from services.referral.pages.proceeding_form import ProceedingForm, WithNotices, choices
from services.referral.pages.proposals import Counsellor
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock
from shared.web import Pages
from shared.web.forms import Receiving, Sent

Entered = Annotated[Sent[ProceedingForm], Depends(Receiving(WithNotices))]
PREFIX = "/referral/cases/{case_id}/proceedings"


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit, clock: Clock) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PREFIX)

    @routes.get("")
    async def show_all(request: Request, case_id: str, me: Counsellor) -> Response:
        proceedings = await unit_of_work(lambda tx: read_proceedings(tx, audit, me, case_id))
        return pages.render(
            request,
            "proceedings.html",
            case_id=case_id,
            proceedings=proceedings,
            today=clock().date(),
            labels=labels_de,
            options=choices(),
        )

    @routes.get("/{proceeding_id}")
    async def show(request: Request, case_id: str, proceeding_id: str, me: Counsellor) -> Response:
        proceeding = await unit_of_work(lambda tx: read_proceeding(tx, audit, me, case_id, proceeding_id))
        return pages.render(request, "proceeding.html", proceeding=proceeding, options=choices())

    @routes.post("")
    async def enter(case_id: str, me: Counsellor, form: Entered) -> Response:
        account = form.read().account()
        await unit_of_work(lambda tx: enter_proceeding(tx, me, case_id, account))
        return _back(case_id)

    @routes.post("/{proceeding_id}")
    async def change(case_id: str, proceeding_id: str, me: Counsellor, form: Entered) -> Response:
        entered = form.read()
        account, version = entered.account(), entered.version
        await unit_of_work(lambda tx: change_proceeding(tx, me, case_id, proceeding_id, account, version))
        return _back(case_id)

    return routes


def _back(case_id: str) -> Response:
    return RedirectResponse(PREFIX.format(case_id=case_id), 303)
