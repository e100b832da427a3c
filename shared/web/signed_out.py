"""Sign-ins that ended before their time: no service behind the staff door takes their cookie any more.

They are kept in memory for every request and in the store for the next start. A service that was away still learns of
them, because their bus topic is read from its beginning; after LONGEST a cookie no longer counts anyway.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shared.bus import Event
from shared.clock import Clock, now
from shared.contracts.bus import SignOutTold
from shared.store import Index, Store

LONGEST: Final = timedelta(hours=8)
"""Time that a sign-in can last at most."""

ROWS: Final = "signed_out"
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ROWS: (Index(("until",), expires=0),)}


class SignedOut:
    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._rows = store[ROWS]
        self._clock = clock
        self._until: dict[str, datetime] = {}

    def has(self, sid: str) -> bool:
        return sid in self._until

    async def recall(self) -> None:
        """Reads the ended sign-ins from the store; call it before the first request."""
        async for row in self._rows.find({}):
            self._until[row["_id"]] = row["until"]

    async def end(self, sid: str) -> None:
        await self._keep(sid, self._clock() + LONGEST)

    async def on_told(self, event: Event[SignOutTold]) -> None:
        await self._keep(event.data.sid, event.time + LONGEST)

    async def _keep(self, sid: str, until: datetime) -> None:
        at = self._clock()
        self._until = {each: end for each, end in self._until.items() if end > at}
        if until > at:
            self._until[sid] = until
            await self._rows.update_one({"_id": sid}, {"$max": {"until": until}}, upsert=True)
