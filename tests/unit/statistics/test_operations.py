"""How a service is, by its heartbeats."""

from datetime import UTC, datetime, timedelta

import pytest

from services.statistics.domain.operations import Heartbeat, current

NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)


def heartbeat(**changed: object) -> Heartbeat:
    quiet = {"pending": 0, "oldest_pending": None, "parked": 0, "quarantined": 0, "refused": 0, "lag": 0, "stopped": ()}
    named = {"service": "intake", "instance": "desk-1", "version": "0.1.0", "at": NOVEMBER}
    return Heartbeat.model_validate(named | quiet | changed)


@pytest.mark.parametrize(
    ("changed", "condition"),
    [
        ({}, "well"),
        ({"pending": 3, "oldest_pending": 2.0}, "busy"),
        ({"parked": 1}, "busy"),
        ({"pending": 3, "oldest_pending": 61.0}, "attention"),
        ({"refused": 1}, "attention"),
        ({"stopped": ("lotse.intake.case",)}, "attention"),
        ({"effects": 4}, "well"),
        ({"effects": 4, "effects_failing": 1, "effects_oldest_failing": 900.0}, "busy"),
        ({"effects": 4, "effects_failing": 1, "effects_oldest_failing": 901.0}, "attention"),
        ({"effects_given_up": 1}, "attention"),
    ],
)
def test_a_heartbeat_says_how_its_service_is(changed: dict[str, object], condition: str) -> None:
    assert heartbeat(**changed).condition(NOVEMBER) == condition


def test_a_service_that_missed_three_heartbeats_is_silent() -> None:
    assert heartbeat().condition(NOVEMBER + timedelta(seconds=30)) != "silent"
    assert heartbeat().condition(NOVEMBER + timedelta(seconds=31)) == "silent"


def test_an_instance_that_was_replaced_is_no_longer_shown_but_the_last_of_a_silent_service_is() -> None:
    later = NOVEMBER + timedelta(minutes=1)
    old, new = heartbeat(instance="old"), heartbeat(instance="new", at=later)
    assert current([old, new], later)["intake"] == [new]
    assert current([old], later) == {"intake": [old], "referral": [], "notification": [], "statistics": []}
