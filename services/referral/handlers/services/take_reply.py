"""Stores a mail in answer to one of ours to a partner, which notification passes on; the referral's state stays."""

from dataclasses import dataclass

from services.referral.domain.mail_reply import MOST, MailReply, MailReplyReceived, is_of_entry
from services.referral.handlers.mail_replies import MailReplies, Written
from services.referral.publications import publish_mail_reply
from services.referral.store import MAIL_REPLIES, PARTNERS, REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.clock import whole_hour
from shared.errors import NotFound


@dataclass(frozen=True)
class TakeReply:
    unit_of_work: UnitOfWork
    replies: MailReplies

    async def __call__(self, referral_id: str, reply_id: str, written: Written) -> bool:
        """Returns whether the mail is stored; repeated calls store it once. Raises NotFound for an unknown referral.

        No more than MOST are stored: whoever has one of our mails could send any number.
        """
        known = await self.unit_of_work(lambda tx: REFERRALS.get(tx, referral_id=referral_id))
        content = await self.replies.seal(known.case_id, reply_id, written)

        async def work(tx: Transaction) -> bool:
            tx.lock_key(known.case_id)
            referral = await REFERRALS.get(tx, referral_id=referral_id)
            if await MAIL_REPLIES.find(tx, id=reply_id):
                return True
            if await MAIL_REPLIES.count(tx, referral_id=referral_id) >= MOST:
                return False
            partner = await PARTNERS.find(tx, partner_id=referral.partner_id)
            if partner is None:
                raise NotFound
            received = MailReplyReceived(
                MailReply(
                    id=reply_id,
                    case_id=referral.case_id,
                    referral_id=referral_id,
                    received_at=whole_hour(tx.now),
                    is_of_entry=is_of_entry(written.sender, partner),
                    content=content,
                )
            )
            await MAIL_REPLIES.add(tx, received.state)
            publish_mail_reply(tx, received, referral)
            return True

        return await self.unit_of_work(work)
