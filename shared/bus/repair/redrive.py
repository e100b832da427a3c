"""Lets a human look at, retry or discard what waits for one, with a reason; each step is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from shared.bus.consume import retry_queue
from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS, DeadLetter
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.bus.consume.external import remember
from shared.bus.write import ledger
from shared.bus.write.effects import GIVEN_UP
from shared.bus.write.outbox import OUTBOX, PENDING, REFUSED
from shared.bus.write.unit_of_work import EFFECTS, IMMEDIATELY, RETRY_QUEUE, WAITING, Transaction, UnitOfWork
from shared.contracts import catalogue
from shared.sealing.keyring import Opener
from shared.store import Document

REDRIVES: Final = "redrives"
Pile = Literal["parked", "refused", "quarantined", "given-up", "stopped"]

PILES: Final[dict[Pile, tuple[str, Document]]] = {
    "parked": (RETRY_QUEUE, {}),
    "refused": (OUTBOX, {"status": REFUSED}),
    "quarantined": (DEAD_LETTERS, {"handled": {"$exists": False}}),
    "given-up": (EFFECTS, {"status": GIVEN_UP}),
    "stopped": (OPEN_CIRCUITS, {}),
}
ATTRIBUTES: Final = ("topic", "key", "sequence", "type", "kind", "reason", "tries", "since", "at", "human")
"""Fields that may be looked at; never content."""


@dataclass(frozen=True)
class Choice:
    """Rows of a pile: one by its id, or all with this reason or key."""

    id: str | None = None
    reason: str | None = None
    key: str | None = None

    def filter(self) -> Document:
        wanted = {"_id": self.id, "reason": self.reason, "key": self.key}
        return {field: value for field, value in wanted.items() if value is not None}


@dataclass(frozen=True)
class Redrive:
    unit_of_work: UnitOfWork
    by: str
    private: Opener | None = None

    async def look(self, pile: Pile, choice: Choice) -> list[Document]:
        collection, waiting = PILES[pile]
        rows = self.unit_of_work.store[collection].find(waiting | choice.filter(), dict.fromkeys(ATTRIBUTES, 1))
        return await rows.sort("_id", 1).to_list(None)

    async def retry(self, pile: Pile, choice: Choice, because: str) -> int:
        """Gives each row another try; returns how many. A record that still cannot be decoded stays a dead letter."""
        now = self.unit_of_work.clock()
        changes: dict[str, Document] = {
            "parked": {"$set": {"human": False, "due": IMMEDIATELY, "since": now}},
            "refused": {"$set": {"status": PENDING, "since": now}},
            "given-up": {"$set": {"status": WAITING, "due": IMMEDIATELY}},
        }
        if pile == "quarantined":
            return await self._decode_again(choice, because)
        if pile == "stopped":
            return await self._step("clear", pile, choice, because, None)
        if pile == "refused":
            store = self.unit_of_work.store
            keys = await store[OUTBOX].distinct("key", PILES[pile][1] | choice.filter())
            await ledger.show_again(store, keys, now)
        return await self._step("retry", pile, choice, because, changes[pile])

    async def discard(self, pile: Pile, choice: Choice, because: str) -> int:
        """Discards rows; returns how many.

        A parked event will be applied as nothing in its turn; a discarded row of another pile is over.

        Raises ValueError for a refused row: its number was issued, and everything behind it would wait for ever.
        """
        if pile == "refused":
            raise ValueError("a refused row is sent again, never discarded")
        changes: dict[str, Document] = {
            "parked": {"$set": {"discarded": True, "human": False, "due": IMMEDIATELY}},
            "quarantined": {"$set": {"handled": self.unit_of_work.clock()}},
        }
        return await self._step("discard", pile, choice, because, changes.get(pile))

    async def _step(self, act: str, pile: Pile, choice: Choice, because: str, change: Document | None) -> int:
        """Changes the rows, or removes them if there is no change; returns how many."""
        collection, waiting = PILES[pile]

        async def work(tx: Transaction) -> int:
            chosen = waiting | choice.filter()
            if change is None:
                return (await tx[collection].delete_many(chosen, session=tx.session)).deleted_count
            return (await tx[collection].update_many(chosen, change, session=tx.session)).modified_count

        return await self._audited(act, pile, choice, because, work)

    async def _decode_again(self, choice: Choice, because: str) -> int:
        assert self.private is not None, "the service's private key is needed to open dead letters"
        decoder, decoded = EventDecoder(self.unit_of_work.service), 0
        letters = self.unit_of_work.store[DEAD_LETTERS]
        async for row in letters.find(PILES["quarantined"][1] | choice.filter()):
            letter = reopened(row, self.private)
            event = decoder.external(letter) if catalogue.is_external(letter.topic) else decoder.numbered(letter)
            if isinstance(event, DecodedEvent):
                decoded += await self._park(row, event, because)
        return decoded

    async def _park(self, row: Document, event: DecodedEvent, because: str) -> int:
        """Parks the event of a dead letter; returns how many: 1 or 0.

        It is 0 for an external one whose id another body has taken meanwhile: its sender was told, and repeated it.
        """

        async def work(tx: Transaction) -> int:
            if event.is_external and await remember(tx, event) is not None:
                return 0
            await retry_queue.park(tx, event, "redriven")
            handled = {"$set": {"handled": tx.now}}
            await tx[DEAD_LETTERS].update_one({"_id": row["_id"]}, handled, session=tx.session)
            return 1

        return await self._audited("retry", "quarantined", Choice(id=row["_id"]), because, work)

    async def _audited(
        self, act: str, pile: Pile, choice: Choice, because: str, step: Callable[[Transaction], Awaitable[int]]
    ) -> int:
        """Takes the step and records who took it, in one transaction; returns what the step returned."""

        async def work(tx: Transaction) -> int:
            count = await step(tx)
            entry = {"at": tx.now, "by": self.by, "act": act, "pile": pile, "because": because, "count": count}
            await tx[REDRIVES].insert_one(entry | {"choice": choice.filter()}, session=tx.session)
            return count

        return await self.unit_of_work(work)


@dataclass(frozen=True)
class ReopenedLetter(DeadLetter):
    """A dead letter as the record that it was; `timestamp` is when it was kept, in milliseconds."""

    timestamp: int


def reopened(row: Document, private: Opener) -> ReopenedLetter:
    key, value = private.open(row["sealed_key"]), private.open(row["sealed_value"])
    kept = int(row["at"].timestamp() * 1000)
    return ReopenedLetter(row["topic"], row["partition"], row["offset"], key, value, row["reason"], kept)
