"""Keeps erased what was erased, after a crash halfway or a restore of either database; and removes unused keys."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final

from shared.bus.write.ledger import LEDGER
from shared.bus.write.unit_of_work import Transaction, UnitOfWork
from shared.clock import Clock, now
from shared.sealing.keystore import KeyStore
from shared.store import Collection, Document

UNUSED_AFTER: Final = timedelta(hours=24)
AT_ONCE: Final = 500

Forget = Callable[[str, Transaction], Awaitable[None]]
"""Deletes what is kept of an owner of a key and erases it on the bus; works on whatever is still there."""

Drop = Callable[[str], Awaitable[None]]
"""Deletes every key of an owner."""


class Erasures:
    """The chore after which the list in the key database and the marks in the ledgers agree."""

    def __init__(
        self, unit_of_work: UnitOfWork, keys: KeyStore, forget: Forget, drop: Drop, clock: Clock = now
    ) -> None:
        self._unit_of_work = unit_of_work
        self._keys = keys
        self._forget = forget
        self._drop = drop
        self._clock = clock

    async def __call__(self) -> None:
        async for owner, ledger in self._with_ledgers(self._keys.erased):
            if ledger is None or "erased" not in ledger:
                await self._drop(owner["_id"])
                await self._unit_of_work(partial(self._forget, owner["_id"]))
        unused = self._clock() - UNUSED_AFTER
        async for owner, ledger in self._with_ledgers(self._keys.keys):
            if ledger is not None and "erased" in ledger:
                await self._keys.erase(owner["_id"])
                await self._drop(owner["_id"])
            elif ledger is None and owner["created"] < unused:
                await self._drop(owner["_id"])

    async def _with_ledgers(self, owners: Collection) -> AsyncIterator[tuple[Document, Document | None]]:
        """Yields every document of the collection with the ledger of its owner, or None."""
        after = ""
        while batch := await owners.find({"_id": {"$gt": after}}).sort("_id", 1).limit(AT_ONCE).to_list(AT_ONCE):
            named = {"_id": {"$in": [owner["_id"] for owner in batch]}}
            ledgers = {row["_id"]: row async for row in self._unit_of_work.store[LEDGER].find(named, {"erased": 1})}
            for owner in batch:
                yield owner, ledgers.get(owner["_id"])
            after = batch[-1]["_id"]
