"""The chain in a service's store, written in the transaction that reads: nothing is shown without its entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from shared.audit.chain import BEGINNING, Broken, Head, follow, sealed
from shared.bus.write.unit_of_work import Transaction
from shared.sealing.keys import decode
from shared.store import Document, Index, Store

ENTRIES: Final = "audit"
HEADS: Final = "audit_head"
LAST: Final = "last"
SCHEMA: Final = 1
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ENTRIES: (Index(("case",)),), HEADS: ()}


class Reader(Protocol):
    @property
    def sub(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """A reader that is not signed in: another service, or a partner."""

    sub: str
    role: str


@dataclass(frozen=True)
class Entry:
    """`by`: the sign-in id of one of the staff, a service's name, or a partner's id, as `role` says."""

    at: datetime
    by: str
    role: str
    what: str
    reason: str | None


class Audit:
    def __init__(self, key: str) -> None:
        self._key = decode(key)

    async def note(self, tx: Transaction, by: Reader, what: str, case: str, **more: str) -> None:
        """Adds an entry to the chain. `case`: the id of a case, or of a contact without one."""
        before = await _head(tx)
        entry: Document = {"_id": before.number + 1, "schema": SCHEMA, "at": tx.now, "by": by.sub, "role": by.role}
        entry |= {"what": what, "case": case, **more}
        after = sealed(self._key, before, entry)
        await tx[ENTRIES].insert_one({**entry, "seal": after.seal}, session=tx.session)
        head = {"number": after.number, "seal": after.seal}
        await tx[HEADS].replace_one({"_id": LAST}, head, upsert=True, session=tx.session)

    async def entries_of(self, tx: Transaction, case: str, most: int) -> list[Entry]:
        """Returns at most `most` entries, the newest first. Only `verify` says whether they are as written."""
        found = tx[ENTRIES].find({"case": case}, session=tx.session).sort("_id", -1).limit(most)
        return [
            Entry(each["at"], each["by"], each["role"], each["what"], each.get("reason"))
            for each in await found.to_list(None)
        ]

    async def verify(self, store: Store, known: Head = BEGINNING) -> Head:
        """Returns the head of the chain, or raises Broken.

        `known`: a head that was kept elsewhere, which shows whether the chain was cut short since.
        """
        last = await store[HEADS].find_one({"_id": LAST})
        reached, due = BEGINNING, max(known.number, last["number"] if last else 0)
        async for entry in store[ENTRIES].find({}).sort("_id", 1):
            reached = follow(self._key, reached, entry)
            if reached.number == known.number and reached != known:
                raise Broken(known.number, "is not the one that was known")
        if reached.number < due:
            raise Broken(reached.number + 1, "is missing")
        return reached


async def _head(tx: Transaction) -> Head:
    found = await tx[HEADS].find_one({"_id": LAST}, session=tx.session)
    return Head(found["number"], found["seal"]) if found else BEGINNING
