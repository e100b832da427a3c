"""A report counts for the sending that it is of, once, in time; and whose alarm it is that nobody reads them."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.bounce import COUNTS_FOR, delay, doubt, is_lost, obstacle, of_ours, reach, return_for
from services.notification.domain.delivery import Audience, Cause, Delivery, Occasion, Progress, Way, owe
from services.notification.domain.notice_policy import retry
from services.notification.handlers.read_bounces import LEADS_FOR, Looks
from services.notification.notice_texts import ASK, CAUSES, DELAYED, DOUBTED, NOT_KEPT, sentence, standing

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


def test_a_persons_mail_is_lost_with_its_one_recipient_whatever_the_server_calls_it() -> None:
    assert not is_lost(a_mail())
    assert is_lost(return_for(a_mail(), ["a"]))


def test_what_an_earlier_release_sent_to_two_is_lost_with_the_second() -> None:
    first = return_for(a_mail(recipients=2), ["a"])
    assert (first.returned, is_lost(first)) == (("a",), False)
    assert return_for(first, ["a"]) == first
    assert is_lost(return_for(first, ["b"]))


def test_it_is_not_lost_while_one_still_waits_for_our_own_server() -> None:
    sent = reach(a_mail("waiting"), ["a"], ["b"]).model_copy(update={"state": "sent"})
    returned = return_for(sent, ["a"])
    assert not is_lost(returned)
    assert not is_lost(reach(returned, ["b"], []))
    assert is_lost(reach(returned, [], []))
    assert is_lost(return_for(reach(returned, ["b"], []), ["b"]))


def test_only_those_count_whom_we_wrote_to() -> None:
    sent = reach(a_mail("waiting"), ["a", "b"], []).model_copy(update={"state": "sent"})
    assert of_ours(sent, ["behind the alias"]) == set()
    assert return_for(sent, ["behind the alias", "a"]).returned == ("a",)
    assert not is_lost(return_for(sent, ["a", "c", "d"]))


MARKS = st.lists(st.sampled_from("abcd"), unique=True)


@given(taken=MARKS.filter(bool), late=MARKS, reports=st.lists(MARKS), served=MARKS)
def test_it_is_lost_when_all_came_back_that_any_server_took_and_not_before(
    taken: list[str], late: list[str], reports: list[list[str]], served: list[str]
) -> None:
    late = [each for each in late if each not in taken]
    served = [each for each in served if each in late]
    mail = reach(a_mail("waiting"), taken, late).model_copy(update={"state": "sent"})
    for report in reports:
        mail = return_for(mail, report)
        assert not (late and is_lost(mail))
    mail = reach(mail, served, []) if late else mail
    came_back = {each for report in reports for each in report}
    assert is_lost(mail) == ({*taken, *served} <= came_back)


def test_a_delay_is_said_without_a_promise() -> None:
    assert sentence(delay(a_mail())) == DELAYED
    assert "nicht bekannt" in DELAYED


def test_a_doubt_says_that_somebody_has_to_ask_and_a_second_sending_begins_without_it() -> None:
    doubted = doubt(a_mail()).state
    assert (standing(doubted), sentence(doubted).startswith(DOUBTED)) == ("doubted", True)
    assert "Vielleicht" in DOUBTED
    failed = doubted.model_copy(update={"state": "failed", "cause": "no_mailbox"})
    assert standing(failed) == "failed"
    anew = retry(failed, AT).state
    assert (anew.doubted, anew.cause) == (False, None)


@pytest.mark.parametrize("audience", get_args(Audience))
@pytest.mark.parametrize("cause", [None, *get_args(Cause)])
def test_a_doubt_says_what_is_known_what_is_not_and_how_to_ask(cause: Cause | None, audience: Audience) -> None:
    said = sentence(doubt(a_mail(audience=audience), cause).state)
    for part in (DOUBTED, CAUSES[cause], NOT_KEPT, ASK[audience]):
        assert part in said
    assert ("wissen wir nicht" in said) == (cause is None)


@pytest.mark.parametrize(
    ("before", "code", "then"),
    [
        (None, None, None),
        (None, "not_yet", "not_yet"),
        ("not_yet", "no_mailbox", "no_mailbox"),
        ("no_mailbox", None, "no_mailbox"),
    ],
)
def test_the_last_code_counts_and_words_without_one_take_none_away(
    before: Cause | None, code: Cause | None, then: Cause | None
) -> None:
    assert doubt(a_mail(cause=before), code).state.cause == then


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
