"""Checks whether a text that leaves is neutral and plain.

It finds the words that name the matter, and measures the sentences.
"""

import re
from typing import Final

NAMES_THE_MATTER: Final = re.compile(
    r"\b(?:fall|fälle|tat|täter\w*|opfer\w*|amt|mandat\w*)\b"
    r"|\w*(?:straf|polizei|staatsanw|bedroh|drohung|gewalt|hass|anzeige|beleidig|verleumd|nachrede|angriff|angefeind"
    r"|nachstell|stalking|doxing|nötigung|beratung|lotse|anlaufstelle|kommun|gemeinde|bürgermeister|rathaus|anliegen"
    r"|vermittl)\w*",
    re.IGNORECASE,
)
MOST_WORDS: Final = 15
"""The most words of a sentence in a notice, so that it is understood at the first reading."""
BETWEEN: Final = re.compile(r"\n\s*\n|\n(?= *- )|(?<=[.?!:])(?<!\d\.)\s+(?=[A-ZÄÖÜ„])")
"""The end of a sentence: an empty line, a point of a list, an end mark; not the number of a day."""


def named(text: str) -> list[str]:
    """Returns the words that tell anybody else who reads the text what it is about, each once, in their order."""
    return list(dict.fromkeys(found.group() for found in NAMES_THE_MATTER.finditer(text)))


def sentences(text: str) -> list[str]:
    return [" ".join(each.split()) for each in BETWEEN.split(text) if each.strip()]


def longest_sentence(text: str) -> int:
    """Number of words of the longest sentence; 0 for an empty text."""
    return max((len(each.split()) for each in sentences(text)), default=0)
