"""The part of the directory that intake keeps: the partners that a hand-over can name."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from services.intake.domain.contact_card import ContactCard
from services.intake.domain.ids import PartnerId
from shared.contracts.vocabulary import ReferralKind
from shared.errors import Conflict
from shared.state import State

NOT_ONBOARDED: Final = (
    "Diese Stelle ist noch nicht eingerichtet: Wir schreiben ihr nicht. Die Person kann sich dort selbst melden, oder "
    "Sie wählen eine andere Stelle. Gefragt ist die Person noch nicht."
)


class PartnerDescription(BaseModel):
    """The words of the directory entry.

    A field is empty if the entry does not say it, or an earlier release kept nothing.
    """

    model_config = ConfigDict(frozen=True)

    does: str = ""
    does_not: str = ""
    phrase: str = ""
    """The phrase to say first, so that the right people answer."""


NOTHING_SAID: Final = PartnerDescription()


class ListedPartner(State):
    """`card`: how anybody reaches it; None if its entry is not public, or an earlier release kept none.

    `onboarded`: whether the service referral sends anything to it. True if unknown: then referral itself checks.
    """

    id: PartnerId
    name: str
    category: str
    listed: bool = True
    description: PartnerDescription = NOTHING_SAID
    card: ContactCard | None = None
    onboarded: bool = True

    @property
    def can_be_named(self) -> bool:
        """Whether it can be named to a person who then reaches it without us."""
        return self.card is not None and bool(self.card.phones or self.card.mail or self.card.web)


def refuse_unless_asked_by_us(partner: ListedPartner, kind: ReferralKind) -> None:
    """Raises Conflict if we would write to a partner that is not onboarded."""
    if kind is not ReferralKind.COLD and not partner.onboarded:
        raise Conflict("not-onboarded", NOT_ONBOARDED)
