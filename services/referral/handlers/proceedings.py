"""Criminal proceedings of a case, told by the affected person's side and entered by the counsellor."""

import uuid

from services.referral.domain.proceeding import Account, Proceeding, enter, update
from services.referral.publications import say_proceeding
from services.referral.store import find_by, put, there
from shared.bus import Transaction


async def enter_proceeding(tx: Transaction, case_id: str, account: Account) -> Proceeding:
    proceeding = enter(account, proceeding_id=str(uuid.uuid4()), case_id=case_id, today=tx.now.date())
    return await _save(tx, proceeding)


async def update_proceeding(
    tx: Transaction, case_id: str, proceeding_id: str, account: Account, version: int
) -> Proceeding:
    known = await proceeding_of(tx, case_id, proceeding_id)
    return await _save(tx, update(known, account, version, tx.now.date()))


async def proceeding_of(tx: Transaction, case_id: str, proceeding_id: str) -> Proceeding:
    return there(await find_by(tx, Proceeding, _id=proceeding_id, case_id=case_id))


async def _save(tx: Transaction, proceeding: Proceeding) -> Proceeding:
    await put(tx, proceeding)
    say_proceeding(tx, proceeding)
    return proceeding
