"""What comes in, by whichever channel, before it is a contact. Only the text is required of a person."""

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.contact import Alone
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation
from services.intake.domain.talk import Talk
from shared.contracts.vocabulary import Channel, Reason, Via
from shared.text import LONGEST, Typed

Text = Annotated[str, Typed(LONGEST)]


class Concern(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    channel: Channel
    text: Text
    reason: Reason = Reason.UNKNOWN
    via: Via | None = None
    situation: Situation = Situation()
    safe_contact: SafeContact | None = Field(default=None, serialization_alias="safe_way")
    channel_reference: str | None = None
    happened_on: date | None = None
    alone: Alone | None = None
    talk: Talk | None = None

    def canonical(self) -> str:
        """The text whose keyed hash recognises the same concern for a day: its field names stay as they were stored."""
        return self.model_dump_json(by_alias=True, exclude={name for name in LATER if getattr(self, name) is None})


LATER: Final = ("happened_on", "alone", "talk")
"""Fields that the first release did not have: where they say nothing, the text is as it was then."""
