"""The counsellor's panel of one case: how its referrals stand, who could help and why, who not and why not."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.domain.case import Case
from services.referral.domain.life import STEPS, Act, Referral
from services.referral.domain.matching import Matching
from services.referral.domain.partner import Partner
from services.referral.handlers.progress import act
from services.referral.handlers.reading import case_of, read_case
from services.referral.pages import words
from services.referral.store import every, get, matching_of
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import NotFound
from shared.web import Pages, Staff, staff

ACTS: tuple[Act, ...] = ("accept", "decline", "contact", "complete", "fail", "return", "recall")
UNHELPED = ("declined", "returned", "expired", "failed", "overdue")
Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/referral/cases/{case_id}/proposals")
    async def show(request: Request, case_id: str, me: Counsellor) -> Response:
        async def work(tx: Transaction) -> tuple[Case, Matching | None, list[Referral], dict[str, Partner]]:
            case = await read_case(tx, audit, me, case_id, "proposals")
            referrals = await every(tx, Referral, "changed_at", case_id=case_id)
            partners = {partner.partner_id: partner for partner in await every(tx, Partner)}
            return case, await matching_of(tx, case_id), referrals, partners

        case, matching, referrals, partners = await unit_of_work(work)
        return pages.render(
            request,
            "proposals.html",
            case=case,
            matching=matching or Matching((), ()),
            referrals=referrals,
            partners=partners,
            replaces=_unreplaced(referrals),
            acts={referral.referral_id: acts_in(referral, ACTS) for referral in referrals},
            words=words,
        )

    @routes.post("/referral/cases/{case_id}/referrals/{referral_id}")
    async def answer(
        case_id: str,
        referral_id: str,
        me: Counsellor,
        what: Annotated[Act, Form(alias="act")],
        version: Annotated[int, Form()],
        said: Annotated[str | None, Form()] = None,
    ) -> Response:
        async def work(tx: Transaction) -> None:
            await case_of(tx, me, case_id)
            referral = await get(tx, Referral, referral_id)
            if referral.case_id != case_id or what not in ACTS:
                raise NotFound
            await act(tx, referral, what, "counsellor", said or None, version)

        await unit_of_work(work)
        return RedirectResponse(f"/referral/cases/{case_id}/proposals", 303)

    return routes


def acts_in(referral: Referral, offered: tuple[Act, ...]) -> list[tuple[Act, list[tuple[str, str]]]]:
    """What may be done now, each with the reasons or outcomes to choose from."""
    return [(each, words.choices(each)) for each in offered if referral.state in STEPS[each][0]]


def _unreplaced(referrals: list[Referral]) -> str | None:
    """The latest referral without help that no other has replaced yet."""
    replaced = {referral.replaces for referral in referrals}
    waiting = [each for each in referrals if each.state in UNHELPED and each.referral_id not in replaced]
    return waiting[-1].referral_id if waiting else None
