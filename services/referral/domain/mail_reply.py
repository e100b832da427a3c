"""A mail in answer to one of ours to a partner: sealed under the key of the case, and it changes no state."""

from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final

from services.referral.domain.partner import Partner
from shared.state import Fact, State

MOST: Final = 100
"""Replies to one referral that are stored at most: whoever has one of our mails could send any number."""

Sealed = dict[str, Any]


class MailReply(State):
    """`id`: notification's id, the same for the same mail. `is_of_entry`: whether the stated sender, which nobody has
    proven, is a mailbox of the partner's entry. `content`: sealed. `received_at`: a whole hour.
    """

    id: str
    case_id: str
    referral_id: str
    received_at: datetime
    is_of_entry: bool
    content: Sealed


class MailReplyReceived(Fact[MailReply]):
    pass


def is_of_entry(sender: str, partner: Partner) -> bool:
    address = parseaddr(sender)[1].lower()
    return address != "" and address in {each.lower() for each in (*partner.mails, partner.public_mail)}
