"""The counsellor enters what the person's side knows of a criminal proceeding, and updates it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.referral.domain.proceeding import Account, Notice, Proceeding
from services.referral.handlers.proceedings import enter_proceeding, proceeding_of, update_proceeding
from services.referral.handlers.reading import case_of, read_case
from services.referral.pages import words
from services.referral.pages.proposals import Counsellor
from services.referral.store import every
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    Land,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)
from shared.errors import Invalid
from shared.web import Pages
from shared.web.labels_de import options

OPEN = ("other", "unknown")


async def told(request: Request) -> Account:
    return read_account(await request.form())


Told = Annotated[Account, Depends(told)]


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit, clock: Clock) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/referral/cases/{case_id}/proceedings")

    @routes.get("")
    async def show(request: Request, case_id: str, me: Counsellor) -> Response:
        async def work(tx: Transaction) -> list[Proceeding]:
            await read_case(tx, audit, me, case_id, "proceedings")
            return await every(tx, Proceeding, case_id=case_id)

        return pages.render(
            request,
            "proceedings.html",
            case_id=case_id,
            proceedings=await unit_of_work(work),
            today=clock().date(),
            words=words,
            options=_options(),
        )

    @routes.get("/{proceeding_id}")
    async def edit(request: Request, case_id: str, proceeding_id: str, me: Counsellor) -> Response:
        async def work(tx: Transaction) -> Proceeding:
            await read_case(tx, audit, me, case_id, "proceeding")
            return await proceeding_of(tx, case_id, proceeding_id)

        proceeding = await unit_of_work(work)
        return pages.render(request, "proceeding.html", proceeding=proceeding, options=_options())

    @routes.post("")
    async def enter(case_id: str, me: Counsellor, account: Told) -> Response:
        async def work(tx: Transaction) -> None:
            await case_of(tx, me, case_id)
            await enter_proceeding(tx, case_id, account)

        await unit_of_work(work)
        return _back(case_id)

    @routes.post("/{proceeding_id}")
    async def update(
        case_id: str, proceeding_id: str, me: Counsellor, account: Told, version: Annotated[int, Form()]
    ) -> Response:
        async def work(tx: Transaction) -> None:
            await case_of(tx, me, case_id)
            await update_proceeding(tx, case_id, proceeding_id, account, version)

        await unit_of_work(work)
        return _back(case_id)

    return routes


def read_account(form: FormData) -> Account:
    try:
        return Account(
            state=ProceedingState(_text(form, "state")),
            source=ProceedingSource(_text(form, "source")),
            known_on=date.fromisoformat(_text(form, "known_on")),
            act_known_on=date.fromisoformat(_text(form, "act_known_on")),
            offender_known_on=_day(form, "offender_known_on"),
            offences=tuple(Offence(str(each)) for each in form.getlist("offences")),
            roles=tuple(EntitledRole(str(each)) for each in form.getlist("roles")),
            notices=tuple(Notice(kind, on) for kind in NoticeKind if (on := _day(form, f"notice_{kind}"))),
            discontinuation=Discontinuation(text) if (text := _text(form, "discontinuation")) else None,
            authority_land=Land(text) if (text := _text(form, "authority_land")) else None,
        )
    except ValueError:
        raise Invalid("wrong-value", "Eine Angabe fehlt oder ist nicht gültig.") from None


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, ""))


def _day(form: FormData, name: str) -> date | None:
    text = _text(form, name)
    return date.fromisoformat(text) if text else None


def _options() -> dict[str, list[tuple[str, str]]]:
    return {
        "states": options(ProceedingState),
        "discontinuations": [("", "Nicht eingestellt"), *options(Discontinuation)],
        "sources": options(ProceedingSource),
        "offences": options(Offence, without=("unknown",)),
        "roles": options(EntitledRole, without=OPEN),
        "laender": [("", "Nicht bekannt"), *options(Land, without=OPEN)],
        "notices": options(NoticeKind, without=OPEN),
    }


def _back(case_id: str) -> Response:
    return RedirectResponse(f"/referral/cases/{case_id}/proceedings", 303)
