"""The counsellor enters what the person's side knows of a criminal proceeding, and updates it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.referral.domain.case import Case
from services.referral.domain.proceeding import Account, Notice, Proceeding
from services.referral.handlers.proceedings import enter_proceeding, update_proceeding
from services.referral.pages import words
from services.referral.pages.proposals import Counsellor
from services.referral.store import every, get
from shared.bus import Transact, Tx
from shared.clock import Clock
from shared.errors import Invalid
from shared.web import Pages


async def told(request: Request) -> Account:
    return read_account(await request.form())


Told = Annotated[Account, Depends(told)]


def router(transact: Transact, pages: Pages, clock: Clock) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/referral/cases/{case_id}/proceedings")

    @routes.get("")
    async def show(request: Request, case_id: str, staff: Counsellor) -> Response:
        async def work(tx: Tx) -> list[Proceeding]:
            await get(tx, Case, case_id)
            return await every(tx, Proceeding, case_id=case_id)

        proceedings = await transact(work)
        return pages.render(
            request, "proceedings.html", case_id=case_id, proceedings=proceedings, today=clock().date(), words=words
        )

    @routes.post("")
    async def enter(case_id: str, staff: Counsellor, account: Told) -> Response:
        await transact(lambda tx: enter_proceeding(tx, case_id, account))
        return RedirectResponse(f"/referral/cases/{case_id}/proceedings", 303)

    @routes.post("/{proceeding_id}")
    async def update(
        case_id: str, proceeding_id: str, staff: Counsellor, account: Told, version: Annotated[int, Form()]
    ) -> Response:
        await transact(lambda tx: update_proceeding(tx, case_id, proceeding_id, account, version))
        return RedirectResponse(f"/referral/cases/{case_id}/proceedings", 303)

    return routes


def read_account(form: FormData) -> Account:
    known_on, act_known_on = _day(form, "known_on"), _day(form, "act_known_on")
    if known_on is None or act_known_on is None:
        raise Invalid("wrong-value", "Bitte geben Sie an, seit wann der Stand und die Tat bekannt sind.")
    notices = ((kind, _day(form, f"notice_{kind}")) for kind in words.NOTICES)
    return Account(
        state=str(form.get("state", "")),
        source=str(form.get("source", "")),
        known_on=known_on,
        act_known_on=act_known_on,
        offender_known_on=_day(form, "offender_known_on"),
        offences=tuple(str(each) for each in form.getlist("offences")),
        roles=tuple(str(each) for each in form.getlist("roles")),
        notices=tuple(Notice(kind, on) for kind, on in notices if on is not None),
        discontinuation=_text(form, "discontinuation"),
        authority_land=_text(form, "authority_land"),
    )


def _text(form: FormData, name: str) -> str | None:
    return str(form.get(name) or "") or None


def _day(form: FormData, name: str) -> date | None:
    text = _text(form, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("wrong-value", "Ein Datum ist nicht gültig.") from None
