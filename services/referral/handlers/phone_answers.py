"""Answers of partners on the phone, sealed under this service's own key of the case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from services.referral.domain.phone_answer import PhoneAnswer, Said, Sealed
from services.referral.domain.referral import Referral
from services.referral.handlers.case_keys import case_key
from services.referral.handlers.open_by_referral import open_by_referral
from services.referral.store import PHONE_ANSWERS
from shared.bus import Transaction
from shared.sealing import DataKey, KeyStore, open_sealed, seal

PURPOSE: Final = "phone answer"


@dataclass(frozen=True)
class Speaking:
    """`who`: the speaker at the partner, by function or name; `by`: the name of the member of staff who recorded it."""

    who: str = field(repr=False)
    number: str = field(repr=False)
    by: str


@dataclass(frozen=True)
class OpenedPhoneAnswer:
    act: Said
    reason: str | None
    said_at: datetime
    recorded_at: datetime
    is_of_entry: bool
    speaking: Speaking


@dataclass(frozen=True)
class PhoneAnswers:
    keys: KeyStore

    async def seal(self, case_id: str, answer_id: str, speaking: Speaking) -> Sealed:
        """Seals the speaker. To be called outside of a transaction, for a case that exists."""
        key = await case_key(self.keys, case_id)
        plain = json.dumps({"who": speaking.who, "number": speaking.number, "by": speaking.by})
        return seal(key, plain, purpose=PURPOSE, case=case_id, field=answer_id)

    async def of(self, tx: Transaction, referral: Referral) -> list[OpenedPhoneAnswer]:
        """Returns the answers in their order, for the partner of the referral and for staff who may see the case."""
        return (await self.of_each(tx, [referral]))[referral.referral_id]

    async def of_each(self, tx: Transaction, referrals: Sequence[Referral]) -> dict[str, list[OpenedPhoneAnswer]]:
        """Returns the answers for several referrals of one case like `of`, by referral id, with one query."""
        return await open_by_referral(tx, self.keys, referrals, PHONE_ANSWERS, "said_at", _opened)


def _opened(key: DataKey, answer: PhoneAnswer) -> OpenedPhoneAnswer:
    plain = open_sealed(key, answer.content, purpose=PURPOSE, case=answer.case_id, field=answer.id)
    return OpenedPhoneAnswer(
        answer.act,
        answer.reason,
        answer.said_at,
        answer.recorded_at,
        answer.is_of_entry,
        Speaking(**json.loads(plain)),
    )
