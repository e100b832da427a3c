"""One neutral mail in 24 hours to a person with a safe contact; nothing of the matter in any mail."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notification.domain.telling import Delivery, State, Verdict, decide, dispatch_id, is_still_owed
from services.notification.domain.wording import to_partner, to_person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0001"
EVENT = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0003"


def mail(state: State, hours_ago: float) -> Delivery:
    return Delivery(EVENT, CASE, "person", "desk_answered", state, NOON - timedelta(hours=hours_ago))


def test_a_person_without_a_safe_contact_is_never_written_to() -> None:
    assert decide(False, None, NOON) == "owe"


@pytest.mark.parametrize(("hours_ago", "still"), [(0, True), (23.9, True), (24, False)])
def test_what_could_not_be_told_is_owed_for_a_day(hours_ago: float, still: bool) -> None:
    assert is_still_owed(mail("owed", hours_ago), NOON) == still


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (None, "tell"),
        (mail("sent", 23.9), "suppress"),
        (mail("sent", 24), "tell"),
        (mail("waiting", 0.1), "suppress"),
        (mail("waiting", 72), "suppress"),
    ],
)
def test_a_second_mail_waits_for_a_day_and_a_mail_on_its_way_is_enough(last: Delivery | None, verdict: Verdict) -> None:
    assert decide(True, last, NOON) == verdict


def test_the_same_event_asks_for_the_same_mail_and_another_rule_or_reader_for_another() -> None:
    asked = dispatch_id(EVENT, "desk_answered", "person")
    assert asked == dispatch_id(EVENT, "desk_answered", "person")
    others = {dispatch_id(EVENT, "referral_accepted", "person"), dispatch_id(EVENT, "desk_answered", "partner")}
    assert asked not in others
    assert len(others) == 2


def test_a_persons_mail_names_nothing_but_the_follow_page() -> None:
    wording = to_person("https://hilfe.example.org/rueckmeldung")
    assert wording.body.count("https://") == 1
    for word in ("fall", "straf", "bedroh", "beratung", "anzeige", "lotse", "vermittlung"):
        assert word not in (wording.subject + wording.body).lower()


def test_a_partners_mail_carries_the_link() -> None:
    assert "https://partner.example.org/l/abc\n" in to_partner("https://partner.example.org/l/abc").body
