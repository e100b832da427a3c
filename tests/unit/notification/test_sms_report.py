"""A report of the SMS provider takes effect once, and only for the message that it is of."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest

from services.notification.domain.delivery import Delivery, Occasion, Progress, owe
from services.notification.domain.reference import REFERENCE, delivery_id
from services.notification.domain.sms_report import arrive, is_news

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def sms(state: Progress = "sent", **known: object) -> Delivery:
    owed = owe(Occasion("1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21", "desk_answered", "case"), "person", AT).state
    return owed.model_copy(update={"state": state, "way": "sms", **known})


@pytest.mark.parametrize("repeats", [0, 1, 12])
def test_each_repetition_has_a_reference_of_its_own_that_leads_back(repeats: int) -> None:
    sent = sms(repeats=repeats)
    assert re.fullmatch(REFERENCE, sent.reference)
    assert delivery_id(sent.reference) == sent.id
    assert is_news(sent, sent.reference)
    assert not is_news(sms(repeats=repeats + 1), sent.reference)


def test_what_arrived_stays_arrived() -> None:
    assert not is_news(arrive(sms()), sms().reference)


@pytest.mark.parametrize("state", get_args(Progress))
def test_only_what_is_under_way_has_an_end_to_come(state: Progress) -> None:
    assert is_news(sms(state), sms().reference) == (state in ("waiting", "sent"))


@pytest.mark.parametrize(
    "text", ["", "x", "1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21.0", "1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21.1.1"]
)
def test_a_text_of_another_shape_is_no_reference(text: str) -> None:
    assert not re.fullmatch(REFERENCE, text)
