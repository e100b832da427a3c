"""The directory becomes what its file says; only what changed is saved and published."""

from collections.abc import Sequence
from functools import partial

from services.referral.domain import partner
from services.referral.domain.partner import Partner, PartnerDelisted
from services.referral.domain.referral import Referral, Step
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance
from services.referral.handlers.propose import propose_for_every_open_case
from services.referral.publications import publish
from services.referral.store import PARTNERS, REFERRALS
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason


async def import_directory(tx: Transaction, entries: Sequence[Partner]) -> int:
    """How many entries changed. A missing one is delisted, and its open referrals are recalled."""
    changes = partner.import_directory(await PARTNERS.all(tx), entries)
    for change in changes:
        await PARTNERS.put(tx, change.state)
        publish(tx, change)
    for change in changes:
        if isinstance(change, PartnerDelisted):
            await _recall_referrals(tx, change.state)
    if changes:
        await propose_for_every_open_case(tx)
    return len(changes)


async def _recall_referrals(tx: Transaction, delisted: Partner) -> None:
    for referral in await REFERRALS.all(tx, partner_id=delisted.partner_id):
        await advance(tx, partial(_recall, tx), referral_id=referral.referral_id)


def _recall(tx: Transaction, referral: Referral) -> Step | None:
    return step_if_possible(referral, "recall", tx.now, reason=RecallReason.PARTNER_DELISTED)
