"""A report counts for the sending that it is of, once, in time; and whose alarm it is that nobody reads them."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from services.notification.domain.bounce import COUNTS_FOR, delay, obstacle, return_for
from services.notification.domain.delivery import Delivery, Occasion, Progress, Way, owe
from services.notification.handlers.read_bounces import LEADS_FOR, Looks
from services.notification.notice_texts import DELAYED, sentence

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_mail(state: Progress = "sent", **known: object) -> Delivery:
    owed = owe(Occasion("1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21", "desk_answered", "case"), "person", AT).state
    return owed.model_copy(update={"state": state, **known})


@pytest.mark.parametrize("state", get_args(Progress))
def test_only_what_is_under_way_or_was_taken_comes_back(state: Progress) -> None:
    mail = a_mail(state)
    assert (obstacle(mail, mail.reference, AT) is None) == (state in ("waiting", "sent"))


@pytest.mark.parametrize("way", get_args(Way))
def test_only_a_mail_comes_back_as_one(way: Way) -> None:
    delivery = a_mail(way=way)
    assert (obstacle(delivery, delivery.reference, AT) is None) == (way == "mail")


def test_a_report_of_an_earlier_sending_is_no_news_of_this_one() -> None:
    assert obstacle(a_mail(repeats=1), a_mail().reference, AT) == "no_news"


def test_it_counts_until_its_time_is_over() -> None:
    mail = a_mail()
    assert obstacle(mail, mail.reference, AT + COUNTS_FOR) is None
    assert obstacle(mail, mail.reference, AT + COUNTS_FOR + timedelta(seconds=1)) == "too_late"


def test_of_one_recipient_nothing_is_kept_and_of_several_whose_came_back() -> None:
    assert return_for(a_mail(), ["a"]) is None
    first = return_for(a_mail(recipients=2), ["a"])
    assert first is not None
    assert first.returned == ("a",)
    assert return_for(first, ["a"]) == first
    assert return_for(first, ["b"]) is None


def test_a_delay_is_said_without_a_promise() -> None:
    assert sentence(delay(a_mail())) == DELAYED
    assert "nicht bekannt" in DELAYED


def test_who_reads_says_since_when_in_vain_and_who_no_longer_leads_says_nothing() -> None:
    looks = Looks()
    assert not looks.leads(0)
    looks.begin(1_000)
    looks.begin(1_000 + LEADS_FOR / 2)
    assert (looks.leads(1_500), looks.since) == (True, 1_000)
    assert not looks.leads(1_000 + LEADS_FOR * 2)
    looks.begin(100_000)
    assert looks.since == 100_000
    looks.end(100_100, 3)
    assert (looks.since, looks.stay) == (100_100, 3)
