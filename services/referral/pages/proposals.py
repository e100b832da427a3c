"""The counsellor's page of one case: its referrals, which partners could help and why, which not and why not."""

from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.referral import Answer, Referral
from services.referral.handlers.counsellor.answer_for_partner import CounsellorAct, answer_for_partner
from services.referral.handlers.counsellor.read_case import CaseFile, read_proposals
from services.referral.pages import labels_de
from services.referral.pages.acts import ActForm, Refused
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.errors import Conflict, Invalid
from shared.web import Pages, Staff, act_result, staff
from shared.web.forms import Receiving, Sent

ACTS: Final[tuple[ReferralAct, ...]] = (*get_args(Answer), "recall")
WITHOUT_HELP: Final = ("declined", "returned", "expired", "failed", "overdue")
Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]


class CounsellorForm(ActForm):
    act: CounsellorAct


def router(unit_of_work: UnitOfWork, pages: Pages, audit: Audit) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/referral/cases/{case_id}/proposals")
    async def show(request: Request, case_id: str, me: Counsellor) -> Response:
        file = await unit_of_work(lambda tx: read_proposals(tx, audit, me, case_id))
        return _page(request, pages, file)

    @routes.post("/referral/cases/{case_id}/referrals/{referral_id}")
    async def answer(
        request: Request,
        case_id: str,
        referral_id: str,
        me: Counsellor,
        form: Annotated[Sent[CounsellorForm], Depends(Receiving(CounsellorForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            await unit_of_work(
                lambda tx: answer_for_partner(
                    tx, me, case_id, referral_id, given.act, reason=given.reason, version=given.version, act_id=act_id
                )
            )
        except (Invalid, Conflict) as error:
            file = await unit_of_work(lambda tx: read_proposals(tx, audit, me, case_id))
            return _page(request, pages, file, Refused(form.fields, error), referral_id)
        return act_result.redirect(f"/referral/cases/{case_id}/proposals", "entered")

    return routes


def _page(
    request: Request, pages: Pages, file: CaseFile, refused: Refused | None = None, refused_at: str = ""
) -> Response:
    at = next((each.reference for each in file.referrals if each.referral_id == refused_at), "")
    matching = file.matching
    return pages.render(
        request,
        "proposals.html",
        refused=refused.error if refused else None,
        at=refused.field(at) if refused else "",
        entered=refused,
        entered_at=refused_at,
        case=file.case,
        proposals=matching.proposals if matching else (),
        exclusions=matching.exclusions if matching else (),
        referrals=file.referrals,
        partners=file.partners,
        tried=file.tried,
        replaces=_to_replace(file.referrals),
        acts={referral.referral_id: labels_de.possible(referral, ACTS) for referral in file.referrals},
        labels=labels_de,
    )


def _to_replace(referrals: list[Referral]) -> str | None:
    """The latest referral without help that no other has replaced yet."""
    replaced = {referral.replaces for referral in referrals}
    waiting = [each for each in referrals if each.state in WITHOUT_HELP and each.referral_id not in replaced]
    return waiting[-1].referral_id if waiting else None
