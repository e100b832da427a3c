"""Facts as the other services publish them, with the fewest fields that the contract allows."""

import uuid
from typing import Any

from shared.contracts.intake import ContactAssigned, ContactRecorded
from shared.contracts.notification import DeadlineSet, DeliverySent
from shared.contracts.referral import ReferralAccepted, ReferralCompleted, ReferralDelivered, ReferralSent

IN_MAY = "2031-05-20T10:00:00Z"


def referral_sent(case_id: str, referral_id: str) -> ReferralSent:
    return ReferralSent.model_validate(_referral(case_id, referral_id) | {"respond_by": IN_MAY})


def referral_delivered(case_id: str, referral_id: str) -> ReferralDelivered:
    return ReferralDelivered.model_validate(_referral(case_id, referral_id))


def referral_accepted(case_id: str, referral_id: str) -> ReferralAccepted:
    return ReferralAccepted.model_validate(_referral(case_id, referral_id) | {"by": "partner"})


def referral_completed(case_id: str, referral_id: str) -> ReferralCompleted:
    return ReferralCompleted.model_validate(_referral(case_id, referral_id) | {"by": "partner", "outcome": "helped"})


def contact_recorded(contact_id: str, reason: str) -> ContactRecorded:
    return ContactRecorded.model_validate({"contact_id": contact_id, "channel": "phone", "reason": reason})


def contact_assigned(contact_id: str, reason: str) -> ContactAssigned:
    return ContactAssigned.model_validate({"contact_id": contact_id, "reason": reason})


def deadline_set(case_id: str, deadline_id: str) -> DeadlineSet:
    dates = {"safe_on": "2031-08-20", "act_by": "2031-08-20", "legal_on": "2031-08-20"}
    said = {"case_id": case_id, "deadline_id": deadline_id, "proceeding_id": str(uuid.uuid4()), "rule": "strafantrag"}
    return DeadlineSet.model_validate(said | dates)


def delivery_sent(case_id: str) -> DeliverySent:
    said = {"dispatch_id": str(uuid.uuid4()), "audience": "partner", "channel": "mail", "rule": "referral_sent"}
    return DeliverySent.model_validate(said | {"case_id": case_id})


def _referral(case_id: str, referral_id: str) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "referral_id": referral_id,
        "partner_id": str(uuid.uuid4()),
        "partner_category": "police",
        "level": "land",
        "kind": "warm",
        "urgency": "urgent",
    }
