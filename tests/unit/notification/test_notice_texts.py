"""What staff read of a notice: how it stands, by which rule, and what comes next."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from services.notification.domain import notice_policy
from services.notification.domain.delivery import (
    Audience,
    Delivery,
    Hold,
    Obstacle,
    Occasion,
    Progress,
    Way,
    owe,
)
from services.notification.domain.webhook import WebhookOutcome
from services.notification.notice_texts import (
    ARRIVED,
    BADGES,
    BY,
    BY_RULE,
    FAILED,
    NOT_TAKEN_YET,
    RESULTS,
    sentence,
    standing,
    when,
)
from shared.errors import Conflict

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOLDS, OBSTACLES = get_args(Hold), get_args(Obstacle)


def notice(state: Progress = "waiting", audience: Audience = "person", **known: object) -> Delivery:
    owed = owe(Occasion("1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21", "desk_answered", "case"), audience, AT).state
    return owed.model_copy(update={"state": state, **known})


def test_every_rule_has_its_sentence() -> None:
    assert BY_RULE.keys() == {*HOLDS, *OBSTACLES}


def test_every_way_and_every_outcome_has_its_sentence() -> None:
    assert FAILED.keys() == BY.keys() == set(get_args(Way))
    assert RESULTS.keys() == set(get_args(WebhookOutcome))


def test_what_a_system_did_not_take_is_said_as_such() -> None:
    refused = notice("waiting", "partner", way="webhook", tries=3, due=AT)
    assert (standing(refused), sentence(refused)) == ("waits", NOT_TAKEN_YET)
    assert "System der Stelle" in sentence(notice("failed", "partner", way="webhook"))


def test_an_sms_that_arrived_is_said_to_be_there_and_not_to_be_read() -> None:
    assert sentence(notice("sent", way="sms")) == "Ob die Person sie gelesen hat, ist nicht bekannt."
    assert sentence(notice("sent", way="sms", arrived=True)) == ARRIVED
    assert "SMS" in sentence(notice("failed", way="sms"))


@pytest.mark.parametrize("audience", get_args(Audience))
@pytest.mark.parametrize("state", get_args(Progress))
def test_every_state_is_said_in_whole_sentences(state: Progress, audience: Audience) -> None:
    shown = notice(state, audience)
    assert standing(shown) in BADGES
    assert sentence(shown).endswith(".")
    assert when(shown)


@pytest.mark.parametrize("hold", HOLDS)
def test_what_was_moved_names_the_rule_and_the_next_time(hold: Hold) -> None:
    moved = notice(reason=hold, due=AT + timedelta(hours=11))
    assert standing(moved) == "moved"
    assert sentence(moved) == BY_RULE[hold]
    assert when(moved) == "Nächster Versuch: 2. März 2026, 21:00 Uhr"


def test_who_was_notified_today_is_not_said_to_be_protected_from_a_mail() -> None:
    moved = notice(reason="once_a_day", due=AT + timedelta(days=1))
    assert "schon benachrichtigt" in sentence(moved)
    assert BADGES[standing(moved)] != BADGES["not_sent"]


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_was_not_sent_says_why(obstacle: Obstacle) -> None:
    suppressed = notice_policy.suppress(notice(), obstacle, AT).state
    assert (standing(suppressed), sentence(suppressed)) == ("not_sent", BY_RULE[obstacle])


@pytest.mark.parametrize("state", sorted(set(get_args(Progress)) - {"failed"}))
def test_only_what_failed_is_tried_once_more(state: Progress) -> None:
    with pytest.raises(Conflict):
        notice_policy.retry(notice(state), AT)
    retried = notice_policy.retry(notice("failed", notice="earlier", arrived=True), AT).state
    assert (retried.repeats, retried.arrived) == (1, False)
    assert (retried.state, retried.notice, retried.due) == ("waiting", "earlier", None)
