"""The counsellor enters a criminal proceeding as the affected person's side knows it, and changes it."""

import uuid

from services.referral.domain import proceeding
from services.referral.domain.proceeding import Account, EnteredBefore
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.publications import publish_proceeding
from services.referral.store import PROCEEDINGS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.web import Staff


async def enter_proceeding(
    tx: Transaction, me: Staff, case_id: str, account: Account, *, page_id: str | None = None
) -> None:
    """Raises NotFound and ReasonNeeded like `load_visible`, Invalid like `proceeding.check`.

    One page enters one proceeding. Raises EnteredBefore where that is there already and says something else.
    """
    await load_visible(tx, me, case_id)

    async def do() -> str:
        today = berlin_day(tx.now)
        entered = proceeding.enter(account, proceeding_id=str(uuid.uuid4()), case_id=case_id, today=today)
        await PROCEEDINGS.add(tx, entered.state)
        publish_proceeding(tx, entered)
        return entered.state.proceeding_id

    outcome = await once(tx, page_id, do)
    if outcome.is_repeated:
        known = await PROCEEDINGS.get(tx, proceeding_id=outcome.result, case_id=case_id)
        if known.account != account:
            raise EnteredBefore(known.proceeding_id)


async def change_proceeding(
    tx: Transaction,
    me: Staff,
    case_id: str,
    proceeding_id: str,
    account: Account,
    version: int,
    *,
    act_id: str | None = None,
) -> None:
    """Raises what `enter_proceeding` raises, and Conflict where `version` is not the current one."""
    await load_visible(tx, me, case_id)

    async def do() -> None:
        changed = await PROCEEDINGS.update(
            tx,
            lambda known: proceeding.change(known, account, version, berlin_day(tx.now)),
            proceeding_id=proceeding_id,
            case_id=case_id,
        )
        assert changed
        publish_proceeding(tx, changed)

    await once(tx, act_id, do)
