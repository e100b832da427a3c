"""Producer, broker and consumer in any order of events and misfortunes do what the explorer's model does."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.bus import Protections
from shared.bus.consume.rules import decide
from shared.bus.write.outbox import SENT
from shared.contracts.intake import CaseErased
from tests.harness.case_events import case_triaged, consent_refused
from tests.unit.bus import explorer
from tests.unit.bus.explorer import Record, World
from tests.unit.bus.pipe import Broker, Consumer, Producer, erased

KEYS = ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b")
keys = st.sampled_from(KEYS)


class Bus(RuleBasedStateMachine):
    protections = Protections()

    @initialize()
    def begin(self) -> None:
        self.producer, self.broker = Producer(), Broker()
        self.consumer = Consumer(self.protections)
        self.everything: set[Record] = set()
        self.model: World = explorer.begin({}, frozenset())

    @rule(key=keys, consent=st.booleans(), end=st.integers(0, 9))
    def say(self, key: str, consent: bool, end: int) -> None:
        """One in ten is the last word about its case."""
        if any(lane[1] == key for lane, _ in self.model.erasers):
            return
        said = CaseErased(case_id=key) if end == 0 else consent_refused(key) if consent else case_triaged(key)
        self._know(self.producer.say(said, key), last=end == 0)

    @precondition(lambda self: self.producer.to_send())
    @rule(data=st.data())
    def relay(self, data: st.DataObject) -> None:
        """All or the first of them reach the broker; it dies before the mark, and all go out again."""
        rows = self.producer.to_send()
        sent = rows[: data.draw(st.integers(1, len(rows)), "reach the broker")]
        for row in sent:
            self.broker.append(row)
        if data.draw(st.booleans(), "marked"):
            for row in sent:
                row["status"] = SENT

    @precondition(lambda self: any(True for _ in self.broker.unread()))
    @rule(data=st.data())
    def poll(self, data: st.DataObject) -> None:
        """A chunk of one partition; handlers may fail, and the offset may not be committed."""
        at, unread = data.draw(st.sampled_from(list(self.broker.unread())))
        chunk = unread[: data.draw(st.integers(1, len(unread)), "records")]
        for record in chunk:
            failed = data.draw(st.integers(0, 4), "fails at 0") == 0
            taken = self.consumer.take(record, failed=failed)
            self.model = explorer.deliver(self.model, taken, decide, failed=failed)
        if data.draw(st.booleans(), "committed"):
            self.broker.offsets[at] += len(chunk)

    @precondition(lambda self: self.consumer.parked)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from(sorted(self.consumer.parked)))
        self.consumer.retry(which)
        self.model = explorer.retry(self.model, which, decide)

    @rule(back=st.integers(1, 5))
    def rebalance(self, back: int) -> None:
        """Another member begins where somebody committed last."""
        for at, offset in self.broker.offsets.items():
            self.broker.offsets[at] = max(0, offset - back)

    @rule(many=st.integers(1, 3))
    def lose(self, many: int) -> None:
        self.broker.lose_the_end(many)

    @rule()
    def more_partitions(self) -> None:
        """From now on keys go elsewhere, and what waits in their old partitions comes late."""
        self.broker.partitions = min(self.broker.partitions + 1, 3)

    @rule()
    def heads(self) -> None:
        for key, ledger in self.producer.ledgers.items():
            for topic, head in ledger.issued.items():
                for first, last in self.consumer.lacking((topic, key), head):
                    self.producer.again((topic, key), first, last)

    @invariant()
    def agrees_with_the_model(self) -> None:
        explorer.check(self.model)
        assert tuple(self.consumer.effects) == self.model.effects
        assert self.consumer.parked.keys() == self.model.parked
        assert erased(self.consumer.ledgers) == self.model.erased
        for (topic, key), position in self.model.applied:
            assert self.consumer.ledgers[key].position(topic) == position

    def teardown(self) -> None:
        """From wherever it got to, calm weather brings it to its end."""
        for _ in range(2 * len(self.everything) + 2):
            self.heads()
            for row in self.producer.to_send():
                self.broker.append(row)
                row["status"] = SENT
            for at, unread in list(self.broker.unread()):
                for record in unread:
                    self._deliver(self.consumer.take(record, failed=False))
                self.broker.offsets[at] += len(unread)
            for which in sorted(self.consumer.parked):
                if which in self.consumer.parked:  # an erasure before it takes along what waits of its key
                    self.consumer.retry(which)
                    self.model = explorer.retry(self.model, which, decide)
        self.agrees_with_the_model()
        explorer.check_end(self.model, frozenset(self.everything))

    def _deliver(self, record: Record) -> None:
        self.model = explorer.deliver(self.model, record, decide, failed=False)

    def _know(self, record: Record, *, last: bool) -> None:
        self.everything.add(record)
        lane, _ = record
        lanes = dict(self.model.applied)
        applied = tuple((lanes | {lane: lanes.get(lane, 0)}).items())
        erasers = self.model.erasers | ({record} if last else set())
        self.model = self.model._replace(applied=applied, erasers=erasers)


CALM = settings(stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
FEW, MANY = pytest.param(300, id="300"), pytest.param(2_000, id="2000", marks=pytest.mark.long)


@pytest.mark.parametrize("examples", [FEW, MANY])
def test_whatever_happens_in_whatever_order_it_does_what_the_model_does(examples: int) -> None:
    run_state_machine_as_test(Bus, settings=settings(CALM, max_examples=examples))


@pytest.mark.parametrize("off", ["drop_duplicates", "park_early"])
def test_a_rule_with_one_protection_switched_off_is_found(off: str) -> None:
    class Unprotected(Bus):
        protections = Protections(**{off: False})

    hasty = settings(CALM, max_examples=5_000, phases=[Phase.generate], print_blob=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Unprotected, settings=hasty)
