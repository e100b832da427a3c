"""What a use case works with, in each of the two processes."""

from dataclasses import dataclass, field

from services.intake.limits import Limits
from services.intake.store import OneTimeCodes, Receipts
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock, now
from shared.errors import NotFound
from shared.sealing import DataKey, Erased, KeyStore
from shared.sealing.one_time import OneTimeLock


@dataclass(frozen=True)
class FaceDependencies:
    """Can seal for the team, and open only what a receipt code opens."""

    unit_of_work: UnitOfWork
    keys: KeyStore
    receipts: Receipts
    codes: OneTimeCodes
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    clock: Clock = now
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class DeskDependencies:
    """Can open everything that is sealed for the team, and erase it; every look is noted in `audit`."""

    unit_of_work: UnitOfWork
    keys: KeyStore
    audit: Audit
    receipts: Receipts
    codes: OneTimeCodes
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    clock: Clock = now

    async def key(self, thread: str) -> DataKey:
        """Raises NotFound where the key was erased."""
        try:
            return await self.keys.get(thread)
        except Erased:
            raise NotFound from None

    async def drop_keys(self, thread: str) -> None:
        """Deletes everything that opens the thread, the team's key and the person's."""
        await self.codes.drop(thread)
        await self.receipts.drop(thread)
        await self.keys.drop(thread)
