"""A partner asks one question at a time, and each is answered once."""

from datetime import UTC, datetime, timedelta

import pytest

from services.referral.domain.inquiry import Inquiry, ask, is_answered_by, reply
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Invalid
from tests.unit.referral.test_transitions import GIVEN

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
SEALED = {"kid": "k", "box": "b"}


def test_a_question_says_what_is_missing_or_has_words_of_its_own() -> None:
    assert ask("i", GIVEN, (ConsentItem.CONTACT,), None, NOW).state.items == (ConsentItem.CONTACT,)
    assert ask("i", GIVEN, (), SEALED, NOW).state.text == SEALED
    with pytest.raises(Invalid):
        ask("i", GIVEN, (), None, NOW)


def test_a_reply_is_given_once() -> None:
    asked = ask("i", GIVEN, (ConsentItem.CONTACT,), None, NOW).state
    replied = reply(asked, SEALED, NOW).state
    assert (replied.reply, replied.replied_at) == (SEALED, NOW)
    with pytest.raises(Conflict):
        reply(replied, SEALED, NOW)


def test_words_are_stored_as_they_were_sealed() -> None:
    asked = ask("i", GIVEN, (), SEALED, NOW).state
    assert Inquiry.model_validate(asked.model_dump()) == asked


LATER, EARLIER = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)
CONTACT, ACCOUNT = ConsentItem.CONTACT, ConsentItem.ACCOUNT


@pytest.mark.parametrize(
    ("items", "asked_at", "agreed", "answers"),
    [
        ((CONTACT,), LATER, (CONTACT,), True),
        ((CONTACT, ACCOUNT), LATER, (CONTACT,), False),
        ((CONTACT, ACCOUNT), LATER, (ACCOUNT, CONTACT), True),
        ((CONTACT,), LATER, (CONTACT, ACCOUNT), True),
        ((CONTACT,), EARLIER, (CONTACT,), False),
        ((CONTACT,), LATER, (ACCOUNT,), False),
        ((), LATER, (ACCOUNT,), False),
        ((), EARLIER, (ACCOUNT,), False),
        ((CONTACT,), LATER, None, False),
        ((CONTACT,), None, (CONTACT,), False),
    ],
)
def test_an_addition_answers_what_was_asked_before_it_if_it_gives_all_of_that(
    items: tuple[ConsentItem, ...], asked_at: datetime | None, agreed: tuple[ConsentItem, ...] | None, *, answers: bool
) -> None:
    """Without knowledge of either, as of an earlier desk, it stays open, and so does a question in words alone."""
    asked = ask("i", GIVEN, items, SEALED, NOW).state
    assert is_answered_by(asked, asked_at, agreed) is answers
    assert not is_answered_by(reply(asked, SEALED, NOW).state, asked_at, agreed), "it was answered before"
