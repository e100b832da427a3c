"""A concern as it comes in by any channel, before it is a contact. Only the text is required."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.contact import Alone
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation, Wishes
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
        """Returns the text whose keyed hash recognises the same concern for a day; its field names never change.

        A field that was added later is in it only if it differs from its default.
        """
        return self.model_dump_json(by_alias=True, exclude=_unsaid(self))


AT_FIRST: Final[Mapping[type[BaseModel], frozenset[str]]] = {
    Concern: frozenset({"channel", "text", "reason", "via", "situation", "safe_contact", "channel_reference"}),
    Situation: frozenset(
        (
            *("land", "municipality_kind", "target_group", "person", "tenure", "threat_kinds", "urgency", "needs"),
            *("wishes", "anonymous", "reported_to_police"),
        )
    ),
    Wishes: frozenset({"no_police", "no_prosecution", "languages"}),
    SafeContact: frozenset({"channel", "address", "times", "words", "voicemail"}),
}
"""Fields that the first release hashed even with their default value; of other models it hashed all fields."""


def _unsaid(said: BaseModel) -> dict[str, Any]:
    """Returns the later fields that have their default, in the form of pydantic's `exclude`."""
    at_first = AT_FIRST.get(type(said), frozenset(type(said).model_fields))
    unsaid: dict[str, Any] = {}
    for name, field in type(said).model_fields.items():
        value = getattr(said, name)
        if isinstance(value, BaseModel):
            unsaid[name] = _unsaid(value)
        elif name not in at_first and value == field.get_default(call_default_factory=True):
            unsaid[name] = True
    return {name: of_it for name, of_it in unsaid.items() if of_it}
