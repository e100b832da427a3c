"""Records that cannot be decoded: kept byte for byte, sealed for the service, before the offset is committed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.sealing.keys import PublicKey
from shared.store import Document, Index, InsertOne, Session, Store

QUARANTINE: Final = "quarantine"
KEPT_AFTERWARDS: Final = 30 * 24 * 3600
INDEXES: Final = (Index(("at",)), Index(("handled",), expires=KEPT_AFTERWARDS))


@dataclass(frozen=True)
class Rejected:
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    reason: str


async def keep(
    store: Store, rejected: list[Rejected], public: PublicKey, at: datetime, session: Session | None = None
) -> int:
    """The same bytes of the same topic are kept once, however often they come; says how many are new."""
    rows = [_row(each, public, at) for each in rejected]
    same = {"_id": {"$in": [row["_id"] for row in rows]}}
    known = {row["_id"] async for row in store[QUARANTINE].find(same, {"_id": 1}, session=session)}
    fresh = {row["_id"]: InsertOne(row) for row in rows if row["_id"] not in known}
    if fresh:
        await store[QUARANTINE].bulk_write(list(fresh.values()), ordered=False, session=session)
    return len(fresh)


def _row(rejected: Rejected, public: PublicKey, at: datetime) -> Document:
    digest = hashlib.sha256(rejected.key + b"\0" + rejected.value).hexdigest()
    return {
        "_id": f"{rejected.topic}|{digest}",
        "topic": rejected.topic,
        "partition": rejected.partition,
        "offset": rejected.offset,
        "reason": rejected.reason,
        "sealed_key": public.seal(rejected.key),
        "sealed_value": public.seal(rejected.value),
        "at": at,
    }
