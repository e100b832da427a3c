"""The directory: its index in a process's memory, for matching, and the saving of every change."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from services.referral.domain.access import Access
from services.referral.domain.announcement import FORM, Announcement
from services.referral.domain.confirmation_request import is_about
from services.referral.domain.directory_index import DirectoryIndex
from services.referral.domain.entry_change import EntryChange, How, compare
from services.referral.domain.partner import Partner
from services.referral.domain.revision import Revision
from services.referral.handlers.advance import recall_all_as_delisted
from services.referral.handlers.capacity_inquiries import end_of_partner
from services.referral.publications import publish_entry, publish_entry_reached, publish_onboarded
from services.referral.store import (
    ACCESS,
    ANNOUNCEMENT,
    CONFIRMATIONS,
    ENTRY_CHANGES,
    PARTNERS,
    REVISION,
    is_onboarded,
    onboarded_among,
    onboarded_partners,
)
from shared.bus import Transaction
from shared.store import PRESENT

AT_ONCE: Final = 250
"""Entries changed in one transaction at most: with 10,000 the engine refuses it as too large, or its time runs out."""


class Directory:
    """The index, read again when an entry changed or a partner was onboarded."""

    def __init__(self) -> None:
        self._index = DirectoryIndex(())
        self._revision: int | None = None

    async def index(self, tx: Transaction) -> DirectoryIndex:
        """Returns the index as the transaction sees the directory."""
        now = await revision(tx)
        if now != self._revision:
            self._index = DirectoryIndex(await PARTNERS.all(tx), await onboarded_partners(tx))
            self._revision = now
        return self._index


async def revision(tx: Transaction) -> int:
    """Returns the revision, another number after every change of the directory."""
    return (await REVISION.find(tx, id=Revision().id) or Revision()).version


Changed = tuple[Partner | None, Partner]
"""An entry before, if there was one, and after."""


async def save_entries(tx: Transaction, changed: Sequence[Changed], *, by: str, how: How) -> None:
    """Saves entries with their history, publishes what others read of them, and recalls referrals to those delisted.

    Of two concurrent changes of the directory the second runs again.
    """
    if not changed:
        return
    await _begin_announced(tx)
    await _settle_returned(tx, changed)
    await PARTNERS.put_all(tx, [after for _, after in changed])
    await ENTRY_CHANGES.put_all(tx, [_history(tx, each, by, how) for each in changed])
    onboarded = await onboarded_among(tx, [after.partner_id for _, after in changed])
    for before, after in changed:
        publish_entry(tx, before, after, onboarded=after.partner_id in onboarded)
    await REVISION.put(tx, Revision())
    await _recall(tx, [after for before, after in changed if before and before.listed and not after.listed])


async def _begin_announced(tx: Transaction) -> None:
    """Marks the entries of an empty directory as announced: saving the first ones publishes them in today's form."""
    if not await PARTNERS.all(tx, limit=1):
        await ANNOUNCEMENT.put(tx, Announcement(form=FORM, told_at=tx.now, told_again=True))


async def note_step(tx: Transaction, partner_id: str, *, by: str, how: How) -> None:
    """Notes a step in the history of an entry that stays as it is."""
    noted = EntryChange(id=str(uuid.uuid4()), partner_id=partner_id, at=tx.now, by=by, how=how, changes=())
    await ENTRY_CHANGES.put(tx, noted)


async def admit(tx: Transaction, access: Access) -> None:
    """Lets referrals go to the partner from now on. The revision changes, so that proposals are made with it."""
    tx.lock_key(access.partner_id)
    is_new = not await is_onboarded(tx, access.partner_id)
    await ACCESS.put(tx, access.model_copy(update={"onboarded": True}))
    await REVISION.put(tx, Revision())
    entry = await PARTNERS.find(tx, partner_id=access.partner_id, listed=True)
    if is_new and entry is not None:
        publish_onboarded(tx, entry)


async def _settle_returned(tx: Transaction, changed: Sequence[Changed]) -> None:
    """Tells the desk that nobody has to act on a returned request any more where its entry is confirmed anew."""
    confirmed = {
        before.partner_id: before for before, after in changed if before and before.assured_on != after.assured_on
    }
    returned = await CONFIRMATIONS.all(tx, partner_id=list(confirmed), returned_at=PRESENT) if confirmed else []
    for each in returned:
        if is_about(each, confirmed[each.partner_id]):
            publish_entry_reached(tx, each.partner_id)


def _history(tx: Transaction, changed: Changed, by: str, how: How) -> EntryChange:
    before, after = changed
    delisted = before is not None and before.listed and not after.listed
    return EntryChange(
        id=str(uuid.uuid4()),
        partner_id=after.partner_id,
        at=tx.now,
        by=by,
        how="delisted" if delisted and how != "suspended" else how,
        changes=compare(before, after),
    )


async def _recall(tx: Transaction, delisted: Iterable[Partner]) -> None:
    for partner in delisted:
        await recall_all_as_delisted(tx, partner)
        await end_of_partner(tx, partner.partner_id)
