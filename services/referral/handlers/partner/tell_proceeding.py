"""A partner that investigates reports how the proceeding behind its referral stands, and reads its own account."""

from dataclasses import dataclass
from functools import partial

from services.referral.domain.proceeding import Proceeding, Told
from services.referral.domain.referral import Referral
from services.referral.domain.told_proceeding import (
    proceeding_id_of,
    refuse_unless_it_may_tell,
    tell_again,
    tell_first,
)
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.handlers.partner.open_referral import OpenReferral, Wanted
from services.referral.handlers.tell_act import tell_acts
from services.referral.store import PARTNERS, PROCEEDINGS, REFERRALS
from shared.attempts import once
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day


@dataclass(frozen=True)
class TellProceeding:
    """Every act raises NotFound, Unconfirmed like OpenReferral, and Conflict like `refuse_unless_it_may_tell`."""

    unit_of_work: UnitOfWork
    open_referral: OpenReferral
    file_numbers: FileNumbers

    async def read(self, wanted: Wanted) -> tuple[Referral, Told | None, str | None]:
        """Returns the referral, and the partner's last account with its file number; None where there is none yet."""
        await self.open_referral.is_readable(wanted)

        async def work(tx: Transaction) -> tuple[Referral, Told | None, str | None]:
            referral = await _at_work(wanted, tx)
            known = await _find(tx, referral)
            return referral, known.told if known else None, await self._number(known)

        return await self.unit_of_work(work)

    async def tell(
        self, wanted: Wanted, told: Told, file_number: str | None, seen: int | None, *, act_id: str | None = None
    ) -> None:
        """Stores the account. `seen`: the number of the account on the partner's screen; None is not checked.

        Raises Invalid for an account that cannot be true, and Conflict where it changed since `seen`.
        """
        await self.open_referral.is_readable(wanted)
        referral = await self.unit_of_work(partial(_at_work, wanted))
        case_id, proceeding_id = referral.case_id, proceeding_id_of(referral)
        sealed = await self.file_numbers.seal(case_id, proceeding_id, file_number)
        told = told.model_copy(update={"file_number": sealed})

        async def do(tx: Transaction) -> None:
            now = await _at_work(wanted, tx)
            tx.lock_key(case_id)
            known = await _find(tx, now)
            if known is None:
                land = (await PARTNERS.get(tx, partner_id=now.partner_id)).land
                first = tell_first(now, told, land, berlin_day(tx.now))
                await PROCEEDINGS.add(tx, first.state)
                await tell_acts(tx, case_id, {proceeding_id})
                return
            is_new = await self._number(known) != file_number
            changed = await PROCEEDINGS.update(
                tx,
                lambda found: tell_again(now, found, told, seen, berlin_day(tx.now), has_new_file_number=is_new),
                proceeding_id=proceeding_id,
            )
            if changed is not None:
                await tell_acts(tx, case_id, {proceeding_id})

        async def work(tx: Transaction) -> None:
            await once(tx, act_id, partial(do, tx))

        await self.unit_of_work(work)

    async def _number(self, known: Proceeding | None) -> str | None:
        """Returns the file number of the partner's own account."""
        if known is None or known.told is None:
            return None
        return await self.file_numbers.open(known.model_copy(update={"file_number": known.told.file_number}))


async def _at_work(wanted: Wanted, tx: Transaction) -> Referral:
    referral = await REFERRALS.get(tx, **await wanted(tx))
    refuse_unless_it_may_tell(referral)
    return referral


async def _find(tx: Transaction, referral: Referral) -> Proceeding | None:
    return await PROCEEDINGS.find(tx, proceeding_id=proceeding_id_of(referral))
