"""The counsellor's guide from the facts to the offences that come into question. Nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.domain.case import Case, refuse_proceedings
from services.referral.domain.offence_guide import (
    Circumstance,
    Happened,
    candidates,
    circumstances_of,
    entitled,
    facts_of,
)
from services.referral.handlers.counsellor.read_case import look_at
from services.referral.pages import offence_guide_de
from services.referral.pages.proposals import Counsellor
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.deadlines.rules import LAW_VERSION
from shared.errors import Invalid
from shared.web import Pages, Staff
from shared.web.forms import Form, Receiving, Sent

PREFIX: Final = "/referral/cases/{case_id}/offence-guide"


class GuideForm(Form):
    """Posted, so that no address holds what happened. It has no attempt field: looking changes nothing."""

    REFUSAL: ClassVar[str] = "Bitte kreuzen Sie an, was geschehen ist."
    SENTENCES: ClassVar[Mapping[str, str]] = {"happened": REFUSAL}

    happened: tuple[Happened, ...]
    circumstances: tuple[Circumstance, ...] = ()


@dataclass(frozen=True)
class OffenceGuide:
    unit_of_work: UnitOfWork
    pages: Pages
    audit: Audit

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.get("")(self.ask)
        routes.post("")(self.answer)
        return routes

    async def ask(self, request: Request, case_id: str, me: Counsellor) -> Response:
        case = await self._read(me, case_id)
        entered = {"happened": facts_of(case), "circumstances": circumstances_of(case)}
        return self._show(request, case, entered)

    async def answer(
        self,
        request: Request,
        case_id: str,
        me: Counsellor,
        form: Annotated[Sent[GuideForm], Depends(Receiving(GuideForm))],
    ) -> Response:
        case = await self._read(me, case_id)
        try:
            ticked = form.read()
        except Invalid as refused:
            return self._show(request, case, form.fields, refused=refused)
        found = candidates(ticked.happened, frozenset(ticked.circumstances))
        return self._show(request, case, form.fields, found=found, roles=entitled(found))

    async def _read(self, me: Staff, case_id: str) -> Case:
        """Returns the case. Raises NotFound for one of prevention, and as `look_at`."""

        async def work(tx: Transaction) -> Case:
            case = await look_at(tx, self.audit, me, case_id, "proceedings")
            refuse_proceedings(case)
            return case

        return await self.unit_of_work(work)

    def _show(self, request: Request, case: Case, entered: Mapping[str, Any], **shown: Any) -> Response:
        return self.pages.render(
            request,
            "offence_guide.html",
            **{"refused": None, "found": None, "roles": ()} | shown,
            case=case,
            entered=entered,
            words=offence_guide_de,
            law_version=LAW_VERSION,
        )
