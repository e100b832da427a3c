"""A mail to a partner about its entry came back, which the supervisors see."""

from services.referral.domain import confirmation_request, onboarding
from services.referral.domain.entry_change import BY_ITSELF
from services.referral.handlers.directory import note_step
from services.referral.store import CONFIRMATIONS, ONBOARDINGS, PARTNERS
from shared.bus import Transaction
from shared.contracts.vocabulary import DeliveryRule


async def note_entry_notice_returned(tx: Transaction, partner_id: str, rule: DeliveryRule) -> None:
    """Notes the return; nothing for an unknown partner or mail, or where the last test was confirmed."""
    tx.lock_key(partner_id)
    if await PARTNERS.find(tx, partner_id=partner_id) is None:
        return
    if rule is DeliveryRule.ENTRY_TEST and (tested := await ONBOARDINGS.find(tx, partner_id=partner_id)):
        returned = onboarding.return_mail(tested, tx.now)
        if returned is None:
            return
        await ONBOARDINGS.put(tx, returned.state)
    elif rule is DeliveryRule.ENTRY_DUE and (asked := await CONFIRMATIONS.find(tx, partner_id=partner_id)):
        await CONFIRMATIONS.put(tx, confirmation_request.return_mail(asked, tx.now).state)
    else:
        return
    await note_step(tx, partner_id, by=BY_ITSELF, how="mail_returned")
