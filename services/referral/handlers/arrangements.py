"""Arrangements of partners and the person's answers, sealed under this service's own key of the case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.referral.domain.arrangement import KeptArrangement, Sealed
from services.referral.domain.referral import AT_WORK, Referral
from services.referral.handlers.case_keys import case_key
from services.referral.store import ARRANGEMENTS
from shared.arrangement import Answer, Arrangement
from shared.bus import Transaction
from shared.sealing import DataKey, Erased, KeyStore, open_sealed, seal

PURPOSE: Final = "arrangement"
ANSWER: Final = "arrangement answer"


@dataclass(frozen=True)
class OpenedArrangement:
    """An arrangement in plain text. `answer`: the person's, to these appointments."""

    number: int
    content: Arrangement
    answer: Answer | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Arrangements:
    keys: KeyStore

    async def key(self, case_id: str) -> DataKey:
        """Returns the key of the case. To be called outside of a transaction, for a case that exists."""
        return await case_key(self.keys, case_id)

    async def of(self, tx: Transaction, referral: Referral) -> OpenedArrangement | None:
        """Returns the arrangement while the partner is at work; for the partner, and for staff who may see the case."""
        known = await ARRANGEMENTS.find(tx, id=referral.referral_id) if referral.state in AT_WORK else None
        if known is None:
            return None
        try:
            return opened(await self.keys.get(referral.case_id), known)
        except Erased:
            return None


def sealed_content(key: DataKey, referral: Referral, content: Arrangement) -> Sealed:
    plain = content.model_dump_json()
    return seal(key, plain, purpose=PURPOSE, case=referral.case_id, field=referral.referral_id)


def sealed_answer(key: DataKey, known: KeptArrangement, answer: Answer) -> Sealed:
    return seal(key, answer.model_dump_json(), purpose=ANSWER, case=known.case_id, field=known.id)


def opened(key: DataKey, known: KeptArrangement) -> OpenedArrangement:
    content = open_sealed(key, known.content, purpose=PURPOSE, case=known.case_id, field=known.id)
    answer = open_sealed(key, known.answer, purpose=ANSWER, case=known.case_id, field=known.id) if known.answer else ""
    return OpenedArrangement(
        known.number,
        Arrangement.model_validate_json(content),
        Answer.model_validate_json(answer) if answer else None,
        known.answered_at,
    )
