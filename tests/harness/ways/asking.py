"""The desk's questions to the person about passing something on, and the person's decisions."""

from functools import partial
from typing import Any, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.intake.domain.consent import Choice
from services.intake.domain.handover import Handover
from services.intake.domain.ids import PartnerId, ReferralId
from services.intake.domain.task import NEXT_PARTNER, TaskKind, task_id
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_addition_decision, note_decision
from services.intake.handlers.desk.take_back import take_back, take_back_addition
from services.intake.handlers.take_decision import take_decision
from services.intake.store import ADDITIONS
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind
from tests.harness.ways.acting import FEW, Acting, names

TEXTS: Final = {ConsentItem.NAME: "Kim Muster", ConsentItem.ACCOUNT: "Mir wurde gedroht."}
ADDED: Final = {ConsentItem.CONTACT: "0201 5550199"}


class Asking(Acting):
    @rule(
        name=names,
        kind=st.sampled_from([ReferralKind.WARM] * 5 + [ReferralKind.COLD]),
        follows=st.booleans(),
        answer=st.sampled_from(["given", "given", "given", "refused", None]),
        arrives=st.booleans(),
    )
    def asks_the_person(self, name: str, kind: ReferralKind, follows: bool, answer: Any, arrives: bool) -> None:
        """Asks for consent. `follows`: in place of a referral that does not help, as the page of proposals offers."""
        before = [each for each in self._referrals() if each.state in ("declined", "expired", "overdue", "returned")]
        replaces = ReferralId(before[-1].referral_id) if follows and before else None
        texts = {} if kind is ReferralKind.COLD else TEXTS
        partner_id = PartnerId(self.world.partners[name].partner_id)

        async def ask(attempt: str) -> None:
            await ask_for_consent(
                self.world.desk,
                self.world.case_id,
                self.world.anna,
                partner_id,
                texts,
                kind=kind,
                replaces=replaces,
                despite_never=True,
                act_id=attempt,
            )
            self.done_with |= {task_id(each, replaces) for each in NEXT_PARTNER} if replaces else set()
            to_it = [each for each in await self._all() if each.partner_id == partner_id]
            self.done_with |= {task_id(TaskKind.ANSWERED_LATE, each.referral_id) for each in to_it}

        self._act(ask)
        if answer:
            self.decides(0, answer, own=arrives)
        if arrives:
            self.run(self.world.come_to_rest())

    @rule(which=FEW, decision=st.sampled_from(["given", "given", "given", "refused", "withdrawn"]), own=st.booleans())
    def decides(self, which: int, decision: Any, own: bool) -> None:
        """Decides on the follow page, or as a counsellor noted it."""
        if asked := self._handover(which):
            choice = Choice(decision, (ConsentItem.ACCOUNT,) if decision == "given" and which % 2 else None)
            self._act(partial(self._by_her_page if own else self._by_voice, asked, choice), is_known=not own)

    async def _by_her_page(self, asked: Handover, choice: Choice, _: str) -> None:
        hour = whole_hour(self.world.clock())
        await self.world.desk.unit_of_work(
            lambda tx: take_decision(tx, asked, choice, consent_id=str(uuid4()), how=ConsentHow.PAGE, at=hour)
        )

    async def _by_voice(self, asked: Handover, choice: Choice, attempt: str) -> None:
        items, how = choice.items, ConsentHow.VOICE
        await note_decision(
            self.world.desk, asked.id, self.world.anna, choice.decision, how, items=items, act_id=attempt
        )

    @rule(which=FEW)
    def takes_the_question_back(self, which: int) -> None:
        if asked := self._handover(which):
            self._act(lambda attempt: take_back(self.world.desk, asked.id, self.world.anna, act_id=attempt))

    @rule(which=FEW, answer=st.sampled_from([None, "given", "given", "refused"]))
    def asks_for_an_addition(self, which: int, answer: str | None) -> None:
        if asked := self._handover(which):
            self._act(lambda each: ask_for_addition(self.world.desk, asked.id, self.world.anna, ADDED, act_id=each))
            if answer:
                self.decides_on_the_addition(0, answer)

    @rule(which=FEW, decision=st.sampled_from(["given", "given", "refused", "withdrawn", "back"]))
    def decides_on_the_addition(self, which: int, decision: Any) -> None:
        found = self._at_desk(lambda tx: ADDITIONS.all(tx, sort="asked_at", case_id=self.world.case_id))
        if not found:
            return
        desk, anna, of = self.world.desk, self.world.anna, found[-1 - which % len(found)]
        if decision == "back":
            self._act(lambda attempt: take_back_addition(desk, of.id, anna, act_id=attempt))
        else:
            choice = Choice(decision, tuple(ADDED) if decision == "given" else None)
            self._act(
                lambda attempt: note_addition_decision(desk, of.id, anna, choice, ConsentHow.VOICE, act_id=attempt)
            )
