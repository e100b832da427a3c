"""The state of the partners' systems, and what one of them was told lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.notification.domain.delivery import Delivery
from services.notification.domain.webhook import Webhook
from services.notification.store import PARTNERS, WEBHOOKS, names_of, told_to_system
from shared.bus import Transaction

LATELY: Final = timedelta(days=28)
MOST: Final = 50


@dataclass(frozen=True)
class System:
    name: str
    webhook: Webhook | None
    told: Sequence[Delivery]
    """Notices of the last four weeks, at most MOST, the newest first."""


async def show_webhook(tx: Transaction, partner_id: str) -> System:
    """Returns the system of a partner. Raises NotFound where no such partner is listed."""
    partner = await PARTNERS.get(tx, id=partner_id)
    told = await told_to_system(tx, partner_id, tx.now - LATELY, MOST)
    return System(partner.name, await WEBHOOKS.find(tx, id=partner_id), told)


async def list_webhooks(tx: Transaction) -> list[System]:
    """Lists the systems by name, without what they were told."""
    known = await WEBHOOKS.all(tx)
    names = await names_of(tx, [each.id for each in known])
    return sorted((System(names.get(each.id, ""), each, ()) for each in known), key=lambda system: system.name)
