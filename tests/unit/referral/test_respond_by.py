from datetime import UTC, datetime

import pytest

from services.referral.domain.respond_by import respond_by
from shared.contracts.vocabulary import Urgency
from tests.unit.referral.given import partner


@pytest.mark.parametrize(
    ("urgency", "promise", "now", "due"),
    [
        (Urgency.IMMEDIATE, 2, "2026-09-01T07:00", "2026-09-01T14:00"),
        (Urgency.IMMEDIATE, 2, "2026-09-01T13:00", "2026-09-02T14:00"),
        (Urgency.IMMEDIATE, 2, "2026-09-05T07:00", "2026-09-07T14:00"),
        (Urgency.URGENT, 3, "2026-09-04T07:00", "2026-09-07T14:00"),
        (Urgency.ROUTINE, 3, "2026-09-01T07:00", "2026-09-04T14:00"),
        (Urgency.ROUTINE, 1, "2026-12-24T08:00", "2026-12-28T15:00"),
        (Urgency.ROUTINE, 1, "2026-06-03T07:00", "2026-06-05T14:00"),
    ],
)
def test_urgency_and_the_partners_promise_in_working_days(urgency: Urgency, promise: int, now: str, due: str) -> None:
    sent = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert respond_by(urgency, partner("a", response_days=promise), sent) == expected
