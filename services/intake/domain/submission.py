"""What a channel's system hands over about one person; only the text is required."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ConfigDict, Field, TypeAdapter, field_validator

from services.intake.domain.concern import Concern, Text
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation
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
    "safe_contact": {"channel": "mail", "address": "ratsuchende@example.org", "times": "abends"},
}
EMPTY: Final = "(Der Kanal hat eine leere Meldung übergeben.)"


class Submission(Situation):
    """Only `text` is required."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [EXAMPLE]}
    )

    text: Text
    channel: Channel = Channel.OTHER_PORTAL
    reason: Reason = Reason.UNKNOWN
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
        return Concern(
            channel=self.channel,
            text=self.text,
            reason=self.reason,
            via=self.via,
            situation=Situation.model_validate(self.model_dump(include=set(Situation.model_fields))),
            safe_contact=self.safe_contact,
            channel_reference=self.channel_reference,
        )


BODY: Final = TypeAdapter(dict[str, Any])


def concern_of(plain: bytes, coarse: Mapping[str, Any]) -> Concern:
    """What was sealed is taken whatever its shape, for nobody can ask back: a human reads what no rule could."""
    try:
        return Submission.model_validate({**coarse, **BODY.validate_json(plain)}).concern()
    except (ValueError, LotseError):
        text = plain.decode(errors="replace").replace("\0", "").strip()[:LONGEST]
        return Concern(channel=Channel.OTHER_PORTAL, text=text or EMPTY)
