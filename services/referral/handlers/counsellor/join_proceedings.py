"""The counsellor says that two proceedings are of the same act, or takes that back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from services.referral.domain import same_act
from services.referral.domain.proceeding import ProceedingChanged
from services.referral.handlers.counsellor.read_case import look_at
from services.referral.handlers.tell_act import tell_acts
from services.referral.store import PROCEEDINGS
from shared.attempts import once
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import NotFound
from shared.web import Staff


@dataclass(frozen=True)
class JoinProceedings:
    """Every act raises NotFound and ReasonNeeded like `load_visible`, and is noted in the audit."""

    unit_of_work: UnitOfWork
    audit: Audit

    async def join(self, me: Staff, case_id: str, proceeding_id: str, to: str, *, act_id: str | None = None) -> None:
        """Joins their acts; nothing where they are of the same act already. Raises Conflict as `same_act.join`."""

        async def do(tx: Transaction) -> None:
            tx.lock_key(case_id)
            of_case = await PROCEEDINGS.all(tx, sort="case_id", case_id=case_id)
            if not {proceeding_id, to} <= {each.proceeding_id for each in of_case}:
                raise NotFound
            joined = same_act.join(proceeding_id, to, of_case)
            for each in joined:
                await _save(tx, each)
            if joined:
                changed = {each.state.proceeding_id for each in joined}
                await tell_acts(tx, case_id, {*changed, same_act.act_of(to, of_case)[0].proceeding_id})

        await self._once(me, case_id, "proceedings-joined", act_id, do)

    async def part(self, me: Staff, case_id: str, proceeding_id: str, *, act_id: str | None = None) -> None:
        """Separates a proceeding from the act. Raises Conflict as `same_act.part`."""

        async def do(tx: Transaction) -> None:
            tx.lock_key(case_id)
            known = await PROCEEDINGS.get(tx, proceeding_id=proceeding_id, case_id=case_id)
            await _save(tx, same_act.part(known))
            await tell_acts(tx, case_id, {proceeding_id, known.same_act_as or proceeding_id})

        await self._once(me, case_id, "proceedings-parted", act_id, do)

    async def _once(
        self, me: Staff, case_id: str, what: str, act_id: str | None, do: Callable[[Transaction], Awaitable[None]]
    ) -> None:
        async def work(tx: Transaction) -> None:
            await look_at(tx, self.audit, me, case_id, what)
            await once(tx, act_id, partial(do, tx))

        await self.unit_of_work(work)


async def _save(tx: Transaction, changed: ProceedingChanged) -> None:
    await PROCEEDINGS.update(tx, lambda _: changed, proceeding_id=changed.state.proceeding_id)
