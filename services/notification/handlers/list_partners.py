"""Keeps the names of partners while they are in the directory."""

from services.notification.domain.partner import ListedPartner
from services.notification.store import DELIVERIES, PARTNERS, WEBHOOKS
from shared.bus import Transaction


async def list_partner(tx: Transaction, partner_id: str, name: str) -> None:
    await PARTNERS.put(tx, ListedPartner(id=partner_id, name=name))


async def delist_partner(tx: Transaction, partner_id: str) -> None:
    """Removes the partner: its system is told nothing any more.

    What we knew of that system goes too, as does what the partner was told of its entry.
    """
    await PARTNERS.remove(tx, id=partner_id)
    await WEBHOOKS.remove(tx, id=partner_id)
    await DELIVERIES.remove(tx, key=partner_id)
