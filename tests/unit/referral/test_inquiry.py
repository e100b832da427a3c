"""A partner asks one question at a time, and each is answered once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.referral.domain.inquiry import AgreedAddition, Inquiry, ask, is_answered_by, reply
from services.referral.subscriptions import to_standing
from shared.contracts.intake import AdditionGiven
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


def given(*items: ConsentItem, asked_at: datetime = LATER) -> AgreedAddition:
    return AgreedAddition(asked_at, items)


BEFORE = {"asked_at": EARLIER}


@pytest.mark.parametrize(
    ("items", "standing", "answers"),
    [
        ((CONTACT,), [given(CONTACT)], True),
        ((CONTACT,), [given(CONTACT, asked_at=NOW)], True),
        ((CONTACT,), [given(CONTACT, ACCOUNT)], True),
        ((CONTACT,), [given(ACCOUNT)], False),
        ((CONTACT,), [given(CONTACT, **BEFORE)], False),
        ((CONTACT, ACCOUNT), [given(ACCOUNT, CONTACT)], True),
        ((CONTACT, ACCOUNT), [given(CONTACT)], False),
        ((CONTACT, ACCOUNT), [given(CONTACT), given(ACCOUNT)], True),
        ((CONTACT, ACCOUNT), [given(ACCOUNT), given(CONTACT)], True),
        ((CONTACT, ACCOUNT), [given(CONTACT), given(CONTACT)], False),
        ((CONTACT, ACCOUNT), [given(CONTACT), given(CONTACT), given(ACCOUNT)], True),
        ((CONTACT, ACCOUNT), [given(CONTACT, **BEFORE), given(ACCOUNT)], False),
        ((CONTACT, ACCOUNT), [given(CONTACT, **BEFORE), given(CONTACT), given(ACCOUNT)], True),
        ((CONTACT,), [], False),
        ((), [given(ACCOUNT)], False),
        ((), [], False),
    ],
)
def test_additions_answer_what_was_asked_before_them_if_together_they_give_all_of_that(
    items: tuple[ConsentItem, ...], standing: list[AgreedAddition], *, answers: bool
) -> None:
    """What was asked in words alone stays open."""
    asked = ask("i", GIVEN, items, SEALED, NOW).state
    assert is_answered_by(asked, standing) is answers
    assert not is_answered_by(reply(asked, SEALED, NOW).state, standing), "it was answered before"


FIRST = {"asked_at": LATER, "items": ("contact",)}
SECOND = {"asked_at": LATER + timedelta(minutes=1), "items": ("account",)}


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, []),
        (FIRST, [(CONTACT,)]),
        (SECOND | {"beside": [FIRST]}, [(CONTACT,), (ACCOUNT,)]),
        ({"asked_at": LATER}, []),
        ({"items": ("contact",)}, []),
    ],
    ids=["first shape", "second shape", "today", "not what", "not when"],
)
def test_of_an_older_event_only_what_it_says_stands(said: dict[str, Any], standing: list[tuple[ConsentItem]]) -> None:
    ids = dict.fromkeys(("case_id", "handover_id", "partner_id"), str(uuid4()))
    event = AdditionGiven.model_validate(ids | said)
    assert [each.items for each in to_standing(event)] == standing
