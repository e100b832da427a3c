"""What a human does with what waits for one: looks at envelopes, retries, discards with a reason; each step is kept."""

from dataclasses import dataclass
from typing import Final, Literal

from shared.bus.consume import retry_queue as parking
from shared.bus.consume.circuit_breaker import STOPS
from shared.bus.consume.dead_letters import QUARANTINE, Rejected
from shared.bus.consume.decode import sort_out
from shared.bus.consume.incoming import Incoming
from shared.bus.consume.retry_queue import PARKED
from shared.bus.consume.rules import IMMEDIATELY
from shared.bus.write import ledger
from shared.bus.write.effects import DISPATCHES, GIVEN_UP, WAITING
from shared.bus.write.outbox import OUTBOX, PENDING, REFUSED
from shared.clock import Clock
from shared.sealing.keyring import Opener
from shared.store import Document, Session, Store, transaction

REDRIVES: Final = "redrives"
Pile = Literal["parked", "refused", "quarantined", "given-up", "stopped"]

PILES: Final[dict[Pile, tuple[str, Document]]] = {
    "parked": (PARKED, {}),
    "refused": (OUTBOX, {"status": REFUSED}),
    "quarantined": (QUARANTINE, {"handled": {"$exists": False}}),
    "given-up": (DISPATCHES, {"status": GIVEN_UP}),
    "stopped": (STOPS, {}),
}
ENVELOPE: Final = ("topic", "key", "sequence", "type", "kind", "reason", "tries", "since", "at", "human")
"""What may be looked at; never content."""


@dataclass(frozen=True)
class Choice:
    """Which rows of a pile: one by its id, or all with this reason or key."""

    id: str | None = None
    reason: str | None = None
    key: str | None = None

    def filter(self) -> Document:
        wanted = {"_id": self.id, "reason": self.reason, "key": self.key}
        return {field: value for field, value in wanted.items() if value is not None}


@dataclass(frozen=True)
class Redrive:
    store: Store
    by: str
    clock: Clock
    private: Opener | None = None

    async def look(self, pile: Pile, choice: Choice) -> list[Document]:
        collection, waiting = PILES[pile]
        fields = dict.fromkeys(ENVELOPE, 1)
        return await self.store[collection].find(waiting | choice.filter(), fields).sort("_id", 1).to_list(None)

    async def retry(self, pile: Pile, choice: Choice, because: str) -> int:
        """Gives each row another try; says how many. What still cannot be decoded stays in quarantine."""
        now = self.clock()
        changes: dict[str, Document] = {
            "parked": {"$set": {"human": False, "due": IMMEDIATELY, "since": now}},
            "refused": {"$set": {"status": PENDING, "since": now}},
            "given-up": {"$set": {"status": WAITING, "due": IMMEDIATELY}},
        }
        if pile == "quarantined":
            return await self._decode_again(choice, because)
        if pile == "stopped":
            return await self._remove("clear", pile, choice, because)
        if pile == "refused":
            lanes = await self.store[OUTBOX].distinct("key", PILES[pile][1] | choice.filter())
            await ledger.show_again(self.store, lanes, now)
        return await self._change("retry", pile, choice, because, changes[pile])

    async def discard(self, pile: Pile, choice: Choice, because: str) -> int:
        """Parked events will be applied as nothing in their turn; a discarded row of another pile is over."""
        now = self.clock()
        if pile == "parked":
            nothing = {"$set": {"discarded": True, "human": False, "due": IMMEDIATELY}}
            return await self._change("discard", pile, choice, because, nothing)
        if pile == "quarantined":
            return await self._change("discard", pile, choice, because, {"$set": {"handled": now}})
        return await self._remove("discard", pile, choice, because)

    async def _change(self, act: str, pile: Pile, choice: Choice, because: str, change: Document) -> int:
        collection, waiting = PILES[pile]

        async def work(session: Session) -> int:
            rows = waiting | choice.filter()
            changed = (await self.store[collection].update_many(rows, change, session=session)).modified_count
            await self._keep(act, pile, choice, because, changed, session)
            return changed

        return await transaction(self.store, work)

    async def _remove(self, act: str, pile: Pile, choice: Choice, because: str) -> int:
        collection, waiting = PILES[pile]

        async def work(session: Session) -> int:
            rows = waiting | choice.filter()
            removed = (await self.store[collection].delete_many(rows, session=session)).deleted_count
            await self._keep(act, pile, choice, because, removed, session)
            return removed

        return await transaction(self.store, work)

    async def _decode_again(self, choice: Choice, because: str) -> int:
        assert self.private is not None, "the service's private key is needed to open the quarantine"
        _, waiting = PILES["quarantined"]
        decoded = 0
        async for row in self.store[QUARANTINE].find(waiting | choice.filter()):
            event = sort_out(reopened(row, self.private))
            if isinstance(event, Incoming):
                await self._park(row, event, because)
                decoded += 1
        return decoded

    async def _park(self, row: Document, event: Incoming, because: str) -> None:
        now = self.clock()

        async def work(session: Session) -> None:
            await parking.park(self.store, event.topic, event.envelope, event.raw, "redriven", now, session)
            await self.store[QUARANTINE].update_one({"_id": row["_id"]}, {"$set": {"handled": now}}, session=session)
            await self._keep("retry", "quarantined", Choice(id=row["_id"]), because, 1, session)

        await transaction(self.store, work)

    async def _keep(self, act: str, pile: Pile, choice: Choice, because: str, count: int, session: Session) -> None:
        entry = {"at": self.clock(), "by": self.by, "act": act, "pile": pile, "because": because, "count": count}
        await self.store[REDRIVES].insert_one(entry | {"choice": choice.filter()}, session=session)


def reopened(row: Document, private: Opener) -> Rejected:
    key, value = private.open(row["sealed_key"]), private.open(row["sealed_value"])
    return Rejected(row["topic"], row["partition"], row["offset"], key, value, row["reason"])
