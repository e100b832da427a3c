"""What comes in, by whichever way, before it is anything else. Only the text is required of a person."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.intake.domain.situation import Situation
from services.intake.domain.thread import SafeWay
from shared.contracts.vocabulary import Channel, Reason, Via

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30_000)]


class Concern(BaseModel):
    model_config = ConfigDict(frozen=True)

    channel: Channel
    text: Text
    reason: Reason = Reason.UNKNOWN
    via: Via | None = None
    situation: Situation = Situation()
    safe_way: SafeWay | None = None
    channel_reference: str | None = None
