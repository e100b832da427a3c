"""One holder at a time, by the clock of the store's server; nobody's own clock is believed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from shared.failpoint import failpoint
from shared.store import ReturnDocument, Store

LEASES: Final = "leases"
SECONDS: Final = 5.0
WORKER: Final = "worker"


class Lease:
    def __init__(self, store: Store, holder: str, seconds: float = SECONDS) -> None:
        self._leases = store[LEASES]
        self._holder = holder
        self._seconds = seconds

    async def take(self) -> bool:
        """Takes or renews it; False while another holds it."""
        free = {"$or": [{"$lt": ["$until", "$$NOW"]}, {"$eq": ["$holder", self._holder]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        taken = {"holder": {"$cond": [free, self._holder, "$holder"]}, "until": {"$cond": [free, until, "$until"]}}
        after = await self._leases.find_one_and_update(
            {"_id": WORKER}, [{"$set": taken}], upsert=True, return_document=ReturnDocument.AFTER
        )
        return after is not None and after["holder"] == self._holder

    async def release(self) -> None:
        await self._leases.delete_one({"_id": WORKER, "holder": self._holder})

    async def while_held(self, work: Callable[[], Awaitable[None]]) -> None:
        """Waits for the lease, runs `work` as long as it can be renewed in time, and ends it otherwise."""
        while not await self.take():  # noqa: ASYNC110 - the other holder is another process
            await asyncio.sleep(self._seconds / 3)
        failpoint("lease.taken")
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait([task], timeout=self._seconds / 3)
                async with asyncio.timeout(self._seconds / 3):
                    if not await self.take():
                        return
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
