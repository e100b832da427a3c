"""The counsellor's page of one case: its referrals, which partners could help together, and why others could not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, Final, Literal, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.referral.domain.inquiry import LONGEST
from services.referral.domain.matching import Matching
from services.referral.domain.question import ThreatSource
from services.referral.domain.referral import AT_WORK, READABLE, TRANSITIONS, WAITING, Answer, Referral
from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.respond_by import is_there, is_there_next
from services.referral.handlers.counsellor.answer_for_partner import CounsellorAct, answer_for_partner
from services.referral.handlers.counsellor.circumstances import SealedSources, enter_source, refuse_partner
from services.referral.handlers.counsellor.propose import CaseFile, Proposals
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.handlers.counsellor.reply import Replying, waitlist_for_partner
from services.referral.handlers.inquiries import Inquiries
from services.referral.pages import capacity_de, labels_de
from services.referral.pages.acts import ActForm, Refused, read
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict, Invalid
from shared.web import Pages, Staff, act_result, staff
from shared.web.forms import Act, Receiving, Sent

ACTS: Final[tuple[ReferralAct, ...]] = (*get_args(Answer), "expire", "recall")
ANSWERABLE: Final = WAITING | AT_WORK | {"expired"}
"""States in which a partner may give an answer on the phone."""
WITHOUT_HELP: Final = ("declined", "returned", "expired", "failed", "overdue", "waitlisted")
Counsellor = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]
AT_MOST: Final = 200
"""Excluded partners that are shown by name, at most."""


class CounsellorForm(ActForm):
    act: CounsellorAct | Literal["reply", "waitlist"]
    inquiry: str | None = None
    """Id of the question that a reply answers."""
    tells_no_act: bool = False
    """Whether a reply to a partner asked for prevention is confirmed to tell of no act."""


class SourceForm(Act):
    SENTENCES: ClassVar[dict[str, str]] = {
        "place": "Bitte geben Sie den Gemeindeschlüssel an: fünf Ziffern für den Kreis oder acht für die Gemeinde."
    }

    place: Annotated[str | None, Field(pattern=r"^[0-9]{5}([0-9]{3})?$")] = None
    conflict: tuple[ThreatSource, ...] = ()


class RefusalForm(Act):
    SENTENCES: ClassVar[Mapping[str, str]] = {"partner": "Bitte wählen Sie eine Stelle."}

    partner: str
    refused: bool


@dataclass(frozen=True)
class ProposalPages:
    unit_of_work: UnitOfWork
    pages: Pages
    proposals: Proposals
    sources: SealedSources
    inquiries: Inquiries

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/referral/cases/{case_id}")
        routes.get("/proposals")(self.show)
        routes.post("/referrals/{referral_id}")(self.answer)
        routes.post("/source")(self.enter_source)
        routes.post("/refusals")(self.refuse)
        return routes

    async def show(self, request: Request, case_id: str, me: Counsellor) -> Response:
        return _page(request, self.pages, await self._read(me, case_id))

    async def answer(
        self,
        request: Request,
        case_id: str,
        referral_id: str,
        me: Counsellor,
        form: Annotated[Sent[CounsellorForm], Depends(Receiving(CounsellorForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await self._take(me, case_id, referral_id, read(form), act_id)
        except (Invalid, Conflict) as error:
            return _page(request, self.pages, await self._read(me, case_id), Refused(form.fields, error), referral_id)
        return act_result.redirect(_address(case_id), "entered")

    async def _take(self, me: Staff, case_id: str, referral_id: str, given: CounsellorForm, act_id: str) -> None:
        if given.act == "reply":
            said = given.inquiry or "", given.text, given.version
            replying = Replying(self.unit_of_work, self.inquiries)
            await replying.reply(me, case_id, referral_id, *said, act_id, tells_no_act=given.tells_no_act)
            return

        async def work(tx: Transaction) -> None:
            act = given.act
            if act == "waitlist":
                await waitlist_for_partner(tx, me, case_id, referral_id, given.day, given.version, act_id)
            elif act != "reply":
                await answer_for_partner(
                    tx, me, case_id, referral_id, act, reason=given.reason, version=given.version, act_id=act_id
                )

        await self.unit_of_work(work)

    async def enter_source(
        self,
        request: Request,
        case_id: str,
        me: Counsellor,
        form: Annotated[Sent[SourceForm], Depends(Receiving(SourceForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        await self.unit_of_work(lambda tx: load_visible(tx, me, case_id))
        try:
            given = form.read()
        except Invalid as error:
            return _page(request, self.pages, await self._read(me, case_id), Refused(form.fields, error))
        sealed = await self.sources.seal(case_id, given.place, frozenset(given.conflict))
        await self.unit_of_work(lambda tx: enter_source(tx, me, case_id, sealed, act_id=act_id))
        return act_result.redirect(_address(case_id), "circumstances-entered")

    async def refuse(
        self,
        request: Request,
        case_id: str,
        me: Counsellor,
        form: Annotated[Sent[RefusalForm], Depends(Receiving(RefusalForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
        except Invalid as error:
            return _page(request, self.pages, await self._read(me, case_id), Refused(form.fields, error))
        await self.unit_of_work(
            lambda tx: refuse_partner(tx, me, case_id, given.partner, refused=given.refused, act_id=act_id)
        )
        return act_result.redirect(_address(case_id), "circumstances-entered")

    async def _read(self, me: Staff, case_id: str) -> CaseFile:
        return await self.unit_of_work(lambda tx: self.proposals.read(tx, me, case_id))


def _page(
    request: Request, pages: Pages, file: CaseFile, refused: Refused | None = None, refused_at: str = ""
) -> Response:
    """`refused_at`: the referral at which an answer was refused; otherwise the refusal is about the threat's source."""
    at = next((each.reference for each in file.referrals if each.referral_id == refused_at), "")
    return pages.render(
        request,
        "proposals.html",
        refused=refused.error if refused else None,
        at=refused.field(at) if refused and refused_at else "",
        entered=refused if refused_at else None,
        entered_at=refused_at,
        case=file.case,
        matching=file.matching,
        source=_source(file, refused if refused and not refused_at else None),
        exclusions=_exclusions(file.matching),
        named=lambda partners: [(each.partner_id, each.name) for each in partners],
        referrals=file.referrals,
        partners=file.partners,
        tried=file.tried,
        inquiries=file.inquiries,
        phone_answers=file.phone_answers,
        mails=file.mails,
        capacity=file.capacity,
        room=capacity_de,
        callable=[each.referral_id for each in file.referrals if each.state in ANSWERABLE],
        addable=[each.referral_id for each in file.referrals if each.state in READABLE - {"questioned"}],
        waits=TRANSITIONS["waitlist"].before,
        longest=LONGEST,
        replaces=_to_replace(file.referrals),
        acts={referral.referral_id: labels_de.possible(referral, ACTS) for referral in file.referrals},
        is_there=partial(is_there, at=file.now),
        is_there_next=partial(is_there_next, at=file.now),
        labels=labels_de,
    )


