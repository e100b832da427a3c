"""The partners of referral's directory, as far as a hand-over names them."""

from services.intake.domain.contact_card import ContactCard
from services.intake.domain.ids import PartnerId
from services.intake.domain.partner import NOTHING_SAID, ListedPartner, PartnerDescription
from services.intake.store import PARTNERS
from shared.bus import Transaction


async def list_partner(
    tx: Transaction,
    partner_id: PartnerId,
    name: str,
    category: str,
    description: PartnerDescription = NOTHING_SAID,
    card: ContactCard | None = None,
) -> None:
    """`card`: None where the entry is not released for the public."""
    listed = ListedPartner(id=partner_id, name=name, category=category, description=description, card=card)
    await PARTNERS.put(tx, listed)


async def delist_partner(tx: Transaction, partner_id: PartnerId) -> None:
    known = await PARTNERS.find(tx, id=partner_id)
    if known:
        await PARTNERS.put(tx, known.model_copy(update={"listed": False}))


async def name_of_partner(tx: Transaction, partner_id: PartnerId) -> str | None:
    known = await PARTNERS.find(tx, id=partner_id)
    return known.name if known else None
