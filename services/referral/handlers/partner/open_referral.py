"""A partner reads a referral; the first reading makes it `delivered`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.referral.domain.handover import Decision, Handover
from services.referral.domain.package import PassedFile
from services.referral.domain.partner import Partner
from services.referral.domain.referral import READABLE, Referral
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance
from services.referral.handlers.inquiries import Inquiries, OpenedInquiry
from services.referral.handlers.packages import Packages
from services.referral.handlers.partner.confirm_consent import ConfirmConsent, Confirmed
from services.referral.handlers.partner.read_additions import NOTHING_ADDED, Additions, ReadAdditions
from services.referral.handlers.services.correct_consent import correct_consent
from services.referral.handlers.services.withdraw_consent import withdraw_consent
from services.referral.store import PARTNERS, REFERRALS
from shared.bus import Transaction, UnitOfWork

Wanted = Callable[[Transaction], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Opened:
    """The referral as the partner may read it now. `items`: the text of each; None where nothing may be read."""

    referral: Referral
    partner: Partner
    items: dict[str, str] | None
    inquiries: list[OpenedInquiry]
    files: tuple[PassedFile, ...] = ()
    added: Additions = NOTHING_ADDED


@dataclass(frozen=True)
class OpenReferral:
    """The only way to the content that the person agreed to hand over; OpenFile uses it for the files."""

    unit_of_work: UnitOfWork
    packages: Packages
    inquiries: Inquiries
    confirm_consent: ConfirmConsent
    read_additions: ReadAdditions

    async def __call__(self, wanted: Wanted) -> Opened:
        """Opens it. `wanted` makes a query of visibility.py, anew in each transaction. Raises as `is_readable`."""
        known = await self.unit_of_work(partial(find, wanted))
        confirmed = await self._confirm(known)
        added = await self.read_additions(known.handover_id) if confirmed.added else NOTHING_ADDED
        return await self.unit_of_work(partial(self._open, wanted, is_readable=confirmed.stands, added=added))

    async def is_readable(self, wanted: Wanted) -> bool:
        """Whether the consent stands; if it is withdrawn or was never given, the referral is recalled.

        Raises NotFound, and Unconfirmed where intake does not say that the consent stands.
        """
        return (await self._confirm(await self.unit_of_work(partial(find, wanted)))).stands

    async def _confirm(self, known: Referral) -> Confirmed:
        if known.state not in READABLE:
            return Confirmed(False)
        confirmed = await self.confirm_consent.standing(known.handover_id)
        if confirmed.stands:
            return confirmed
        if confirmed.mistaken:
            await self.unit_of_work(lambda tx: correct_consent(tx, _ended(known, "lapsed")))
        else:
            await self.unit_of_work(lambda tx: withdraw_consent(tx, _ended(known, "withdrawn")))
        return Confirmed(False)

    async def _open(self, wanted: Wanted, tx: Transaction, *, is_readable: bool, added: Additions) -> Opened:
        query = await wanted(tx)
        opened = await advance(tx, lambda found: step_if_possible(found, "open", tx.now, by="partner"), **query)
        partner = await PARTNERS.get(tx, partner_id=opened.partner_id)
        if not is_readable:
            return Opened(opened, partner, None, [])
        contents = await self.packages.open(tx, opened)
        inquiries = await self.inquiries.of_partner(tx, opened)
        if contents is None:
            return Opened(opened, partner, None, inquiries)
        return Opened(opened, partner, contents.items, inquiries, contents.files, added)


async def find(wanted: Wanted, tx: Transaction) -> Referral:
    return await REFERRALS.get(tx, **await wanted(tx))


def _ended(known: Referral, state: Decision) -> Handover:
    return Handover(handover_id=known.handover_id, case_id=known.case_id, partner_id=known.partner_id, state=state)
