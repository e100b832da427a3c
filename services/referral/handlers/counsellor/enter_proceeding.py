"""The counsellor enters a criminal proceeding as the affected person's side knows it, and changes it."""

import uuid
from dataclasses import dataclass
from functools import partial

from services.referral.domain import proceeding
from services.referral.domain.case import refuse_proceedings
from services.referral.domain.proceeding import Account, EnteredBefore
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.handlers.tell_act import tell_acts
from services.referral.store import PROCEEDINGS
from shared.attempts import once
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.web import Staff


@dataclass(frozen=True)
class EnterProceeding:
    """Every act raises NotFound and ReasonNeeded like `load_visible`, and Invalid like `proceeding.check`.

    A case of prevention has no proceeding: NotFound for it too.
    """

    unit_of_work: UnitOfWork
    file_numbers: FileNumbers

    async def enter(
        self, me: Staff, case_id: str, account: Account, file_number: str | None = None, *, page_id: str | None = None
    ) -> None:
        """Enters one proceeding a page. Raises EnteredBefore where the page entered one with another content."""
        refuse_proceedings(await self.unit_of_work(lambda tx: load_visible(tx, me, case_id)))
        proceeding_id = str(uuid.uuid4())
        sealed = await self.file_numbers.seal(case_id, proceeding_id, file_number)

        async def do(tx: Transaction) -> str:
            today = berlin_day(tx.now)
            entered = proceeding.enter(
                account, proceeding_id=proceeding_id, case_id=case_id, today=today, file_number=sealed
            )
            await PROCEEDINGS.add(tx, entered.state)
            await tell_acts(tx, case_id, {proceeding_id})
            return proceeding_id

        async def work(tx: Transaction) -> None:
            refuse_proceedings(await load_visible(tx, me, case_id))
            outcome = await once(tx, page_id, partial(do, tx))
            if outcome.is_repeated:
                known = await PROCEEDINGS.get(tx, proceeding_id=outcome.result, case_id=case_id)
                if (known.account, await self.file_numbers.open(known)) != (account, file_number):
                    raise EnteredBefore(known.proceeding_id)

        await self.unit_of_work(work)

    async def change(
        self,
        me: Staff,
        case_id: str,
        proceeding_id: str,
        account: Account,
        version: int,
        file_number: str | None = None,
        *,
        act_id: str | None = None,
    ) -> None:
        """Replaces account and file number; without `file_number` there is none any more. Raises also Conflict where
        `version` is not the current one.
        """
        await self.unit_of_work(lambda tx: load_visible(tx, me, case_id))
        sealed = await self.file_numbers.seal(case_id, proceeding_id, file_number)

        async def work(tx: Transaction) -> None:
            await load_visible(tx, me, case_id)
            await once(tx, act_id, partial(do, tx))

        async def do(tx: Transaction) -> None:
            today = berlin_day(tx.now)
            await PROCEEDINGS.update(
                tx,
                lambda known: proceeding.change(known, account, version, today, file_number=sealed),
                proceeding_id=proceeding_id,
                case_id=case_id,
            )
            await tell_acts(tx, case_id, {proceeding_id})

        await self.unit_of_work(work)
