"""The counsellor's page of one case: its referrals, which partners could help and why, which not and why not."""

from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.domain.referral import Act, Answer, Referral
from services.referral.handlers.counsellor.answer_for_partner import CounsellorAct, answer_for_partner
from services.referral.handlers.counsellor.read_case import CaseFile, read_proposals
from services.referral.pages import labels_de
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.web import Pages, Staff, staff
from shared.web.forms import Form, Receiving, Sent

ACTS: Final[tuple[Act, ...]] = (*get_args(Answer), "recall")
WITHOUT_HELP: Final = ("declined", "returned", "expired", "failed", "overdue")
Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]


class ActForm(Form):
    act: CounsellorAct
    version: int
    reason: str | None = None


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/referral/cases/{case_id}/proposals")
    async def show(request: Request, case_id: str, me: Counsellor) -> Response:
        file = await unit_of_work(lambda tx: read_proposals(tx, audit, me, case_id))
        return _page(request, pages, file)

    @routes.post("/referral/cases/{case_id}/referrals/{referral_id}")
    async def answer(
        case_id: str,
        referral_id: str,
        me: Counsellor,
        form: Annotated[Sent[ActForm], Depends(Receiving(ActForm))],
    ) -> Response:
        given = form.read()
        reason, version = given.reason, given.version
        await unit_of_work(
            lambda tx: answer_for_partner(tx, me, case_id, referral_id, given.act, reason=reason, version=version)
        )
        return RedirectResponse(f"/referral/cases/{case_id}/proposals", 303)

    return routes


def _page(request: Request, pages: Pages, file: CaseFile) -> Response:
    matching = file.matching
    return pages.render(
        request,
        "proposals.html",
        case=file.case,
        proposals=matching.proposals if matching else (),
        exclusions=matching.exclusions if matching else (),
        referrals=file.referrals,
        partners=file.partners,
        replaces=_to_replace(file.referrals),
        acts={referral.referral_id: labels_de.possible(referral, ACTS) for referral in file.referrals},
        labels=labels_de,
    )


def _to_replace(referrals: list[Referral]) -> str | None:
    """The latest referral without help that no other has replaced yet."""
    replaced = {referral.replaces for referral in referrals}
    waiting = [each for each in referrals if each.state in WITHOUT_HELP and each.referral_id not in replaced]
    return waiting[-1].referral_id if waiting else None
