"""A supervisor enters, edits, confirms, closes, reopens or delists an entry of the directory."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from services.referral.domain import entry_text
from services.referral.domain.entry_change import How
from services.referral.domain.partner import Partner, blank
from services.referral.handlers.directory import save_entries
from services.referral.store import PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid
from shared.web import Staff

CHANGED: Final = "Dieser Eintrag wurde inzwischen geändert. Bitte vergleichen Sie und speichern Sie noch einmal."
SUSPENDED: Final = "Der Zugang dieser Stelle ist gesperrt. Bitte heben Sie zuerst die Sperre auf."
IN_THE_PAST: Final = "Bitte geben Sie einen Tag an, der noch kommt: den ersten, an dem wieder geöffnet ist."


async def enter_entry(tx: Transaction, me: Staff, texts: Mapping[str, list[str]], act_id: str) -> str:
    """Returns the id of the new entry, the same for the same act. Raises Wrong."""

    async def do() -> str:
        entered = entry_text.read(texts, new_entry(berlin_day(tx.now)))
        await save_entries(tx, [(None, entered)], by=me.name, how="entered")
        return entered.partner_id

    return (await once(tx, act_id, do)).result


async def edit_entry(
    tx: Transaction, me: Staff, partner_id: str, texts: Mapping[str, list[str]], version: int, act_id: str
) -> None:
    """Changes the entry. Raises NotFound, Wrong, and Conflict where `version` is not the current one."""
    await _change(tx, me, partner_id, "edited", lambda known: entry_text.read(texts, known), act_id, version)


async def confirm_entry(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Confirms the entry by `me`, today, after a call for example. Raises NotFound."""
    today = berlin_day(tx.now)
    confirmed = {"assured_on": today, "assured_by": me.name}
    await _change(tx, me, partner_id, "confirmed", lambda known: known.model_copy(update=confirmed), act_id)


async def close_entry(tx: Transaction, me: Staff, partner_id: str, until: date | None, act_id: str) -> None:
    """Closes it until the day on which it is open again; None: unknown. Raises NotFound, and Invalid for a past day."""
    if until is not None and until <= berlin_day(tx.now):
        raise Invalid("bad-day", IN_THE_PAST)
    closed = {"status": "temporarily closed", "closed_until": until}
    await _change(tx, me, partner_id, "closed", lambda known: known.model_copy(update=closed), act_id)


async def reopen_entry(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Reopens the entry; raises NotFound."""
    opened = {"status": "active", "closed_until": None}
    await _change(tx, me, partner_id, "reopened", lambda known: known.model_copy(update=opened), act_id)


async def list_entry(tx: Transaction, me: Staff, partner_id: str, *, listed: bool, act_id: str) -> None:
    """Takes the entry out of the directory, and recalls its open referrals, or lists it again.

    Raises NotFound, and Conflict for a suspended partner: lifting the suspension lists it again.
    """

    def decide(known: Partner) -> Partner:
        if known.suspended is not None:
            raise Conflict("not-in-this-state", SUSPENDED)
        return known.model_copy(update={"listed": listed})

    await _change(tx, me, partner_id, "edited", decide, act_id)


def new_entry(today: date, partner_id: str = "") -> Partner:
    return blank(partner_id or str(uuid.uuid4()), uuid.uuid4().hex[:12], today)


async def _change(
    tx: Transaction,
    me: Staff,
    partner_id: str,
    how: How,
    decide: Callable[[Partner], Partner],
    act_id: str,
    version: int | None = None,
) -> None:
    async def do() -> None:
        known = await PARTNERS.get(tx, partner_id=partner_id)
        if version is not None and version != known.version:
            raise Conflict("changed-meanwhile", CHANGED)
        after = decide(known)
        if after != known:
            await save_entries(tx, [(known, after)], by=me.name, how=how)

    await once(tx, act_id, do)
