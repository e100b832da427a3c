"""A contact of a case with the fewest fields that intake's domain allows."""

from datetime import datetime

from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from shared.clock import now
from shared.contracts.vocabulary import Channel, Land, Reason


def a_contact(counsellor: Counsellor | None = None, at: datetime | None = None) -> Contact:
    """Returns a contact, recorded now where `at` is missing, and nobody's without a counsellor."""
    return Contact(
        id=ContactId("contact"),
        case_id=CaseId("case"),
        channel=Channel.PORTAL,
        reason=Reason.COUNSELLING,
        land=Land.SN,
        recorded_at=at or now(),
        state="assigned" if counsellor else "recorded",
        counsellor=counsellor,
    )
