"""A submission: what a channel's system hands over about one person; only the text is required.

The channel does not name itself: the desk knows it by the token, or by the topic.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter, field_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import ReportedSituation, Situation
from shared.contracts.vocabulary import Channel, Land, Reason, Via
from shared.errors import Invalid, LotseError
from shared.text import LONGEST

EXAMPLE: Final[dict[str, Any]] = {
    "text": "In einem Kommentar wurden mir Prügel angedroht. Was kann ich tun?",
    "reason": "counselling",
    "land": "NW",
    "target_group": "mandate",
    "threat_kinds": ["threat", "hate_post"],
    "urgency": "urgent",
    "safe_contact": {
        "channel": "mail",
        "address": "ratsuchende@example.org",
        "weekdays": ["mon", "wed"],
        "earliest": "18:00",
        "latest": "20:00",
    },
}
ChannelReason = Literal[
    Reason.COUNSELLING,
    Reason.INFORMATION,
    Reason.PREVENTION,
    Reason.ON_BEHALF,
    Reason.PRESS,
    Reason.OTHER,
    Reason.UNKNOWN,
]
"""Reasons that somebody can state. Whether a caller was silent or abusive is for the desk to judge."""

EMPTY: Final = "(Der Kanal hat eine leere Meldung übergeben.)"


class Submission(ReportedSituation):
    """The body that a channel's system submits. Only `text` is required."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [EXAMPLE]}
    )

    text: Text
    reason: ChannelReason = Reason.UNKNOWN
    via: Via | None = None
    channel_reference: str | None = Field(default=None, min_length=1, max_length=128)
    safe_contact: SafeContact | None = None

    @field_validator("land", mode="before")
    @classmethod
    def _known(cls, land: Any) -> Any:
        if isinstance(land, str) and land not in set(Land):
            raise Invalid("unknown-land", "Dieses Land kennen wir nicht.")
        return land

    def concern(self) -> Concern:
        """Returns the concern without checking again: all fields were checked when this was made."""
        return Concern.model_construct(
            channel=Channel.OTHER_PORTAL,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=self.situation(),
            safe_contact=self.safe_contact.stated() if self.safe_contact else None,
            channel_reference=self.channel_reference,
        )

    def situation(self) -> Situation:
        return Situation.model_construct(**{name: getattr(self, name) for name in ReportedSituation.model_fields})


BODY: Final = TypeAdapter(dict[str, Any])
THE_DESKS_TO_JUDGE: Final = [each for each in Reason if each not in get_args(ChannelReason)]


def concern_of(plain: bytes, coarse: Mapping[str, Any]) -> Concern:
    """Returns the concern of any sealed body.

    It is accepted whatever its shape, because nobody can ask back: a human reads a body that no rule could.
    """
    try:
        return Submission.model_validate(without_origin({**coarse, **BODY.validate_json(plain)})).concern()
    except (ValueError, LotseError):
        text = plain.decode(errors="replace").replace("\0", "").strip()[:LONGEST]
        return Concern(channel=Channel.OTHER_PORTAL, text=text or EMPTY)


def without_origin(body: dict[str, Any]) -> dict[str, Any]:
    """Returns the body without fields that its sender cannot know."""
    known = {name: value for name, value in body.items() if name != "channel"}
    if known.get("reason") in THE_DESKS_TO_JUDGE:
        del known["reason"]
    return known
