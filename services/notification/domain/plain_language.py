"""Whether a text that leaves is neutral and plain: which of its words name the matter, how long its sentences are."""

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
"""Of a sentence in a notice, so that it is understood at the first reading."""
BETWEEN: Final = re.compile(r"\n\s*\n|\n(?= *- )|(?<=[.?!:])(?<!\d\.)\s+(?=[A-ZÄÖÜ„])")
"""Sentences: after an empty line, at a point of a list, after an end mark; not after the number of a day."""


def named(text: str) -> list[str]:
    """The words that tell whoever else reads it what it is about, each once, in their order."""
    return list(dict.fromkeys(found.group() for found in NAMES_THE_MATTER.finditer(text)))


def sentences(text: str) -> list[str]:
    return [" ".join(each.split()) for each in BETWEEN.split(text) if each.strip()]


def longest_sentence(text: str) -> int:
    """In words; 0 for an empty text."""
    return max((len(each.split()) for each in sentences(text)), default=0)
