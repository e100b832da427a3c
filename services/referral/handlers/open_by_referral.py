"""Opens messages about several referrals of one case, with the key of the case and one query."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from services.referral.domain.inquiry import Inquiry
from services.referral.domain.mail_reply import MailReply
from services.referral.domain.phone_answer import PhoneAnswer
from services.referral.domain.referral import Referral
from shared.bus import Transaction
from shared.sealing import DataKey, KeyStore
from shared.store import Repository

S = TypeVar("S", Inquiry, MailReply, PhoneAnswer)
T = TypeVar("T")


async def open_by_referral(
    tx: Transaction,
    keys: KeyStore,
    referrals: Sequence[Referral],
    of: Repository[S],
    sort: str,
    opened: Callable[[DataKey, S], T],
) -> dict[str, list[T]]:
    """Returns them by referral id, in the order of the field `sort`. Where there are none, no key is fetched."""
    by_id: dict[str, list[T]] = {each.referral_id: [] for each in referrals}
    found = await of.all(tx, sort=sort, referral_id=[*by_id])
    if found:
        key = await keys.get(referrals[0].case_id)
        for each in found:
            by_id[each.referral_id].append(opened(key, each))
    return by_id
