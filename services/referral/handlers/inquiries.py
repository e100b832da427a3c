"""Questions of partners and our replies, sealed under this service's own key of the case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from services.referral.domain.inquiry import Inquiry, Sealed
from services.referral.domain.referral import READABLE, Referral
from services.referral.handlers.case_keys import case_key
from services.referral.handlers.open_by_referral import open_by_referral
from services.referral.store import INQUIRIES
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem
from shared.sealing import DataKey, KeyStore, open_sealed, seal

PURPOSE: Final = "inquiry"
Part = Literal["text", "reply"]


@dataclass(frozen=True)
class OpenedInquiry:
    """A question in plain text. `reply`: None until it is answered, and where an addition answered it."""

    id: str
    asked_at: datetime
    items: tuple[ConsentItem, ...]
    text: str = field(repr=False)
    reply: str | None = field(repr=False)
    replied_at: datetime | None
    by_addition: bool = False


@dataclass(frozen=True)
class Inquiries:
    keys: KeyStore

    async def seal(self, case_id: str, inquiry_id: str, part: Part, text: str) -> Sealed:
        """Seals a part of the inquiry. To be called outside of a transaction, for a case that exists."""
        key = await case_key(self.keys, case_id)
        return seal(key, text, purpose=PURPOSE, case=case_id, field=f"{inquiry_id} {part}")

    async def of_partner(self, tx: Transaction, referral: Referral) -> list[OpenedInquiry]:
        """Returns the questions in their order, while the partner may read the package; none afterwards."""
        return await self.of(tx, referral) if referral.state in READABLE else []

    async def of(self, tx: Transaction, referral: Referral) -> list[OpenedInquiry]:
        """Returns the questions in their order, for staff who may see the case; the caller notes the look."""
        return (await self.of_each(tx, [referral]))[referral.referral_id]

    async def of_each(self, tx: Transaction, referrals: Sequence[Referral]) -> dict[str, list[OpenedInquiry]]:
        """Returns the questions of several referrals of one case like `of`, by referral id, with one query."""
        return await open_by_referral(tx, self.keys, referrals, INQUIRIES, "asked_at", _opened)


def _opened(key: DataKey, inquiry: Inquiry) -> OpenedInquiry:
    def text(part: Part, sealed: Sealed) -> str:
        return open_sealed(key, sealed, purpose=PURPOSE, case=inquiry.case_id, field=f"{inquiry.id} {part}")

    return OpenedInquiry(
        inquiry.id,
        inquiry.asked_at,
        inquiry.items,
        text("text", inquiry.text) if inquiry.text else "",
        text("reply", inquiry.reply) if inquiry.reply else None,
        inquiry.replied_at,
        inquiry.by_addition,
    )
