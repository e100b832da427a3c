"""Keeps the partners of referral's directory, as far as a hand-over names them."""

from collections.abc import Mapping
from typing import Any

from services.intake.domain import consent
from services.intake.domain.contact_card import ContactCard
from services.intake.domain.handover import Handover
from services.intake.domain.ids import PartnerId, ThreadId
from services.intake.domain.partner import NOTHING_SAID, ListedPartner, PartnerDescription
from services.intake.domain.task import TaskKind
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.store import CONSENTS, HANDOVERS, PARTNERS
from shared.bus import Transaction
from shared.referral_id import referral_of
from shared.store import Not


async def list_partner(
    tx: Transaction,
    partner_id: PartnerId,
    name: str,
    category: str,
    description: PartnerDescription = NOTHING_SAID,
    card: ContactCard | None = None,
    *,
    onboarded: bool = True,
) -> None:
    """Lists the partner. `card`: None where the entry is not released for the public."""
    listed = ListedPartner(
        id=partner_id, name=name, category=category, description=description, card=card, onboarded=onboarded
    )
    await PARTNERS.put(tx, listed)


async def delist_partner(tx: Transaction, partner_id: PartnerId) -> None:
    """Takes the partner off the list; questions for it that wait for the person lapse.

    Whoever asks for it at the same time locks its key too.
    """
    tx.lock_key(partner_id)
    known = await PARTNERS.find(tx, id=partner_id)
    if known:
        await PARTNERS.put(tx, known.model_copy(update={"listed": False}))
    open_ones: Mapping[str, Any] = {"partner.id": partner_id, "lapsed": Not(True), "ended": Not(True)}
    for asked in await HANDOVERS.all(tx, **open_ones):
        await _lapse(tx, asked)


async def _lapse(tx: Transaction, asked: Handover) -> None:
    consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
    lapsed = await HANDOVERS.update(tx, lambda now: consent.lapse_without_partner(now, consents), id=asked.id)
    if lapsed is None:
        return
    thread = ThreadId(asked.case_id)
    await record(tx, lapsed)
    await make_task(tx, TaskKind.PARTNER_LEFT, Concerned(thread, referral_of(asked.id), partner=asked.partner.name))
    show_later(tx, thread)


async def name_of_partner(tx: Transaction, partner_id: PartnerId) -> str | None:
    known = await PARTNERS.find(tx, id=partner_id)
    return known.name if known else None
