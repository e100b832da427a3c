"""What the desk had noted as the person's decision was not hers: the referral ends as if she had never agreed."""

from services.referral.domain import circumstances
from services.referral.domain.handover import Handover
from services.referral.handlers.counsellor.circumstances import change_circumstances
from services.referral.handlers.services.note_consent import note_consent
from services.referral.handlers.services.withdraw_consent import end_without_consent
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason


async def correct_consent(tx: Transaction, handover: Handover) -> None:
    """She never agreed: a referral that is open is recalled, and its partner reads why. One that ended stays as it is.

    `handover`: as it stands without that consent.
    """
    await end_without_consent(tx, handover, RecallReason.CONSENT_MISTAKEN)


async def correct_refusal(tx: Transaction, handover: Handover, *, never: bool) -> None:
    """She never refused, and the question stands again; or she did, but not for good, as `handover` says.

    `never`: she did not exclude the partner.
    """
    await note_consent(tx, handover)
    if never:
        await change_circumstances(
            tx,
            handover.case_id,
            lambda known: circumstances.refuse(known, partner_id=handover.partner_id, refused=False),
        )
