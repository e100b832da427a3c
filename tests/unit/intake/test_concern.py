"""The same concern is recognised for a day, also by the next release: the text that is hashed keeps its names."""

import json
from datetime import date
from typing import Any

import pytest

from services.intake.domain import concern
from services.intake.domain.concern import Concern
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation, Wishes
from shared.contracts.vocabulary import Channel

HASHED: dict[str, Any] = {
    "channel": "portal",
    "text": "x",
    "reason": "unknown",
    "via": None,
    "situation": {
        "land": "unknown",
        "municipality_kind": "unknown",
        "target_group": "unknown",
        "person": "unknown",
        "tenure": "unknown",
        "threat_kinds": [],
        "urgency": "unknown",
        "needs": [],
        "wishes": {"no_police": False, "no_prosecution": False, "languages": []},
        "anonymous": False,
        "reported_to_police": None,
    },
    "safe_way": {"channel": "mail", "address": "a@b.example", "times": None, "words": None, "voicemail": None},
    "channel_reference": None,
}
"""As the release before hashed it: a field that is added since stands beside these only where it says something."""


def test_the_text_that_is_hashed_keeps_names_values_and_order() -> None:
    stated = Concern(channel=Channel.PORTAL, text="x", safe_contact=SafeContact(address="a@b.example"))
    assert stated.canonical() == json.dumps(HASHED, separators=(",", ":"))


def test_a_field_of_the_situation_that_came_later_is_hashed_only_where_it_says_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if the last field of the situation, and one of the wishes, had not been there at first."""
    at_first = dict(concern.AT_FIRST)
    at_first[Situation] -= {"reported_to_police"}
    at_first[Wishes] -= {"no_police"}
    monkeypatch.setattr(concern, "AT_FIRST", at_first)

    unsaid = json.loads(Concern(channel=Channel.PORTAL, text="x").canonical())["situation"]
    wishes = Wishes(no_police=True)
    situation = Situation(reported_to_police=False, wishes=wishes)
    said = json.loads(Concern(channel=Channel.PORTAL, text="x", situation=situation).canonical())["situation"]

    assert HASHED["situation"].keys() - unsaid.keys() == {"reported_to_police"}
    assert HASHED["situation"]["wishes"].keys() - unsaid["wishes"].keys() == {"no_police"}
    assert (said["reported_to_police"], said["wishes"]["no_police"]) == (False, True)


def test_what_a_later_field_says_makes_it_another_concern() -> None:
    dated = Concern(channel=Channel.LETTER, text="x", happened_on=date(2026, 11, 2))
    assert dated.canonical() != dated.model_copy(update={"happened_on": None}).canonical()
