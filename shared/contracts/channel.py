"""The message that an intake channel's own system publishes."""

from typing import Annotated

from pydantic import Field

from shared.contracts.intake import Wishes
from shared.contracts.message import Message, Open, Reference
from shared.contracts.vocabulary import (
    Land,
    MunicipalityKind,
    Need,
    Person,
    Reason,
    TargetGroup,
    Tenure,
    ThreatKind,
    Urgency,
)
from shared.text import LARGEST_BOX

Base64Url = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+={0,2}$", max_length=LARGEST_BOX)]


class SubmissionReceived(Message):
    """A concern that somebody told a channel, as the channel's own system submits it to intake.

    `box`: the JSON body of `POST /api/intake/submissions`, sealed for intake's public key `kid`, so that nobody else
    can read it. The other fields are coarse words of that body outside the box, and all of them may be left out; where
    a field is in the box too, the one in the box counts. No receipt code is returned for a submission on a topic.
    """

    TYPE = "lotse.channel.submission.received.v1"
    TOPIC = "lotse.channel.{opaque}.submissions"
    kid: Reference
    box: Base64Url
    reason: Open[Reason] | None = None
    land: Open[Land] | None = None
    municipality_kind: Open[MunicipalityKind] | None = None
    target_group: Open[TargetGroup] | None = None
    person: Open[Person] | None = None
    tenure: Open[Tenure] | None = None
    threat_kinds: tuple[Open[ThreatKind], ...] = ()
    urgency: Open[Urgency] | None = None
    needs: tuple[Open[Need], ...] = ()
    wishes: Wishes | None = None
    anonymous: bool | None = None
    reported_to_police: bool | None = None
