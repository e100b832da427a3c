"""What partners write by mail, sealed under this service's own key of the case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.mail_reply import Sealed
from services.referral.domain.referral import Referral
from services.referral.handlers.case_keys import case_key
from services.referral.store import MAIL_REPLIES
from shared.bus import Transaction
from shared.sealing import KeyStore, open_sealed, seal
from shared.text import LONGEST

PURPOSE: Final = "mail reply"
LINE: Final = 300
"""Characters of a header, or of a file's name."""
Line = Annotated[str, Field(max_length=LINE)]


class Written(BaseModel):
    """`attached`: names of files, which stay in the mailbox, as does a mail that is not `is_whole` here."""

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
        """To be called outside of a transaction, for a case that is there."""
        key = await case_key(self.keys, case_id)
        return seal(key, written.model_dump_json(), purpose=PURPOSE, case=case_id, field=reply_id)

    async def of(self, tx: Transaction, referral: Referral) -> list[OpenedReply]:
        """In their order, for staff who may see the case."""
        found = await MAIL_REPLIES.all(tx, sort="received_at", referral_id=referral.referral_id)
        key = await self.keys.get(referral.case_id) if found else None
        return [
            OpenedReply(
                each.received_at,
                each.is_of_entry,
                Written.model_validate_json(
                    open_sealed(key, each.content, purpose=PURPOSE, case=each.case_id, field=each.id)
                ),
            )
            for each in found
            if key
        ]
