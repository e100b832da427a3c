"""The directory: in the memory of a process turned round for matching, and how every change of it is saved."""

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
"""Entries changed in one transaction. Of 10,000 the engine refuses it as too large, or its time runs out."""


class Directory:
    """Read again when an entry changed, or somebody was onboarded."""

    def __init__(self) -> None:
        self._index = DirectoryIndex(())
        self._revision: int | None = None

    async def index(self, tx: Transaction) -> DirectoryIndex:
        """As the transaction sees it."""
        now = await revision(tx)
        if now != self._revision:
            self._index = DirectoryIndex(await PARTNERS.all(tx), await onboarded_partners(tx))
            self._revision = now
        return self._index


async def revision(tx: Transaction) -> int:
    """Another number after every change of the directory."""
    return (await REVISION.find(tx, id=Revision().id) or Revision()).version


Changed = tuple[Partner | None, Partner]
"""An entry before, if there was one, and after."""


async def save_entries(tx: Transaction, changed: Sequence[Changed], *, by: str, how: How) -> None:
    """With its history, and published as far as others read it. Referrals to who leaves the directory are recalled.

    Of two changes of the directory at once the second runs again.
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
    """The first entries of a directory are told in today's form by being saved."""
    if not await PARTNERS.all(tx, limit=1):
        await ANNOUNCEMENT.put(tx, Announcement(form=FORM, told_at=tx.now, told_again=True))


async def note_step(tx: Transaction, partner_id: str, *, by: str, how: How) -> None:
    """In the history of an entry that stays as it is."""
    noted = EntryChange(id=str(uuid.uuid4()), partner_id=partner_id, at=tx.now, by=by, how=how, changes=())
    await ENTRY_CHANGES.put(tx, noted)


async def admit(tx: Transaction, access: Access) -> None:
    """From now on referrals go to the partner. Proposals are made with it."""
    tx.lock_key(access.partner_id)
    is_new = not await is_onboarded(tx, access.partner_id)
    await ACCESS.put(tx, access.model_copy(update={"onboarded": True}))
    await REVISION.put(tx, Revision())
    entry = await PARTNERS.find(tx, partner_id=access.partner_id, listed=True)
    if is_new and entry is not None:
        publish_onboarded(tx, entry)


async def _settle_returned(tx: Transaction, changed: Sequence[Changed]) -> None:
    """Who is confirmed anew needs nobody to look after the request that came back."""
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
