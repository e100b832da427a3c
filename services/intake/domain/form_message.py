"""Form messages: content that a person gives on a form of its own, sealed in the thread like a message."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class LetterKind(StrEnum):
    """Kind of letter, as somebody who holds it can tell."""

    DISCONTINUED_INSTRUCTED = "discontinued_instructed"
    DISCONTINUED = "discontinued"
    PRIVATE_ACTION = "private_action"
    COMPLAINT_REJECTED = "complaint_rejected"
    SUMMONS = "summons"
    CHARGE = "charge"
    REGISTER_BLOCK = "register_block"
    OTHER = "other"


class Part(BaseModel):
    """`text`: the person's own words; empty if the form needed none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    text: str = Field(default="", repr=False)


class Letter(Part):
    """`received_on`: the day on which it lay in the letter box."""

    form: Literal["letter"] = "letter"
    kind: LetterKind
    received_on: date


Wish = Literal["own_data", "erasure"]


class DataWish(Part):
    """A wish to see all data about oneself (Art. 15 GDPR), or to have it erased (Art. 17 GDPR)."""

    form: Wish


Helped = Literal["helped", "partly", "not"]


class Feedback(Part):
    """Whether help came; nobody is asked for it."""

    form: Literal["feedback"] = "feedback"
    helped: Helped


CallWay = Literal["phone", "video"]


class CallWish(Part):
    """A wish to be called within the hour that `begins`, in UTC. `number` is empty for a video call."""

    form: Literal["call_wish"] = "call_wish"
    way: CallWay
    begins: datetime
    number: str = Field(default="", repr=False)


Asking = Literal["never", "again"]


class PartnerWish(Part):
    """Partners, named in `text`, for which the person is never to be asked, or may be asked again."""

    form: Literal["partner_wish"] = "partner_wish"
    asking: Asking


FormMessage = Annotated[Letter | DataWish | Feedback | CallWish | PartnerWish, Field(discriminator="form")]
FORM_MESSAGE: Final[TypeAdapter[Letter | DataWish | Feedback | CallWish | PartnerWish]] = TypeAdapter(FormMessage)
