"""After a backup was put back: the service's own topics tell what it said since, so that no number is used twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.bus.connection import Connection
from shared.bus.dispatch import DISPATCHES, DONE
from shared.bus.ledger import load, write
from shared.bus.outbox import OUTBOX, SENT, row
from shared.bus.reread import Lane, Said, hear_outsiders_again, said_by
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.notification import DeliverySent
from shared.store import Document, Session, Store, transaction

RESTORED: Final = "restored"
"""Keys of which the backup lacks something: a human looks at each."""


@dataclass(frozen=True)
class Restored:
    """Keys that a human looks at, and owners that were erased since and must be erased again."""

    affected: list[str]
    erased: list[str]


async def restore(store: Store, service: str, kafka: Connection, clock: Clock) -> Restored:
    """Numbers rise to what was said, lost rows come back as sent, told dispatches are done; again, it does nothing."""
    lanes = await said_by(service, kafka)
    erased = {
        envelope.key for said in lanes.values() for envelope, _ in said.values() if catalogue.erases(envelope.type)
    }
    await hear_outsiders_again(service, kafka)
    affected = {lane[1] for lane, said in lanes.items() if await _take_back(store, lane, said, erased, clock)}
    return Restored(sorted(affected - erased), sorted(erased))


async def _take_back(store: Store, lane: Lane, said: Said, erased: set[str], clock: Clock) -> bool:
    """Whether the backup lacked something. What the ledger counts and the outbox lacks was erased, and stays so."""
    topic, key = lane

    async def work(session: Session) -> bool:
        ledger = (await load(store, [key], session))[key]
        gone = ledger.erased is not None or key in erased
        there = await store[OUTBOX].find({"topic": topic, "key": key}, session=session).to_list(None)
        arrived = {"_id": {"$in": [envelope.id for envelope, _ in said.values()]}}
        await store[OUTBOX].update_many(arrived, {"$set": {"status": SENT}}, session=session)
        if not gone:
            await _tell_done(store, [envelope for envelope, _ in said.values()], session)
        if max(said) <= ledger.issued.get(topic, 0):
            return False
        lost = said.keys() - range(1, ledger.issued.get(topic, 0) + 1) - {row["sequence"] for row in there}
        owner = there[0]["owner"] if there else None
        rows = [_row(topic, *said[n], owner) for n in sorted(lost) if not gone or catalogue.erases(said[n][0].type)]
        if rows:
            await store[OUTBOX].insert_many(rows, session=session)
        ledger.has_reached(topic, max(said))
        await write(store, [ledger], clock(), session)
        if not gone:
            looked_at = {"$addToSet": {"topics": topic}, "$set": {"since": clock()}}
            await store[RESTORED].update_one({"_id": key}, looked_at, upsert=True, session=session)
        return not gone

    return await transaction(store, work)


def _row(topic: str, envelope: CloudEvent, body: bytes, owner: str | None) -> Document:
    whose = owner or envelope.data.get("case_id", envelope.key)
    return row(envelope, topic, body, owner=whose, at=envelope.time) | {"status": SENT}


async def _tell_done(store: Store, said: Iterable[CloudEvent], session: Session) -> None:
    """What was told once is not told again, also when the event that asks for it is applied again."""
    for envelope in said:
        if envelope.type == DeliverySent.TYPE:
            done = {
                "$set": {"status": DONE, "done": envelope.time},
                "$setOnInsert": {"kind": "mail", "key": envelope.key},
            }
            asked = {"_id": envelope.data["dispatch_id"]}
            await store[DISPATCHES].update_one(asked, done, upsert=True, session=session)
