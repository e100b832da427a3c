"""The number of messages of the mobile network that a text becomes, by its alphabet (3GPP TS 23.038, 6.2.1).

A text of several messages has a header in each of them, which leaves fewer characters (TS 23.040, 9.2.3.24).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Alphabet = Literal["gsm7", "ucs2"]

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, without the escape to its extension."""
EXTENSION: Final = "\f^{}\\[~]|€"
"""The extension of the default alphabet: each character takes two septets, the first of them the escape."""
SEPTETS: Final = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2)
ROOM: Final[dict[Alphabet, tuple[int, int]]] = {"gsm7": (160, 153), "ucs2": (70, 67)}
"""Units that fit into the only message of a text, and into one of several."""


@dataclass(frozen=True)
class SmsLength:
    """The length of a text. `units`: septets, or code units of UTF-16."""

    alphabet: Alphabet
    units: int
    segments: int


def length(text: str) -> SmsLength:
    """Measures a text. One character that the default alphabet lacks makes the whole text UCS-2."""
    alphabet: Alphabet = "gsm7" if SEPTETS.keys() >= set(text) else "ucs2"
    sizes = [SEPTETS[each] if alphabet == "gsm7" else len(each.encode("utf-16-be")) // 2 for each in text]
    whole, part = ROOM[alphabet]
    units = sum(sizes)
    return SmsLength(alphabet, units, 1 if units <= whole else _parts(sizes, part))


def _parts(sizes: Sequence[int], room: int) -> int:
    """Number of messages, where no character is divided between two."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
