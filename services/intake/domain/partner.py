"""What intake keeps of the directory: whom a hand-over can name."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from services.intake.domain.ids import PartnerId
from shared.state import State


class PartnerDescription(BaseModel):
    """The words of its entry. Empty: the entry says nothing of it, or an earlier release kept nothing of it."""

    model_config = ConfigDict(frozen=True)

    does: str = ""
    does_not: str = ""


NOTHING_SAID: Final = PartnerDescription()


class ListedPartner(State):
    id: PartnerId
    name: str
    category: str
    listed: bool = True
    description: PartnerDescription = NOTHING_SAID
