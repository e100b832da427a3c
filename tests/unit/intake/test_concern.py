"""The same concern is recognised for a day, also by the next release: the text that is hashed keeps its names."""

import json
from datetime import date
from typing import Any

from services.intake.domain.concern import Concern
from services.intake.domain.safe_contact import SafeContact
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
    concern = Concern(channel=Channel.PORTAL, text="x", safe_contact=SafeContact(address="a@b.example"))
    assert concern.canonical() == json.dumps(HASHED, separators=(",", ":"))


def test_what_a_later_field_says_makes_it_another_concern() -> None:
    concern = Concern(channel=Channel.LETTER, text="x", happened_on=date(2026, 11, 2))
    assert concern.canonical() != concern.model_copy(update={"happened_on": None}).canonical()
