"""A partner at work proposes appointments and names the person in charge, and reads the answer."""

from dataclasses import dataclass
from functools import partial

from services.referral.domain.arrangement import next_round, offer, refuse_unless_at_work, refuse_unseen
from services.referral.domain.referral import Referral
from services.referral.handlers.arrangements import Arrangements, OpenedArrangement, opened, sealed_content
from services.referral.handlers.effects.schedule import schedule_telling
from services.referral.handlers.partner.open_referral import OpenReferral, Wanted
from services.referral.store import ARRANGEMENTS, REFERRALS
from shared.arrangement import Appointment, Officer
from shared.attempts import once
from shared.bus import Transaction, UnitOfWork


@dataclass(frozen=True)
class Arrange:
    """Every act raises NotFound, Unconfirmed like OpenReferral, and Conflict like `refuse_unless_at_work`."""

    unit_of_work: UnitOfWork
    open_referral: OpenReferral
    arrangements: Arrangements

    async def read(self, wanted: Wanted) -> OpenedArrangement | None:
        """Returns the partner's last arrangement; None where there is none yet."""
        await self.open_referral.is_readable(wanted)

        async def work(tx: Transaction) -> OpenedArrangement | None:
            return await self.arrangements.of(tx, await _at_work(wanted, tx))

        return await self.unit_of_work(work)

    async def offer(
        self,
        wanted: Wanted,
        officer: Officer | None,
        appointments: tuple[Appointment, ...],
        seen: int | None,
        *,
        act_id: str | None = None,
    ) -> None:
        """Replaces the arrangement; the same again changes nothing. `seen`: its number on the screen; None: not
        checked.

        Raises Invalid for an empty first one, and Conflict where the arrangement changed since `seen`.
        """
        await self.open_referral.is_readable(wanted)
        referral = await self.unit_of_work(partial(_at_work, wanted))
        key = await self.arrangements.key(referral.case_id)

        async def do(tx: Transaction) -> None:
            now = await _at_work(wanted, tx)
            tx.lock_key(now.case_id)
            known = await ARRANGEMENTS.find(tx, id=now.referral_id)
            before = opened(key, known).content if known else None
            said = next_round(before, officer, appointments)
            if said is None:
                return
            refuse_unseen(known, seen)
            sealed = sealed_content(key, now, said)
            is_another = before is None or said.round != before.round
            await ARRANGEMENTS.put(tx, offer(known, now, sealed, tx.now, is_another_round=is_another).state)
            schedule_telling(tx, now)

        await self.unit_of_work(lambda tx: once(tx, act_id, partial(do, tx)))


async def _at_work(wanted: Wanted, tx: Transaction) -> Referral:
    referral = await REFERRALS.get(tx, **await wanted(tx))
    refuse_unless_at_work(referral)
    return referral
