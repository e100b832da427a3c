"""The counsellor enters a criminal proceeding as the affected person's side knows it, and changes it."""

import uuid

from services.referral.domain import proceeding
from services.referral.domain.proceeding import Account
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.publications import publish
from services.referral.store import PROCEEDINGS
from shared.bus import Transaction
from shared.web import Staff


async def enter_proceeding(tx: Transaction, me: Staff, case_id: str, account: Account) -> None:
    """Raises NotFound and ReasonNeeded like `load_visible`, Invalid like `proceeding.check`."""
    await load_visible(tx, me, case_id)
    proceeding_id, today = str(uuid.uuid4()), tx.now.date()
    entered = proceeding.enter(account, proceeding_id=proceeding_id, case_id=case_id, today=today)
    await PROCEEDINGS.add(tx, entered.state)
    publish(tx, entered)


async def change_proceeding(
    tx: Transaction, me: Staff, case_id: str, proceeding_id: str, account: Account, version: int
) -> None:
    """Raises what `enter_proceeding` raises, and Conflict where `version` is not the current one."""
    await load_visible(tx, me, case_id)
    changed = await PROCEEDINGS.update(
        tx,
        lambda known: proceeding.change(known, account, version, tx.now.date()),
        proceeding_id=proceeding_id,
        case_id=case_id,
    )
    assert changed
    publish(tx, changed)
