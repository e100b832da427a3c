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
    """A service announced how far each key of its `topic` has got, so that consumers notice what they lack.

    `heads`: the highest number of each key that changed between `since` and `through`; where `since` is absent, of
    every key. One announcement may come in several messages: this one is the `part`-th, counted from 1, of `parts`. An
    older service leaves both out.
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
    """A service asked how far each key of a `topic` has got; the service that publishes the topic answers.

    It asks for the keys that changed since `since`; where that is absent, for all of them.
    """

    TYPE = "lotse.bus.heads.asked.v1"
    TOPIC = "lotse.bus.heads"
    service: Open[Service]
    topic: TopicName
    since: AwareDatetime | None = None


class Gap(Part):
    """A run of numbers that a consumer lacks of one key, from `first` to `last`, both of them included."""

    key: Token
    first: Sequence
    last: Sequence


class ReplayAsked(Message):
    """A service lacks events of a `topic` and asks for them again; the service that publishes the topic sends them.

    They come on the topic itself, with the same ids and numbers as before.
    """

    TYPE = "lotse.bus.replay.asked.v1"
    TOPIC = "lotse.bus.replay"
    service: Open[Service]
    topic: TopicName
    gaps: tuple[Gap, ...]


class HeartbeatTold(Message):
    """A process of a service reported its health, as it does about every ten seconds.

    `instance`: the process. `pending`: events that its service has not sent to Kafka yet; `oldest_pending`: the age of
    the oldest of them in seconds, absent where there is none. `refused`: events that Kafka refused for good. `lag`:
    records that the process has not read yet. `parked`: events that wait to be applied. `quarantined`: records that
    could not be understood and that nobody has dealt with. `stopped`: topics that the service does not consume until an
    operator lets it.

    Side effects, such as a mail to be sent: `effects` are not done yet; `effects_failing` of these failed before, the
    oldest of which is `effects_oldest_failing` seconds old (absent where none failed); `effects_given_up` will not be
    done unless an operator says so. An older service leaves all four out.
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
    """A member of staff signed out, or was signed out: no service accepts the cookie of that session any more.

    `sid`: the session's id, which does not say whose it was.
    """

    TYPE = "lotse.bus.signed-out.told.v1"
    TOPIC = "lotse.bus.signed-out"
    sid: Token
