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
        ((CONTACT, ACCOUNT), LATER, (CONTACT,), True),
        ((CONTACT,), EARLIER, (CONTACT,), False),
        ((CONTACT,), LATER, (ACCOUNT,), False),
        ((), LATER, (ACCOUNT,), True),
        ((), EARLIER, (ACCOUNT,), False),
        ((CONTACT,), None, None, True),
    ],
)
def test_an_addition_answers_what_was_asked_before_it_and_what_it_is_about(
    items: tuple[ConsentItem, ...], asked_at: datetime | None, agreed: tuple[ConsentItem, ...] | None, *, answers: bool
) -> None:
    """Without knowledge of either it answers, as of an earlier desk."""
    asked = ask("i", GIVEN, items, SEALED, NOW).state
    assert is_answered_by(asked, asked_at, agreed) is answers
    assert not is_answered_by(reply(asked, SEALED, NOW).state, asked_at, agreed), "it was answered before"
