"""A partner confirms its own entry of the directory, or corrects how it is reached."""

from collections.abc import Mapping
from typing import Any, Final

from services.referral.domain import entry_text, link
from services.referral.domain.entry_change import BY_PARTNER
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import save_entries
from services.referral.store import PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import NotFound

ITS_OWN: Final = ("phones", "openings", "public_mail", "web", "note", "does_not", "phrase", "capacity")
"""Fields that the partner may correct itself; for others it writes to us."""


def behind_entry_link(key: bytes, token: str, tx: Transaction) -> dict[str, Any]:
    """Returns the entry's query. Raises NotFound for a link that was not signed for an entry, or that has ended."""
    partner_id = link.read_entry(key, token, tx.now)
    if partner_id is None:
        raise NotFound
    return {"partner_id": partner_id, "listed": True}


async def confirm_entry(
    tx: Transaction, wanted: Mapping[str, Any], texts: Mapping[str, list[str]], act_id: str
) -> None:
    """Confirms the entry with the changes in `texts`, which has only fields of ITS_OWN. Raises NotFound and Wrong."""
    assert texts.keys() <= set(ITS_OWN)

    async def do() -> None:
        known = await PARTNERS.get(tx, **wanted)
        today = berlin_day(tx.now)
        told = {"capacity_on": today} if texts.get("capacity", ["unknown"]) != ["unknown"] else {}
        dated = known.model_copy(update={"assured_on": today, "assured_by": BY_PARTNER, **told})
        await save_entries(tx, [(known, entry_text.read(texts, dated))], by=BY_PARTNER, how="by_partner")

    await once(tx, act_id, do)


async def entry_behind(tx: Transaction, wanted: Mapping[str, Any]) -> Partner:
    """Returns the entry; raises NotFound."""
    return await PARTNERS.get(tx, **wanted)
