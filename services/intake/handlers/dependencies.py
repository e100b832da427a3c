"""The dependencies of the use cases, one class for each of the two processes."""

from dataclasses import dataclass, field
from functools import cached_property

from services.intake.domain.retention_period import PERIODS, Periods
from services.intake.limits import Limits
from services.intake.store import drop_mail_parts
from services.intake.store.face import DATABASE, AtFace, OneTimeCodes, close_to_person
from services.intake.store.mailbox import Mailbox
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.clock import Clock, now
from shared.errors import NotFound
from shared.sealing import DataKey, Erased, KeyStore, Opener, Sealer
from shared.sealing.one_time import OneTimeLock
from shared.store import Outside, Store


@dataclass(frozen=True)
class FaceDependencies:
    """Dependencies of the face: it seals for the team and opens only what a receipt code opens.

    `store`: the face's own database.
    """

    store: Store
    team: Sealer
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    clock: Clock = now
    limits: Limits = field(default_factory=Limits)

    @property
    def codes(self) -> OneTimeCodes:
        return OneTimeCodes(self.store)

    @cached_property
    def mailbox(self) -> Mailbox:
        """The one mailbox of this process, through which all its requests are inserted."""
        return Mailbox(self.store, self.clock)


@dataclass(frozen=True)
class DeskDependencies:
    """Dependencies of the desk: it opens and erases all that is sealed for the team, and notes each look in `audit`."""

    unit_of_work: UnitOfWork
    keys: KeyStore
    audit: Audit
    lock: OneTimeLock
    pepper: bytes = field(repr=False)
    found_by: bytes = field(repr=False)
    """The secret of the marks by which a phone number or address is found; the desk's alone."""
    clock: Clock = now
    periods: Periods = PERIODS

    @property
    def face(self) -> Store:
        """The database that the face may reach, with the desk's login."""
        return self.unit_of_work.store.beside(DATABASE)

    @property
    def codes(self) -> OneTimeCodes:
        return OneTimeCodes(self.face)

    @property
    def own_key(self) -> Opener:
        """The desk's key pair, by which it opens the keys of the threads."""
        assert self.keys.private
        return self.keys.private

    @property
    def outside(self) -> Outside:
        """The desk's store for one read outside any transaction."""
        return Outside(self.unit_of_work.store, self.clock())

    async def key(self, thread: str) -> DataKey:
        """Raises NotFound where the key was erased."""
        try:
            return await self.keys.get(thread)
        except Erased:
            raise NotFound from None

    async def drop_keys(self, thread: str) -> None:
        """Deletes all that opens the thread (the team's key and the person's) and the files sealed under its key."""
        await drop_mail_parts(self.unit_of_work.store, thread)
        await self.codes.drop(thread)
        await self.close_to_person(thread)
        await self.keys.drop(thread)

    async def close_to_person(self, thread: str) -> None:
        """Deletes what the receipt code opens, and what lies at the face for it, outside any transaction."""
        await close_to_person(AtFace(self.face, self.clock()), thread)