def _source(file: CaseFile, refused: Refused | None) -> dict[str, Any]:
    """Returns the form's values, and whether it is open. `refused` may be about another form of the page."""
    known = file.circumstances
    mine = refused if refused and not refused.fields.keys() & {"partner", "refused"} else None
    shown = mine.fields if mine else {"place": known.place or "", "conflict": known.conflict}
    return {"place": shown.get("place", ""), "conflict": shown.get("conflict", ()), "is_open": mine is not None}


def _exclusions(matching: Matching) -> dict[str, Any]:
    """Returns the first AT_MOST by name and the number of all; partners of other Länder come last."""
    excluded = sorted(matching.exclusions(), key=lambda each: each[1] == "other_land")
    shown = excluded[:AT_MOST]
    return {"shown": shown, "many": len(excluded), "only_cold": matching.only_cold(each for each, _ in shown)}


def _to_replace(referrals: list[Referral]) -> str | None:
    """Returns the latest referral without help that no other has replaced yet."""
    replaced = {referral.replaces for referral in referrals}
    waiting = [each for each in referrals if each.state in WITHOUT_HELP and each.referral_id not in replaced]
    return waiting[-1].referral_id if waiting else None


def _address(case_id: str) -> str:
    return f"/referral/cases/{case_id}/proposals"
