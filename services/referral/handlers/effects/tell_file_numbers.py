"""Gives intake the file numbers of a case, for the person to read."""

from dataclasses import dataclass
from functools import partial

from services.referral.domain.announcement import told_file_numbers
from services.referral.domain.proceeding import Proceeding, ProceedingChanged
from services.referral.domain.same_act import acts
from services.referral.handlers.counsellor.read_case import partners_of
from services.referral.handlers.directory import AT_ONCE
from services.referral.handlers.effects.announce_entries import announced
from services.referral.handlers.effects.schedule import schedule_telling_file_numbers
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.store import ANNOUNCEMENT, PROCEEDINGS, numbered_by_earlier_releases
from shared import file_numbers
from shared.bus import Effect, OnDone, Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.file_numbers import ActNumbers, FileNumber
from shared.web import Peers


async def nothing(tx: Transaction) -> None:
    """Changes and publishes nothing: the numbers are between the person and their counsellor."""


@dataclass(frozen=True)
class TellFileNumbers:
    unit_of_work: UnitOfWork
    peers: Peers
    file_numbers: FileNumbers

    async def __call__(self, effect: Effect) -> OnDone:
        """Gives all numbers of the case, so the order of several effects does not matter. Raises TryLater as `post`."""
        content = await numbers_of(self.unit_of_work, self.file_numbers, effect.key)
        await self.peers.post("intake", f"/internal/cases/{effect.key}/file-numbers", content.model_dump(mode="json"))
        failpoint("file_numbers.after_told")
        return nothing


@dataclass
class TellEarlierNumbers:
    """A chore: gives intake the file numbers of earlier releases as well, once.

    All proceedings are looked through in parts when a process begins to lead, and once more when the update is over, as
    an old replica may have stored one meanwhile. That is noted, and no process looks for them again.
    """

    unit_of_work: UnitOfWork
    _looked: bool = False

    async def __call__(self) -> None:
        known = await self.unit_of_work(announced)
        if known.file_numbers or (self._looked and not known.told_again):
            return
        after: str | None = ""
        while after is not None:
            look = partial(numbered_by_earlier_releases, after=after, most=AT_ONCE)
            untold, after = await self.unit_of_work(look)
            for proceeding_id in untold:
                await self.unit_of_work(partial(self._tell, proceeding_id))
        self._looked = True
        if known.told_again:
            await self.unit_of_work(_note)

    async def _tell(self, proceeding_id: str, tx: Transaction) -> None:
        """Schedules the telling. Saving adds the field without which numbers of earlier releases are found."""
        known = await PROCEEDINGS.find(tx, proceeding_id=proceeding_id)
        if known is None:
            return
        tx.lock_key(known.case_id)
        await PROCEEDINGS.update(tx, ProceedingChanged, counted=False, proceeding_id=proceeding_id)
        schedule_telling_file_numbers(tx, known.case_id)


async def _note(tx: Transaction) -> None:
    await ANNOUNCEMENT.put(tx, told_file_numbers(await announced(tx)))


async def numbers_of(unit_of_work: UnitOfWork, sealed: FileNumbers, case_id: str) -> file_numbers.FileNumbers:
    """Returns the numbers by act, with the partner that told each; none of a case that is erased, or has none."""

    async def read(tx: Transaction) -> tuple[list[Proceeding], dict[str, str]]:
        found = await PROCEEDINGS.all(tx, sort="case_id", case_id=case_id)
        return found, await partners_of(tx, found)

    found, offices = await unit_of_work(read)
    numbers = await sealed.of(found)
    of_acts = [
        tuple(
            FileNumber(number=numbers[each.proceeding_id], office=offices.get(each.partner_id or ""))
            for each in act
            if each.proceeding_id in numbers
        )
        for act in acts(found)
    ]
    return file_numbers.FileNumbers(
        told=sum(each.version for each in found),
        acts=tuple(ActNumbers(numbers=each) for each in of_acts if each),
    )
