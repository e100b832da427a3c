"""Mails of partners, sealed under this service's own key of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.mail_reply import MailReply, Sealed
from services.referral.domain.referral import Referral
from services.referral.handlers.case_keys import case_key
from services.referral.handlers.open_by_referral import open_by_referral
from services.referral.store import MAIL_REPLIES
from shared.bus import Transaction
from shared.sealing import DataKey, KeyStore, open_sealed, seal
from shared.text import LONGEST

PURPOSE: Final = "mail reply"
LINE: Final = 300
"""Characters of a header, or of a file's name, at most."""
Line = Annotated[str, Field(max_length=LINE)]


class Written(BaseModel):
    """`attached`: names of files, which stay in the mailbox. `is_whole`: False where more of the mail is only there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    sender: Line = Field(repr=False)
    subject: Line = Field(repr=False)
    text: Annotated[str, Field(max_length=LONGEST, repr=False)]
    attached: Annotated[tuple[Line, ...], Field(max_length=200, repr=False)] = ()
    is_whole: bool = True


@dataclass(frozen=True)
class OpenedReply:
    received_at: datetime
    is_of_entry: bool
    written: Written


@dataclass(frozen=True)
class MailReplies:
    keys: KeyStore

    async def seal(self, case_id: str, reply_id: str, written: Written) -> Sealed:
        """Seals the mail. To be called outside of a transaction, for a case that exists."""
        key = await case_key(self.keys, case_id)
        return seal(key, written.model_dump_json(), purpose=PURPOSE, case=case_id, field=reply_id)

    async def of_each(self, tx: Transaction, referrals: Sequence[Referral]) -> dict[str, list[OpenedReply]]:
        """Returns the mails by referral id, in their order, of one case's referrals; for staff who may see the case."""
        return await open_by_referral(tx, self.keys, referrals, MAIL_REPLIES, "received_at", _opened)


def _opened(key: DataKey, reply: MailReply) -> OpenedReply:
    plain = open_sealed(key, reply.content, purpose=PURPOSE, case=reply.case_id, field=reply.id)
    return OpenedReply(reply.received_at, reply.is_of_entry, Written.model_validate_json(plain))
