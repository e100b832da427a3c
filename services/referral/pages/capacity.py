"""The counsellor's page on which proposed partners are asked whether they have room, before the person is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.referral.domain.capacity_inquiry import Format, Language, Wanted
from services.referral.domain.case import Case
from services.referral.domain.matching import Proposal
from services.referral.domain.question import ORDER
from services.referral.handlers.counsellor.ask_capacity import AskCapacity, take_back
from services.referral.pages import capacity_de
from services.referral.pages.acts import Refused
from services.referral.pages.proposals import Counsellor
from shared.bus import UnitOfWork
from shared.contracts.vocabulary import Land, Need, ReferralKind, Urgency
from shared.duty_to_act import OBLIGED
from shared.errors import Conflict, Invalid
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

PREFIX: Final = "/referral/cases/{case_id}/capacity-inquiries"
PROPOSALS: Final = "/referral/cases/{case_id}/proposals"
MOST: Final = 20
"""Partners that are asked at once, at most: as many as are proposed."""


class CapacityForm(Act):
    REFUSAL: ClassVar[str] = "Gefragt ist noch niemand. Bitte prüfen Sie diese Angaben:"
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "partner": "Bitte wählen Sie mindestens eine Stelle.",
        "need": "Bitte wählen Sie, wobei die Person Hilfe sucht.",
        "urgency": "Bitte wählen Sie, wie eilig es ist.",
        "language": "Bitte wählen Sie die Sprache.",
        "format": "Bitte wählen Sie, wie die Hilfe gehen soll.",
    }

    partner: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST)]
    need: Need
    urgency: Literal[Urgency.ROUTINE, Urgency.URGENT]
    language: Language
    format: Format
    names_land: bool = False

    def wanted(self) -> Wanted:
        return Wanted(self.need, self.urgency, self.language, self.format, self.names_land)


class TakeBackForm(Act):
    pass


@dataclass(frozen=True)
class CapacityPages:
    unit_of_work: UnitOfWork
    pages: Pages
    asking: AskCapacity

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.get("")(self.show)
        routes.post("")(self.ask)
        routes.post("/{inquiry_id}/take-back")(self.take_back)
        return routes

    async def show(self, request: Request, case_id: str, me: Counsellor) -> Response:
        return await self._page(request, me, case_id)

    async def ask(
        self,
        request: Request,
        case_id: str,
        me: Counsellor,
        form: Annotated[Sent[CapacityForm], Depends(Receiving(CapacityForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            await self.unit_of_work(lambda tx: self.asking.ask(tx, me, case_id, given.partner, given.wanted(), act_id))
        except (Invalid, Conflict) as error:
            return await self._page(request, me, case_id, Refused(form.fields, error))
        return act_result.redirect(PROPOSALS.format(case_id=case_id), "capacity-asked")

    async def take_back(
        self,
        request: Request,
        case_id: str,
        inquiry_id: str,
        me: Counsellor,
        form: Annotated[Sent[TakeBackForm], Depends(Receiving(TakeBackForm))],
    ) -> Response:
        form.read()
        act_id = form.act_id(request.url.path, me.sub)
        await self.unit_of_work(lambda tx: take_back(tx, me, case_id, inquiry_id, act_id))
        return act_result.redirect(PROPOSALS.format(case_id=case_id), "capacity-taken-back")

    async def _page(self, request: Request, me: Staff, case_id: str, refused: Refused | None = None) -> Response:
        case, matching = await self.unit_of_work(lambda tx: self.asking.look(tx, me, case_id))
        possible = [each for each in matching.proposals if may_be_asked(each)]
        return self.pages.render(
            request,
            "capacity.html",
            refused=refused.error if refused else None,
            at="partner",
            case=case,
            entered=refused.fields if refused else suggested(case),
            partners=[(each.partner.partner_id, each.partner.name) for each in possible],
            not_possible=[
                (each.partner.name, capacity_de.why_not(each.partner, is_onboarded=each.is_onboarded))
                for each in matching.proposals
                if each not in possible
            ],
            names_land=case.land is not Land.UNKNOWN,
            formats=list(capacity_de.FORMATS.items()),
            labels=capacity_de,
        )


def may_be_asked(proposal: Proposal) -> bool:
    return ReferralKind.WARM in proposal.kinds and proposal.partner.category not in OBLIGED


def suggested(case: Case) -> dict[str, Any]:
    """Returns the case's values as the form would send them; the counsellor chooses the partners."""
    needs = [need for need in ORDER if need in case.needs]
    languages = case.languages & {code for code, _ in capacity_de.LANGUAGES_ASKED}
    return {
        "partner": (),
        "need": needs[0] if needs else "",
        "urgency": case.urgency if case.urgency in (Urgency.ROUTINE, Urgency.URGENT) else "",
        "language": "de" if not languages or "de" in languages else min(languages),
        "format": "any",
        "names_land": "",
    }
