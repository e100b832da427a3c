"""A partner's acts on a referral, by each of its ways, and the person's answers to them."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.intake.domain import consent
from services.intake.handlers.take_arrangement_answer import take_arrangement_answer
from services.intake.store import ARRANGEMENTS, HANDOVERS
from services.referral.domain import link
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import REASONS, TRANSITIONS, WAITING, Referral
from services.referral.handlers.mail_replies import Written
from services.referral.handlers.partner.open_referral import Opened
from services.referral.handlers.partner.renew_link import renew_link
from shared.arrangement import Answer as Chosen
from shared.arrangement import Appointment, AppointmentWay, Officer
from shared.bus import Transaction
from shared.clock import berlin_day, whole_hour
from tests.harness.ways import truths
from tests.harness.ways.acting import FEW, SAID, Acting, ways
from tests.harness.ways.answers import Answer, Way, say, stands, wanted
from tests.harness.ways.world import LINK_KEY


class Partnering(Acting):
    @rule(which=FEW, way=ways, act=st.sampled_from(SAID), pick=st.integers(0, 9), days=st.integers(1, 20))
    def answers(self, which: int, way: Way, act: Said, pick: int, days: int) -> None:
        """Answers; by page, voice and letter perhaps on a state that somebody else has changed since it was shown."""
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
        """Returns an answer, more often than not one that the state allows."""
        possible = [each for each in SAID if known.state in TRANSITIONS[each].before]
        if possible and pick % 3:
            act = possible[(SAID.index(act) + pick) % len(possible)]
        reasons = [None] if act not in REASONS else [each.value for each in REASONS[act] if each.value != "unknown"]
        until = berlin_day(self.world.clock()) + timedelta(days=days)
        return Answer(way, act, reasons[pick % len(reasons)], known, until)

    async def _answer(self, given: Answer, attempt: str) -> None:
        """Gives the answer; one that was accepted is the state now or was told to the desk, and did not vanish."""
        if given.seen.sent_at is None:
            return  # it has no link and no offer yet
        is_again = attempt in self.answered
        await say(self.world, self._name_of(given.seen), given, attempt)
        self.answered.add(attempt)
        if is_again:
            return
        after = await self._now(given.seen)
        assert stands(given, after), (given.way, given.act, given.reason, after.state, after.reason, after.late)

    @rule(which=FEW, way=st.sampled_from(["page", "interface"]))
    def reads(self, which: int, way: Way) -> None:
        """Reads the referral: the content is what the person agreed to pass on to this partner, by today's consent."""
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
        assert set(opened.items) == set(consent.agreed_items(of, seen.consents))
        given = {each.id for each in seen.additions if each.standing == "given" and each.handover_id == of.id}
        assert {each.id for each in opened.added.additions} <= given

    @rule(which=FEW, days=st.integers(1, 5), again=st.booleans())
    def proposes_an_appointment(self, which: int, days: int, again: bool) -> None:
        if (known := self._referral(which)) and known.sent_at is not None:
            if known.state in WAITING:
                self.answers(which, "interface", "accept", 0, 5)
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
        """Answers our mail by mail; the mailbox is read twice."""
        if known := self._referral(which):
            written, mail_id = Written(sender="advice@example.org", subject="", text="Ja."), str(uuid4())
            for _ in range(2):
                self._refused(self.world.take_reply(known.referral_id, mail_id, written))

    @rule(which=FEW)
    def asks_for_a_new_link(self, which: int) -> None:
        if (known := self._referral(which)) and known.link_until:
            token = link.sign(LINK_KEY, known.reference, known.link_until)
            self._act(lambda each: self.world.referral(lambda tx: renew_link(tx, LINK_KEY, token, each)))
