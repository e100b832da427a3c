"""The id of a referral, known before the referral exists: intake and referral compute the same one."""

import uuid


def referral_of(handover_id: str) -> str:
    """The id of the one referral that a hand-over leads to: `handover_id` is a UUID, and so is the referral's.

    It is the same again when a service that was restored from its backup consumes the consent again.
    """
    return str(uuid.uuid5(uuid.UUID(handover_id), "referral"))
