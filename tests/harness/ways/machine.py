"""One referral by all ways together, in any order, and what each promise of the README says of it.

Nobody learns what they need not:
- No way reads a package without the person's consent that stands, to this very partner, to exactly these items.
- After a withdrawal, a recall, a suspension or an erasure no way reads it, whether the bus has told of it or not.
- An addition is read only where the person agreed to it too, and as long as the hand-over stands.
- Nothing is left of an erased case in any of the services.
The loop closes:
- A referral has one state; the partner's page, its interface, its topic, the overview of its people, the desk's line
  and the case say the same.
- An answer that was taken counts, or the desk has a task; it never vanishes, and sent again it counts once.
- Every fact that needs a human is one open task until a human finished it or asked for the next partner; no task is
  open whose cause is over.
- The person's page says of each partner what holds now.
- Each referral that anybody learnt of is counted in one column of the figures.
Nobody who asked for help is lost:
- No case is closed while somebody helps or is asked, and none is kept open by what is over.
- No event of one service stops another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from services.intake.domain.handover import Choice, Handover
from services.intake.domain.ids import PartnerId, ReferralId
from services.intake.domain.task import NEXT_PARTNER, Task, task_id
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.note_decision import note_addition_decision, note_decision
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_back import take_back, take_back_addition
from services.intake.handlers.take_arrangement_answer import take_arrangement_answer
from services.intake.handlers.take_decision import take_decision
from services.intake.store import ADDITIONS, ARRANGEMENTS, CASES, HANDOVERS, TASKS
from services.referral.domain.inquiry import Inquiry
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import OPEN, REASONS, WAITING, Referral
from services.referral.domain.suspension import restore, suspend
from services.referral.handlers.counsellor.answer_for_partner import answer_for_partner
from services.referral.handlers.counsellor.reply import Replying
from services.referral.handlers.directory import save_entries
from services.referral.handlers.mail_replies import Written
from services.referral.handlers.partner.open_referral import Opened
from services.referral.handlers.partner.renew_link import renew_link
from services.referral.store import INQUIRIES, PARTNERS, REFERRALS
from shared.arrangement import Answer as Chosen
from shared.arrangement import Appointment, AppointmentWay, Officer
from shared.bus import Transaction
from shared.clock import berlin_day, whole_hour
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem, ReferralKind
from shared.errors import LotseError
from tests.harness.services.closing import close_case
from tests.harness.ways import answers, truths
from tests.harness.ways.answers import WAYS, Answer, Way, say, stands, wanted
from tests.harness.ways.world import PARTNERS as NAMES
from tests.harness.ways.world import World

TEXTS: Final = {ConsentItem.NAME: "Kim Muster", ConsentItem.ACCOUNT: "Mir wurde gedroht."}
ADDED: Final = {ConsentItem.CONTACT: "0201 5550199"}
SAID: Final[tuple[Said, ...]] = (
    *("accept", "accept", "decline", "decline", "ask", "waitlist", "contact", "complete", "fail", "return"),
)
"""Those that a partner begins with come more often."""
FEW: Final = st.integers(0, 3)
names = st.sampled_from(NAMES)
ways = st.sampled_from(WAYS)


@dataclass
class Sent:
    """An act that may be sent again: `again` does the same, as the attempt that it is given."""

    again: Callable[[str], Awaitable[object]]
    attempt: str
    is_done: bool = False
    is_known: bool = True
    """Its way tells whether it is the same attempt."""


class AllWays(RuleBasedStateMachine):
    """`make` gives a world with one case; `run` its event loop."""

    make: ClassVar[Callable[[], Coroutine[Any, Any, World]]]
    run: ClassVar[Callable[[Coroutine[Any, Any, Any]], Any]]

    @initialize(name=names, way=ways, act=st.sampled_from(SAID), pick=FEW)
    def begin(self, name: str, way: Way, act: Said, pick: int) -> None:
        """With one that a partner has, and has answered."""
        self.world: World = self.run(type(self).make())
        self.done_with: set[str] = set()
        self.sent: list[Sent] = []
        self.is_erased = False
        self.asks_the_person(name, ReferralKind.WARM, follows=False, answer="given", arrives=True)
        self.answers(0, way, act, pick, 5)

    # what the desk and the person do about consent

    @rule(
        name=names,
        kind=st.sampled_from([ReferralKind.WARM] * 5 + [ReferralKind.COLD]),
        follows=st.booleans(),
        answer=st.sampled_from(["given", "given", "given", "refused", None]),
        arrives=st.booleans(),
    )
    def asks_the_person(self, name: str, kind: ReferralKind, follows: bool, answer: Any, arrives: bool) -> None:
        """`follows`: in place of a referral that does not help, as the page of proposals offers."""
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

        self._act(ask)
        if answer:
            self.decides(0, answer, own=arrives)
        if arrives:
            self.run(self.world.come_to_rest())

    @rule(which=FEW, decision=st.sampled_from(["given", "given", "given", "refused", "withdrawn"]), own=st.booleans())
    def decides(self, which: int, decision: Any, own: bool) -> None:
        """By her page, or as a counsellor noted it."""
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

    @rule(which=FEW)
    def asks_for_an_addition(self, which: int) -> None:
        if asked := self._handover(which):
            self._act(lambda each: ask_for_addition(self.world.desk, asked.id, self.world.anna, ADDED, act_id=each))

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

    # what a partner does

    @rule(which=FEW, way=ways, act=st.sampled_from(SAID), pick=st.integers(0, 9), days=st.integers(1, 20))
    def answers(self, which: int, way: Way, act: Said, pick: int, days: int) -> None:
        """On what is, or, by page, voice and letter, on what was shown before somebody else answered."""
        if known := self._referral(which):
            given = self._given(known, way, act, pick, days)
            self._act(partial(self._answer, given), is_known=way not in ("interface", "topic"))

    @rule(which=FEW, first=ways, second=ways, acts=st.tuples(st.sampled_from(SAID), st.sampled_from(SAID)), pick=FEW)
    def answers_by_two_ways_at_once(
        self, which: int, first: Way, second: Way, acts: tuple[Said, Said], pick: int
    ) -> None:
        if known := self._referral(which):
            for way, act in zip((first, second), acts, strict=True):
                given = self._given(known, way, act, pick, 5)
                self._act(partial(self._answer, given), is_known=way not in ("interface", "topic"))

    def _given(self, known: Referral, way: Way, act: Said, pick: int, days: int) -> Answer:
        reasons = [None] if act not in REASONS else [each.value for each in REASONS[act] if each.value != "unknown"]
        until = berlin_day(self.world.clock()) + timedelta(days=days)
        return Answer(way, act, reasons[pick % len(reasons)], known, until)

    async def _answer(self, given: Answer, attempt: str) -> None:
        """What was taken is what holds, or what the desk was told: it did not vanish."""
        if given.seen.sent_at is None:
            return  # no way leads to it yet
        await say(self.world, self._name_of(given.seen), given, attempt)
        after = await self._now(given.seen)
        assert stands(given, after), (given.way, given.act, given.reason, after.state, after.reason, after.late)

    @rule(which=FEW, way=st.sampled_from(["page", "interface"]))
    def reads(self, which: int, way: Way) -> None:
        """What it reads is what the person agreed to pass on to it, as she says now."""
        if (known := self._referral(which)) and known.sent_at is not None:
            find = wanted(self.world, self._name_of(known), way, known)
            opened = self._refused(self.world.open_referral(find))
            if opened is not None:
                assert not self._partner_of(known).suspended, "nothing opens to it"
            if opened is not None and opened.items is not None:
                self._may_be_read(known, opened)

    def _may_be_read(self, known: Referral, opened: Opened) -> None:
        assert not self.is_erased
        seen = self.run(truths.look(self.world))
        of = seen.handover_of(known)
        assert seen.standing(of) == "given"
        assert of.partner.id == known.partner_id
        assert opened.items is not None
        assert set(opened.items) == set(truths.handover.agreed_items(of, seen.consents))
        given = {each.id for each in seen.additions if each.standing == "given" and each.handover_id == of.id}
        assert {each.id for each in opened.added.additions} <= given

    @rule(which=FEW, days=st.integers(1, 5), again=st.booleans())
    def proposes_an_appointment(self, which: int, days: int, again: bool) -> None:
        if (known := self._referral(which)) and known.sent_at is not None:
            day = berlin_day(self.world.clock()) + timedelta(days=days)
            offered = (Appointment(day=day, time="10:00", way=AppointmentWay.PHONE),) if again or days % 2 else ()
            officer = Officer(name="Frau Muster")
            find = wanted(self.world, self._name_of(known), "interface", known)
            self._act(lambda attempt: self.world.arrange.offer(find, officer, offered, None, act_id=attempt))

    @rule(chosen=st.booleans())
    def the_person_answers_appointments(self, chosen: bool) -> None:
        found = self._at_desk(lambda tx: ARRANGEMENTS.all(tx, case_id=self.world.case_id))
        for known in found[:1]:
            self._act(partial(self._choose, known.id, known.round, chosen), is_known=False)

    async def _choose(self, handover_id: str, number: int, chosen: bool, _: str) -> None:
        desk, case_id = self.world.desk, self.world.case_id
        key = await desk.key(case_id)
        seen = await truths.look(self.world)
        content = next(each.content for each in seen.content.arrangements if each.handover_id == handover_id)
        first = content.appointments[0].key if chosen and content.appointments else None

        async def work(tx: Transaction) -> None:
            asked = await HANDOVERS.get(tx, id=handover_id)
            given = Chosen(round=number, chosen=first)
            await take_arrangement_answer(tx, asked, given, key, hour=whole_hour(tx.now))

        await desk.unit_of_work(work)

    @rule(which=FEW)
    def writes_a_mail(self, which: int) -> None:
        """In answer to ours, and the mailbox is read twice."""
        if known := self._referral(which):
            written, mail_id = Written(sender="advice@example.org", subject="", text="Ja."), str(uuid4())
            for _ in range(2):
                self._refused(self.world.take_reply(known.referral_id, mail_id, written))

    @rule(which=FEW)
    def asks_for_a_new_link(self, which: int) -> None:
        if (known := self._referral(which)) and known.link_until:
            token = answers.link.sign(answers.LINK_KEY, known.reference, known.link_until)
            self._act(lambda each: self.world.referral(lambda tx: renew_link(tx, answers.LINK_KEY, token, each)))

    # what a counsellor does with a referral

    @rule(which=FEW, act=st.sampled_from(["recall", "expire", "expire"]))
    def gives_up(self, which: int, act: Any) -> None:
        """Whom nobody waits for any longer after its time is over."""
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

    # what happens around it

    @rule(name=names)
    def is_suspended_or_let_in_again(self, name: str) -> None:
        async def work(tx: Transaction) -> None:
            known = await PARTNERS.get(tx, partner_id=self.world.partners[name].partner_id)
            after = restore(known) if known.suspended else suspend(known, "misuse")  # type: ignore[arg-type]
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
        """After a lost answer the same attempt; from a page that was opened twice another one."""
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

    # what is true

    def holds(self) -> None:
        """When everything has arrived."""
        if self.is_erased:
            self.run(truths.nothing_is_left(self.world))
            return
        seen = self.run(truths.look(self.world))
        truths.packages_follow_consents(seen)
        truths.intake_knows_every_state(seen)
        truths.the_person_reads_what_is(seen)
        truths.tasks_have_their_cause(seen)
        truths.needs_have_their_task(seen, self.done_with)
        truths.nothing_runs_in_a_closed_case(seen)
        self.run(truths.partners_see_the_same(self.world, seen))
        self.run(truths.partners_were_told(self.world, seen))
        self.run(truths.figures_balance(self.world, seen))

    def teardown(self) -> None:
        """From wherever it got to: what runs can be ended, the case closed and erased, and nothing is left."""
        if not hasattr(self, "world"):
            return
        self.run(self.world.come_to_rest())
        self.holds()
        for known in self._referrals():
            if known.state in OPEN:
                self.run(self._gives_up(known, "recall", str(uuid4())))
        self.run(self.world.come_to_rest())
        self.holds()
        (case,) = self._at_desk(lambda tx: CASES.all(tx, id=[self.world.case_id]))
        if case.state == "open":
            self.run(self._closes(str(uuid4())))
        self.run(self.world.come_to_rest())
        self.holds()
        self.run(erase_case(self.world.desk, self.world.sven, self.world.case_id))
        self.is_erased = True
        self.run(self.world.come_to_rest())
        self.holds()

    def _act(self, act: Callable[[str], Awaitable[object]], *, is_known: bool = True) -> None:
        """Once; and it may be sent again later."""
        sent = Sent(act, str(uuid4()), is_known=is_known)
        self.sent.append(sent)

        async def do() -> None:
            await act(sent.attempt)
            sent.is_done = True

        self._refused(do())

    def _refused(self, act: Awaitable[Any]) -> Any:
        """None where it was refused, which whoever sent it reads."""

        async def do() -> Any:
            try:
                return await act
            except LotseError:
                return None

        return self.run(do())

    def _at_desk(self, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
        return self.run(self.world.desk.unit_of_work(work))

    def _handover(self, which: int) -> Handover | None:
        """Counted from the newest."""
        found = self._at_desk(lambda tx: HANDOVERS.all(tx, sort="asked_at", case_id=self.world.case_id))
        return found[-1 - which % len(found)] if found else None

    def _referrals(self) -> list[Referral]:
        found: list[Referral] = self.run(
            self.world.referral(lambda tx: REFERRALS.all(tx, sort="changed_at", case_id=self.world.case_id))
        )
        return found

    def _referral(self, which: int) -> Referral | None:
        """Counted from the newest; what is over comes behind what is open."""
        found = sorted(self._referrals(), key=lambda each: each.state in OPEN)
        return found[-1 - which % len(found)] if found else None

    def _partner_of(self, known: Referral) -> Partner:
        found: Partner = self.run(self.world.referral(lambda tx: PARTNERS.get(tx, partner_id=known.partner_id)))
        return found

    async def _now(self, known: Referral) -> Referral:
        return await self.world.referral(lambda tx: REFERRALS.get(tx, referral_id=known.referral_id))

    def _name_of(self, known: Referral) -> str:
        return next(name for name, of in self.world.partners.items() if of.partner_id == known.partner_id)


def a_loop() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """For a machine, whose rules are no coroutines."""
    return asyncio.Runner().run
