"""The counsellor's pages of the criminal proceedings of a case: read, entered, changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.referral.domain.case import Case, refuse_proceedings
from services.referral.domain.offence_guide import candidates, circumstances_of, facts_of
from services.referral.domain.proceeding import EnteredBefore, Proceeding, troubles
from services.referral.domain.same_act import acts, tells_other_days
from services.referral.handlers.counsellor.ask_capacity import asked_for_room
from services.referral.handlers.counsellor.enter_proceeding import EnterProceeding
from services.referral.handlers.counsellor.join_proceedings import JoinProceedings
from services.referral.handlers.counsellor.read_case import partners_of, read_proceeding, read_proceedings
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.pages import capacity_de, labels_de
from services.referral.pages.proceeding_form import (
    CHOICES,
    LABELS,
    NEW,
    JoinForm,
    PrefillForm,
    ProceedingForm,
    WithNotices,
    differences,
    fields_of,
    groups_for,
)
from services.referral.pages.proposals import Counsellor
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock, berlin_day
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent

Entered = Annotated[Sent[ProceedingForm], Depends(Receiving(WithNotices))]
Joined = Annotated[Sent[JoinForm], Depends(Receiving(JoinForm))]
Parted = Annotated[Sent[Act], Depends(Receiving(Act))]
Prefilled = Annotated[Sent[PrefillForm], Depends(Receiving(PrefillForm))]
PREFIX: Final = "/referral/cases/{case_id}/proceedings"


@dataclass(frozen=True)
class ProceedingPages:
    unit_of_work: UnitOfWork
    pages: Pages
    audit: Audit
    clock: Clock
    file_numbers: FileNumbers

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.get("")(self.show_all)
        routes.get("/own-data")(self.show_own_data)
        routes.get("/{proceeding_id}")(self.show)
        routes.post("")(self.enter)
        routes.post("/prefilled")(self.prefill)
        routes.post("/{proceeding_id}")(self.change)
        routes.post("/{proceeding_id}/same-act")(self.join)
        routes.post("/{proceeding_id}/own-act")(self.part)
        return routes

    async def show_all(self, request: Request, case_id: str, me: Counsellor) -> Response:
        return await self._list(request, case_id, me, {})

    async def show_own_data(self, request: Request, case_id: str, me: Counsellor) -> Response:
        """Shows referral's part of the person's own data (Art. 15 GDPR); the desk's page loads it.

        Also for a case of prevention, which has no proceeding: it shows the capacity inquiries too.
        """
        _, proceedings = await self.unit_of_work(lambda tx: read_proceedings(tx, self.audit, me, case_id))
        asked = await self.unit_of_work(lambda tx: asked_for_room(tx, case_id))
        return self.pages.render(
            request,
            "own_file_numbers.html",
            proceedings=proceedings,
            file_numbers=await self.file_numbers.of(proceedings),
            asked=asked,
            room=capacity_de,
        )

    async def prefill(self, request: Request, case_id: str, me: Counsellor, form: Prefilled) -> Response:
        """Shows the empty form with the results of the guide; nothing is entered yet."""
        return await self._list(request, case_id, me, form.read().model_dump(mode="json"), opened=True)

    async def show(self, request: Request, case_id: str, proceeding_id: str, me: Counsellor) -> Response:
        return await self._one(request, await self._read(me, case_id, proceeding_id))

    async def enter(self, request: Request, case_id: str, me: Counsellor, form: Entered) -> Response:
        page_id = form.page_id(request.url.path, me.sub)
        try:
            entered = form.read()
            account = entered.checked(berlin_day(self.clock()))
            await self._entering.enter(me, case_id, account, entered.file_number, page_id=page_id)
        except EnteredBefore as before:
            return await self._one(request, await self._read(me, case_id, before.proceeding_id), before, form.fields)
        except (Invalid, Conflict) as refused:
            return await self._list(request, case_id, me, form.fields, refused)
        return act_result.redirect(PREFIX.format(case_id=case_id), "proceeding-entered")

    async def change(
        self, request: Request, case_id: str, proceeding_id: str, me: Counsellor, form: Entered
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            entered = form.read()
            account, version = entered.checked(berlin_day(self.clock())), entered.version
            await self._entering.change(
                me, case_id, proceeding_id, account, version, entered.file_number, act_id=act_id
            )
        except (Invalid, Conflict) as refused:
            return await self._one(request, await self._read(me, case_id, proceeding_id), refused, form.fields)
        return act_result.redirect(PREFIX.format(case_id=case_id), "proceeding-changed")

    async def join(self, request: Request, case_id: str, proceeding_id: str, me: Counsellor, form: Joined) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await self._joining.join(me, case_id, proceeding_id, str(form.read().to), act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await self._list(request, case_id, me, {}, refused, of=proceeding_id)
        return act_result.redirect(PREFIX.format(case_id=case_id), "proceedings-joined")

    async def part(self, request: Request, case_id: str, proceeding_id: str, me: Counsellor, form: Parted) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await self._joining.part(me, case_id, proceeding_id, act_id=act_id)
        except Conflict as refused:
            return await self._list(request, case_id, me, {}, refused, of=proceeding_id)
        return act_result.redirect(PREFIX.format(case_id=case_id), "proceedings-parted")

    async def _list(
        self,
        request: Request,
        case_id: str,
        me: Staff,
        entered: Mapping[str, Any],
        refused: LotseError | None = None,
        *,
        opened: bool = False,
        of: str = "",
    ) -> Response:
        """`entered`: the values in the form for a new one; before anything was typed, those that the triage proposes.

        `of`: the proceeding that the refusal is about; without one it is about a new one.
        """
        case, proceedings, partners = await self._read_all(me, case_id)
        today = berlin_day(self.clock())
        proposed = [each.offence for each in candidates(facts_of(case), circumstances_of(case))]
        fresh = {**NEW, "known_on": today.isoformat(), "offences": proposed}
        return self.pages.render(
            request,
            "proceedings.html",
            refused=_at_its_act(refused, of) if of else refused,
            at=f"to-{of}",
            of=of,
            case_id=case_id,
            acts=acts(proceedings),
            tells_other_days=tells_other_days,
            file_numbers=await self.file_numbers.of(proceedings),
            partners=partners,
            contradictions={each.proceeding_id: troubles(each.account, today) for each in proceedings if each.told},
            proposed=proposed,
            opened=opened,
            **self._form(entered if refused and not of else {**fresh, **entered}),
        )

    async def _read_all(self, me: Staff, case_id: str) -> tuple[Case, list[Proceeding], dict[str, str]]:
        """Returns the case, its proceedings and the partners' names.

        Raises as `read_proceedings` and `refuse_proceedings`; no look is noted then.
        """

        async def work(tx: Transaction) -> tuple[Case, list[Proceeding], dict[str, str]]:
            case, found = await read_proceedings(tx, self.audit, me, case_id)
            refuse_proceedings(case)
            return case, found, await partners_of(tx, found)

        return await self.unit_of_work(work)

    async def _one(
        self,
        request: Request,
        proceeding: Proceeding,
        refused: LotseError | None = None,
        entered: Mapping[str, Any] | None = None,
    ) -> Response:
        """Renders it; after a Conflict the entered values stand beside the stored ones, and can be saved over them."""
        stored = fields_of(proceeding.account, await self.file_numbers.open(proceeding))
        is_late, mine = isinstance(refused, Conflict), stored if entered is None else entered
        version = proceeding.version if is_late or entered is None else entered.get("version", 0)
        return self.pages.render(
            request,
            "proceeding.html",
            refused=refused,
            proceeding=proceeding,
            version=version,
            differences=differences(mine, stored) if is_late else [],
            **self._form(mine),
        )

    @property
    def _joining(self) -> JoinProceedings:
        return JoinProceedings(self.unit_of_work, self.audit)

    @property
    def _entering(self) -> EnterProceeding:
        return EnterProceeding(self.unit_of_work, self.file_numbers)

    async def _read(self, me: Staff, case_id: str, proceeding_id: str) -> Proceeding:
        return await self.unit_of_work(lambda tx: read_proceeding(tx, self.audit, me, case_id, proceeding_id))

    def _form(self, entered: Mapping[str, Any]) -> dict[str, Any]:
        today = berlin_day(self.clock()).isoformat()
        shown = {"entered": entered, "groups": groups_for(entered)}
        return {"today": today, "names": LABELS, "options": CHOICES, "labels": labels_de, **shown}


def _at_its_act(refused: LotseError | None, of: str) -> LotseError | None:
    """Renames the error's field `to` after the proceeding that the refusal is about: each act has such a field."""
    if isinstance(refused, InvalidForm):
        return InvalidForm.at({f"to-{of}": refused.sentences.get("to", refused.sentence)}, refused.sentence)
    return refused
