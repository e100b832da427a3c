"""How it stands with a partner's system: one failure counts once, secrets overlap, and 410 ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain import webhook
from services.notification.domain.retry_schedule import pause
from services.notification.domain.webhook import BOTH_VALID, CLAIMED, SHOWN, SigningSecret, Webhook, WebhookOutcome
from shared.errors import Conflict

NOW = datetime(2026, 11, 27, 17, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
NEW = webhook.set_up(None, "p", "https://hook.example.org/", SigningSecret(box="box-1", made=NOW))
FAILURES: list[WebhookOutcome] = ["refused", "redirected", "too_slow", "unreachable", "tls", "forbidden"]


def boxes(known: Webhook, at: datetime) -> list[str]:
    return [each.box for each in known.valid(at)]


@pytest.mark.parametrize("outcome", FAILURES)
def test_after_a_failure_it_rests(outcome: WebhookOutcome) -> None:
    failed = webhook.note(NEW, outcome, 0, NOW)
    assert (failed.failures, failed.failing_since, failed.outcome) == (1, NOW, outcome)
    assert failed.rests(NOW)
    assert not failed.rests(NOW + pause(1, "p"))


def test_of_tries_at_the_same_time_one_failure_counts() -> None:
    once = webhook.note(NEW, "refused", 0, NOW)
    twice = webhook.note(once, "refused", 0, NOW + timedelta(seconds=1))
    assert (twice.failures, twice.next_try) == (1, once.next_try)


def test_what_is_delivered_ends_all_failures() -> None:
    failed = webhook.note(NEW, "unreachable", 0, NOW)
    back = webhook.note(failed, "delivered", 1, LATER)
    assert (back.failures, back.failing_since, back.next_try) == (0, None, None)


def test_since_when_it_fails_is_the_first_failure() -> None:
    failed = webhook.note(webhook.note(NEW, "refused", 0, NOW), "too_slow", 1, LATER)
    assert (failed.failures, failed.failing_since) == (2, NOW)


def test_gone_stops_it_at_once() -> None:
    assert webhook.note(NEW, "gone", 0, NOW).stopped == "gone"


def test_while_it_fails_one_message_tries_it_and_no_longer_than_a_try_takes() -> None:
    failed = webhook.note(NEW, "refused", 0, NOW)
    claimed = webhook.claim(failed, LATER)
    assert claimed.rests(LATER)
    assert not claimed.rests(LATER + CLAIMED)
    assert webhook.claim(NEW, NOW) == NEW


def test_two_secrets_are_valid_for_a_week_and_then_the_new_one() -> None:
    rotated = webhook.rotate(NEW, SigningSecret(box="box-2", made=LATER))
    assert boxes(rotated, LATER) == ["box-2", "box-1"]
    assert boxes(rotated, LATER + BOTH_VALID - timedelta(seconds=1)) == ["box-2", "box-1"]
    assert boxes(rotated, LATER + BOTH_VALID) == ["box-2"]


@given(st.lists(st.integers(3600, 10_000_000), max_size=6))
def test_the_newest_secret_is_always_valid_and_never_more_than_two(steps: list[int]) -> None:
    at, known = NOW, NEW
    for number, step in enumerate(steps):
        at += timedelta(seconds=step)
        known = webhook.rotate(known, SigningSecret(box=f"box-{number + 2}", made=at))
        assert boxes(known, at)[0] == f"box-{number + 2}"
        assert len(boxes(known, at)) == 2


def test_a_secret_that_nobody_can_have_taken_over_yet_is_not_replaced() -> None:
    with pytest.raises(Conflict):
        webhook.rotate(NEW, SigningSecret(box="box-2", made=NOW + SHOWN - timedelta(seconds=1)))


def test_another_address_keeps_the_secrets_and_forgets_the_failures() -> None:
    stopped = webhook.note(webhook.note(NEW, "refused", 0, NOW), "gone", 1, NOW)
    moved = webhook.set_up(stopped, "p", "https://new.example.org/", SigningSecret(box="box-9", made=LATER))
    assert moved == Webhook(id="p", address="https://new.example.org/", secrets=NEW.secrets)


def test_who_stopped_it_can_resume_it() -> None:
    stopped = webhook.stop(webhook.note(NEW, "refused", 0, NOW))
    assert stopped.stopped == "by_staff"
    resumed = webhook.resume(stopped)
    assert (resumed.stopped, resumed.failures, resumed.rests(NOW)) == (None, 0, False)
