"""What a use case works with, at the public portal and at the desk."""

from dataclasses import dataclass, field

from services.intake.store import OneTimeCodes, Receipts
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock, now
from shared.errors import NotFound
from shared.sealing import DataKey, Erased, KeyStore
from shared.sealing.one_time import OneTimeLock


@dataclass(frozen=True)
class Portal:
    """Can seal for the team, and open only what a receipt code opens."""

    unit_of_work: UnitOfWork
    keys: KeyStore
    receipts: Receipts
    codes: OneTimeCodes
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    clock: Clock = now


@dataclass(frozen=True)
class Desk:
    unit_of_work: UnitOfWork
    keys: KeyStore
    audit: Audit

    async def key(self, thread: str) -> DataKey:
        try:
            return await self.keys.get(thread)
        except Erased:
            raise NotFound from None


@dataclass(frozen=True)
class Phone:
    """The desk, where it speaks with somebody who has no receipt code yet."""

    desk: Desk
    receipts: Receipts
    codes: OneTimeCodes
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    clock: Clock = now


@dataclass(frozen=True)
class Mailroom:
    """The desk, where it opens what channels sealed and destroys what is to be erased."""

    desk: Desk
    receipts: Receipts
    codes: OneTimeCodes

    async def drop(self, thread: str) -> None:
        """Everything that opens the thread, the team's key and the person's."""
        await self.codes.drop(thread)
        await self.receipts.drop(thread)
        await self.desk.keys.drop(thread)
