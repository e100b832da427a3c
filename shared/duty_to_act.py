"""Authorities that act on what they learn: which partners these are, and which consents were given knowing it.

Police and prosecution must investigate (§§ 152(2), 160, 163 StPO); security authorities may or must pass it on to them.

Intake shows the duty to the person before they decide, in a text whose version says so; referral sends nothing to such
an authority on a consent to any other text.
"""

from typing import Final

from shared.contracts.vocabulary import PartnerCategory

OBLIGED: Final = frozenset({PartnerCategory.POLICE, PartnerCategory.PROSECUTION, PartnerCategory.SECURITY_AUTHORITY})
SHOWN: Final = "-duty"
"""Ending of the version of a text that states the duty."""


def text_version(of_the_text: str, category: str | None) -> str:
    """The version of the text for a partner of this category."""
    return of_the_text + SHOWN if category in OBLIGED else of_the_text


def is_shown(version: str) -> bool:
    return version.endswith(SHOWN)
