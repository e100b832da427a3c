"""A counsellor's acts on a referral and its tasks, and other events around it."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.reopen import reopen
from services.intake.store import CASES, TASKS
from services.referral.domain.inquiry import Inquiry
from services.referral.domain.referral import WAITING, Referral
from services.referral.domain.suspension import restore, suspend
from services.referral.handlers.counsellor.answer_for_partner import answer_for_partner
from services.referral.handlers.counsellor.reply import Replying
from services.referral.handlers.directory import save_entries
from services.referral.store import INQUIRIES, PARTNERS
from shared.bus import Transaction
from shared.contracts.vocabulary import CaseOutcome
from tests.harness.services.closing import close_case
from tests.harness.ways import truths
from tests.harness.ways.acting import FEW, names
from tests.harness.ways.partnering import Partnering


class Counselling(Partnering):
    @rule(which=FEW, act=st.sampled_from(["recall", "expire", "expire"]))
    def gives_up(self, which: int, act: Any) -> None:
        """Recalls a referral, or gives up waiting for it once its time is over."""
        if (known := self._referral(which)) and act == "expire" and known.respond_by and known.state in WAITING:
            self.world.clock.at = max(self.world.clock.at, known.respond_by)
            self.run(self.world.come_to_rest())
            known = self.run(self._now(known))
        if known:
            self._act(partial(self._gives_up, known, act))

    async def _gives_up(self, known: Referral, act: Any, attempt: str) -> None:
        reason = "by_counsellor" if act == "recall" else None
        case_id, anna = self.world.case_id, self.world.anna
        await self.world.referral(
            lambda tx: answer_for_partner(
                tx, anna, case_id, known.referral_id, act, reason=reason, version=known.version, act_id=attempt
            )
        )

    @rule(which=FEW)
    def replies(self, which: int) -> None:
        """Replies to a question that is open, or that is asked now."""
        self.answers(which, "interface", "ask", 0, 5)
        if (known := self._referral(which)) and known.state == "questioned":
            found: list[Inquiry] = self.run(
                self.world.referral(lambda tx: INQUIRIES.all(tx, sort="asked_at", referral_id=known.referral_id))
            )
            replying, anna = Replying(self.world.referral, self.world.inquiries), self.world.anna
            to = partial(replying.reply, anna, known.case_id, known.referral_id, found[-1].id, "Ja.", known.version)
            self._act(to)

    @rule(which=st.integers(0, 9))
    def finishes_a_task(self, which: int) -> None:
        found: list[Task] = self._at_desk(lambda tx: TASKS.all(tx, thread=self.world.case_id, state="open"))
        if found:
            task = found[which % len(found)]

            async def finish(attempt: str) -> None:
                await finish_task(
                    self.world.desk,
                    task.id,
                    self.world.anna,
                    seen=task.version,
                    unanswered=Unanswered.TOLD,
                    act_id=attempt,
                )
                self.done_with.add(task.id)

            self._act(finish)

    @rule(name=names)
    def is_suspended_or_let_in_again(self, name: str) -> None:
        async def work(tx: Transaction) -> None:
            known = await PARTNERS.get(tx, partner_id=self.world.partners[name].partner_id)
            after = restore(known) if known.suspended else suspend(known, "misuse")
            how: Any = "restored" if known.suspended else "suspended"
            if after is not None:
                await save_entries(tx, [(known, after)], by="sven", how=how)

        self.run(self.world.referral(work))

    @rule(days=st.sampled_from([0, 0, 0, 1, 8, 30]), hours=st.integers(1, 8))
    def time_passes(self, days: int, hours: int) -> None:
        self.world.clock.at += timedelta(days=days, hours=hours)
        self.run(self.world.do_effects())

    @rule(is_away=st.booleans())
    def intake_goes_or_comes(self, is_away: bool) -> None:
        self.world.between.is_away = is_away

    @precondition(lambda self: self.run(self.world.carrying.waiting()))
    @rule(which=st.integers(0, 9))
    def one_event_arrives(self, which: int) -> None:
        waiting = list(self.run(self.world.carrying.waiting()).items())
        self.run(self.world.carrying.deliver(*waiting[which % len(waiting)]))

    @rule()
    def effects_are_done(self) -> None:
        self.run(self.world.do_effects())

    @precondition(lambda self: self.sent)
    @rule(which=FEW, same=st.booleans())
    def is_sent_again(self, which: int, same: bool) -> None:
        """Repeats an act: the same attempt as after a lost answer, or another one as from a page opened twice."""
        sent = self.sent[-1 - which % len(self.sent)]
        before = None if self.is_erased else self.run(truths.look(self.world))
        self._refused(sent.again(sent.attempt if same else str(uuid4())))
        if before is not None and same and sent.is_done and sent.is_known:
            truths.nothing_was_done(before, self.run(truths.look(self.world)))

    @rule()
    def comes_to_rest(self) -> None:
        self.run(self.world.come_to_rest())
        self.holds()

    @rule(may_close=st.sampled_from([False, False, False, True]))
    def closes_or_reopens(self, may_close: bool) -> None:
        desk, anna = self.world.desk, self.world.anna
        found = self._at_desk(lambda tx: CASES.all(tx, id=[self.world.case_id]))
        if found and found[0].state == "closed":
            self._act(lambda attempt: reopen(desk, self.world.contact_id, anna, act_id=attempt))
        elif found and may_close:
            self._act(self._closes)

    async def _closes(self, attempt: str) -> None:
        seen = await truths.look(self.world)
        await close_case(self.world.desk, self.world.case_id, self.world.anna, CaseOutcome.RESOLVED, act_id=attempt)
        self.done_with |= seen.tasks.keys()
