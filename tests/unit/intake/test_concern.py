"""The same concern is recognised for a day, also by the next release: the text that is hashed keeps its names."""

import json
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
"""As the release before hashed it; a field that is added since may stand beside these."""


def test_the_text_that_is_hashed_keeps_names_values_and_order() -> None:
    concern = Concern(channel=Channel.PORTAL, text="x", safe_contact=SafeContact(address="a@b.example"))
    assert json.dumps(kept(HASHED, json.loads(concern.canonical()))) == json.dumps(HASHED)


def kept(known: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Of what is hashed now, what was hashed before."""
    return {
        name: kept(known[name], value) if isinstance(value, dict) else value
        for name, value in now.items()
        if name in known
    }
