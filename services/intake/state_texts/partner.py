"""Who a partner is and what it does: what the person reads before she decides, and the desk before it asks her."""

from typing import Final

from services.intake.domain.partner import PartnerDescription
from shared.contracts.vocabulary import PartnerCategory, ReferralKind
from shared.web.labels_de import word

SAYS_NOTHING: Final = (PartnerCategory.OTHER, PartnerCategory.UNKNOWN)

HOW_IT_BEGINS: Final = {
    ReferralKind.WARM: "Wir fragen diese Stelle für Sie. Sie bekommt nur die Angaben, denen Sie zustimmen.",
    ReferralKind.COLD: "Sie melden sich selbst. Wir geben nichts weiter, und die Stelle erfährt von uns nichts.",
}


def of_partner(category: str | None, description: PartnerDescription) -> list[tuple[str, str]]:
    """Term and text of each thing that is known. What the directory does not say is left out, and nothing is made up.

    `category` is a word of PartnerCategory, or None where an earlier release stored none.
    """
    kind = PartnerCategory(category) if category else PartnerCategory.UNKNOWN
    known = [
        ("Art der Stelle", "" if kind in SAYS_NOTHING else word(kind)),
        ("Was sie tut", description.does),
        ("Was sie nicht tut", description.does_not),
    ]
    return [(term, text) for term, text in known if text]
