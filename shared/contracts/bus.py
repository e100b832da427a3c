"""Messages that services broadcast about the bus itself."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts.message import Message, Open, Part
from shared.contracts.vocabulary import Service

Count = Annotated[int, Field(ge=0)]
Ordinal = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=0)]
Sequence = Annotated[int, Field(ge=1, le=9_999_999_999)]
TopicName = Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,200}$")]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:+-]{1,128}$")]


class HeadsAnnounced(Message):
    """The highest number of each key that changed on `topic` between `since` and `through`.

    Those of one moment come in `parts`, of which this is one, counted from 1; an older service does not count them.
    """

    TYPE = "lotse.bus.heads.announced.v1"
    TOPIC = "lotse.bus.heads"
    service: Open[Service]
    topic: TopicName
    heads: dict[str, Sequence]
    through: AwareDatetime
    since: AwareDatetime | None = None
    part: Ordinal | None = None
    parts: Ordinal | None = None


class HeadsAsked(Message):
    """`service` wants the heads of `topic` changed since then, or all of them."""

    TYPE = "lotse.bus.heads.asked.v1"
    TOPIC = "lotse.bus.heads"
    service: Open[Service]
    topic: TopicName
    since: AwareDatetime | None = None


class Gap(Part):
    key: Token
    first: Sequence
    last: Sequence


class ReplayAsked(Message):
    TYPE = "lotse.bus.replay.asked.v1"
    TOPIC = "lotse.bus.replay"
    service: Open[Service]
    topic: TopicName
    gaps: tuple[Gap, ...]


class HeartbeatTold(Message):
    """`oldest_pending` is in seconds, absent when nothing is pending; `stopped` names topics.

    Side effects: `effects` wait, `effects_failing` of them failed before, the oldest since `effects_oldest_failing`
    seconds; `effects_given_up` will never be done unless a human says so. An older service says nothing of them.
    """

    TYPE = "lotse.bus.heartbeat.told.v1"
    TOPIC = "lotse.bus.heartbeat"
    service: Open[Service]
    instance: Token
    version: Token
    pending: Count
    parked: Count
    quarantined: Count
    refused: Count
    lag: Count
    stopped: tuple[TopicName, ...] = ()
    oldest_pending: Seconds | None = None
    effects: Count | None = None
    effects_failing: Count | None = None
    effects_oldest_failing: Seconds | None = None
    effects_given_up: Count | None = None


class SignOutTold(Message):
    """The staff session `sid` ended; no service takes its cookie any more."""

    TYPE = "lotse.bus.signed-out.told.v1"
    TOPIC = "lotse.bus.signed-out"
    sid: Token
