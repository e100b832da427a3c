"""The routes by which notification asks for a mail about a referral (addresses and link), hands over mails written in
answer, and reads the file numbers of a case, for letters.
"""

from collections.abc import Collection
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import Field, ValidationError

from services.referral.domain import link
from services.referral.domain.partner import Partner
from services.referral.domain.referral import READABLE, Referral, Stage
from services.referral.handlers.effects.tell_file_numbers import numbers_of
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.handlers.mail_replies import Written
from services.referral.handlers.services.take_reply import TakeReply
from services.referral.settings import ReferralSettings
from services.referral.store import PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction, UnitOfWork
from shared.errors import Malformed
from shared.failpoint import failpoint
from shared.web import Sealed, caller, sealed_for

RECALLED: Final[frozenset[Stage]] = frozenset({"recalled"})


class Reply(Written):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


def router(unit_of_work: UnitOfWork, settings: ReferralSettings, take_reply: TakeReply) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    async def answer(referral_id: str, states: Collection[Stage]) -> Response:
        referral, partner, is_told = await unit_of_work(lambda tx: _addressee(tx, referral_id))
        if referral.state not in states or not is_told or referral.link_until is None:
            return Response(status_code=410)
        failpoint("notice.before_answer")
        token = link.sign(settings.link, referral.reference, referral.link_until)
        to = list(partner.mails) if "mail" in partner.ways else []
        link_to = f"{settings.partner_url}/partner/zugang/{token}"
        content = {"to": to, "link": link_to, "reference": referral.reference}
        return JSONResponse(sealed_for(settings, "notification", content))

    @routes.get("/internal/notices/{referral_id}")
    async def notice(referral_id: str) -> Response:
        """Returns the same link at each try. 410 once the partner has nothing to read, where it is suspended, and where
        it is not onboarded.
        """
        return await answer(referral_id, READABLE)

    @routes.get("/internal/recalls/{referral_id}")
    async def recall(referral_id: str) -> Response:
        """Returns the same link, whose page only says that the referral is recalled; 410 while it is not, and as
        `notice`.
        """
        return await answer(referral_id, RECALLED)

    @routes.post("/internal/referrals/{referral_id}/replies")
    async def reply(referral_id: str, body: Sealed) -> dict[str, bool]:
        """Stores the mail, sealed under the case's key; returns whether it is stored by now. 404 once the case is
        erased.
        """
        try:
            given = Reply.model_validate(body.open(settings.own_key))
        except ValidationError:
            raise Malformed from None
        return {"stored": await take_reply(referral_id, given.id, Written(**given.model_dump(exclude={"id"})))}

    return routes


def numbers_router(unit_of_work: UnitOfWork, settings: ReferralSettings, file_numbers: FileNumbers) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(caller("notification"))])

    @routes.get("/internal/cases/{case_id}/file-numbers")
    async def numbers(case_id: str) -> dict[str, str]:
        """Returns the file numbers for a letter that a counsellor writes; none where the case is erased or has none."""
        found = await numbers_of(unit_of_work, file_numbers, case_id)
        return sealed_for(settings, "notification", found.model_dump(mode="json"))

    return routes


async def _addressee(tx: Transaction, referral_id: str) -> tuple[Referral, Partner, bool]:
    """Returns referral, partner, and whether the partner is told anything of the referral at all. Raises NotFound."""
    referral = await REFERRALS.get(tx, referral_id=referral_id)
    partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
    may_be_told = partner.suspended is None and await is_onboarded(tx, partner.partner_id)
    return referral, partner, may_be_told and referral.kind != "cold"
