"""Descriptions of a partner, which the person reads before deciding, and the desk before asking."""

from typing import Final

from services.intake.domain.contact_card import ContactCard
from services.intake.domain.partner import ListedPartner, PartnerDescription
from shared.contracts.vocabulary import PartnerCategory, ReferralKind
from shared.duty_to_act import OBLIGED
from shared.web.labels_de import word
from shared.web.opening_hours_de import hours as in_words

SAYS_NOTHING: Final = (PartnerCategory.OTHER, PartnerCategory.UNKNOWN)

HOW_IT_BEGINS: Final = {
    ReferralKind.WARM: "Wir fragen diese Stelle für Sie. Sie bekommt nur die Angaben, denen Sie zustimmen.",
    ReferralKind.COLD: "Sie melden sich selbst. Dafür geben wir nichts weiter: nicht, wer Sie sind, und nicht, was "
    "geschehen ist.",
}


NAMED: Final = "Diese Stelle kann Ihnen weiterhelfen:"
MUST_ACT: Final = (
    "Diese Stelle muss handeln, wenn sie von einer möglichen Straftat erfährt. Das gilt auch für das, was Sie dort "
    "erzählen."
)
TELLS_THE_POLICE: Final = (
    "Diese Behörde darf oder muss an Polizei und Staatsanwaltschaft weitergeben, was sie von einer möglichen Straftat "
    "erfährt. Das gilt auch für das, was Sie dort erzählen, und lässt sich nicht zurücknehmen."
)
"""§§ 152(2), 160, 163 StPO bind police and prosecution alone."""
NOTHING_PASSED_ON: Final = "Wir haben dort nicht gesagt, wer Sie sind. Ob Sie sich melden, entscheiden Sie."


def in_a_message(partner: ListedPartner) -> str:
    """Returns the text below an answer that names the partner, from its entry in the directory."""
    first = [("Sagen Sie am Anfang", f"„{partner.description.phrase}“")] if partner.description.phrase else []
    known = [*of_partner(partner.category, partner.description), *_ways(partner.card or ContactCard()), *first]
    said = [NAMED, partner.name, *(f"{term}: {text}" for term, text in known), *_duty(partner), NOTHING_PASSED_ON]
    return "\n".join(said)


def _duty(partner: ListedPartner) -> list[str]:
    if partner.category not in OBLIGED:
        return []
    return [TELLS_THE_POLICE if partner.category == PartnerCategory.SECURITY_AUTHORITY else MUST_ACT]


def _ways(card: ContactCard) -> list[tuple[str, str]]:
    hours = [("Erreichbar", in_words(card.hours))] if card.hours else []
    one_each = [("E-Mail", card.mail), ("Im Netz", card.web)]
    return [*(("Telefon", phone) for phone in card.phones), *hours, *((term, way) for term, way in one_each if way)]


def of_partner(category: str | None, description: PartnerDescription) -> list[tuple[str, str]]:
    """Returns term and text of each known thing. What the directory does not say is left out, and nothing is made up.

    `category` is a word of PartnerCategory, or None if an earlier release stored none.
    """
    kind = PartnerCategory(category) if category else PartnerCategory.UNKNOWN
    known = [
        ("Art der Stelle", "" if kind in SAYS_NOTHING else word(kind)),
        ("Was sie tut", description.does),
        ("Was sie nicht tut", description.does_not),
    ]
    return [(term, text) for term, text in known if text]
