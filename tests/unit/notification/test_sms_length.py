"""What an SMS costs in messages, by the tables of 3GPP TS 23.038; and every text of ours is one."""

import inspect
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification import sms_texts
from services.notification.domain.plain_language import named
from services.notification.domain.sms_length import BASIC, EXTENSION, SmsLength, length

FOLLOW_PAGES = ("", "https://hilfe.example.org/rueckmeldung")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("", SmsLength("gsm7", 0, 1)),
        ("a" * 160, SmsLength("gsm7", 160, 1)),
        ("a" * 161, SmsLength("gsm7", 161, 2)),
        ("a" * 306, SmsLength("gsm7", 306, 2)),
        ("a" * 307, SmsLength("gsm7", 307, 3)),
        ("€" * 80, SmsLength("gsm7", 160, 1)),
        ("a" + "€" * 80, SmsLength("gsm7", 161, 2)),
        ("€" * 153, SmsLength("gsm7", 306, 3)),
        ("äöüÄÖÜß§@", SmsLength("gsm7", 9, 1)),
        ("Ça va?", SmsLength("gsm7", 6, 1)),
        ("ça va?", SmsLength("ucs2", 6, 1)),
        ("`", SmsLength("ucs2", 1, 1)),
        ("„so“", SmsLength("ucs2", 4, 1)),
        ("ж" * 70, SmsLength("ucs2", 70, 1)),
        ("ж" * 71, SmsLength("ucs2", 71, 2)),
        ("ж" * 135, SmsLength("ucs2", 135, 3)),
        ("🕊" * 35, SmsLength("ucs2", 70, 1)),
        ("🕊" * 66, SmsLength("ucs2", 132, 2)),
        ("🕊" * 67, SmsLength("ucs2", 134, 3)),
    ],
)
def test_a_text_is_as_long_as_the_standard_counts_it(text: str, known: SmsLength) -> None:
    assert length(text) == known


def test_the_tables_are_whole() -> None:
    assert len(BASIC) == len(set(BASIC)) == 127
    assert len(EXTENSION) == 10
    assert not set(BASIC) & set(EXTENSION)
    assert all(unicodedata.is_normalized("NFC", each) for each in BASIC)


@given(st.text(st.sampled_from(BASIC + EXTENSION + "ж🕊"), max_size=400), st.sampled_from(BASIC))
def test_a_longer_text_is_never_fewer_messages(text: str, more: str) -> None:
    shorter, longer = length(text), length(text + more)
    assert shorter.units < longer.units
    assert shorter.segments <= longer.segments <= shorter.segments + 1


def texts() -> list[Callable[[str], str]]:
    """All that there are."""
    return [each for _, each in inspect.getmembers(sms_texts, inspect.isfunction)]


def test_there_are_texts_to_look_at() -> None:
    assert sms_texts.to_person in texts()


@pytest.mark.parametrize("text", texts(), ids=lambda each: each.__name__)
@pytest.mark.parametrize("page", FOLLOW_PAGES)
def test_every_text_is_one_message_says_nothing_of_the_matter_and_leads_where_the_mail_leads(
    text: Callable[[str], str], page: str
) -> None:
    said = text(page)
    assert length(said).segments == 1
    assert length(said).alphabet == "gsm7"
    assert named(said) == []
    assert said.count("://") == (1 if page else 0)
    assert page in said
