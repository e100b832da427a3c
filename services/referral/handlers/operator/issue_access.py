"""Issues a partner's token and PIN; only hashes are stored, so nobody can read them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from services.referral.domain.access import hash_token, issue_access, new_token
from services.referral.domain.entry_change import BY_OPERATOR
from services.referral.handlers.directory import admit, note_step
from services.referral.handlers.pins import NewPin, Pins
from services.referral.store import ACCESS
from shared.bus import Transaction, UnitOfWork


@dataclass(frozen=True)
class IssueMissingAccess:
    """Issues access for the operator, which onboards the partner: whoever hands it over answers for the recipient."""

    unit_of_work: UnitOfWork
    pins: Pins

    async def __call__(self, partner_id: str, held: Mapping[str, str]) -> dict[str, str]:
        """Returns `held` where its `token` is valid; otherwise a new `token` and `pin`; the old ones end."""
        if await self.unit_of_work(partial(_is_valid, partner_id, held)):
            return dict(held)
        return await self.unit_of_work(partial(_issue, partner_id, await self.pins.new()))


async def _is_valid(partner_id: str, held: Mapping[str, str], tx: Transaction) -> bool:
    access = await ACCESS.find(tx, partner_id=partner_id)
    return access is not None and access.token_hash == hash_token(held.get("token", ""))


async def _issue(partner_id: str, new: NewPin, tx: Transaction) -> dict[str, str]:
    token = new_token()
    await admit(tx, issue_access(partner_id, token, new.stretched, tx.now).state)
    await note_step(tx, partner_id, by=BY_OPERATOR, how="onboarded")
    return {"token": token, "pin": new.pin}
