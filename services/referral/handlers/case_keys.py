"""The key of a case in this service, under which all that is sealed here of the case is erased at once."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from services.referral.domain.referral import Referral
from shared.sealing import DataKey, Erased, KeyStore


class OfReferral(Protocol):
    @property
    def referral_id(self) -> str: ...


S = TypeVar("S", bound=OfReferral)
T = TypeVar("T")


async def case_key(keys: KeyStore, case_id: str) -> DataKey:
    """Makes it where there is none; to be called outside of a transaction, for a case that is there."""
    try:
        return await keys.get(case_id)
    except Erased:
        return await keys.create(case_id)


async def opened_by_referral(
    keys: KeyStore, referrals: Sequence[Referral], found: Sequence[S], opened: Callable[[DataKey, S], T]
) -> dict[str, list[T]]:
    """What was found of several referrals of one case, by their ids, each in the order in which it was found."""
    by_id: dict[str, list[T]] = {each.referral_id: [] for each in referrals}
    if found:
        key = await keys.get(referrals[0].case_id)
        for each in found:
            by_id[each.referral_id].append(opened(key, each))
    return by_id
