"""Reads codes as people type and paste them: letters and digits, without what a screen, a mail or a phone adds."""

import re
import unicodedata
from typing import Final

from shared.errors import Invalid

LABEL: Final = re.compile(r"[^\W\d_]*(?:CODE|PIN)(?:IST|LAUTET|IS)?")
READ_AS: Final = str.maketrans("OIL", "011")


def characters(text: str, length: int) -> str:
    """The letters and digits of a code that has `length` of them, in upper case, O as 0, I and L as 1.

    Full-width and other forms of a letter are that letter (NFKC), digits of every script are 0 to 9; everything else,
    invisible characters too, is dropped, and so is a label before a code of this length ("Rückmeldecode: …").
    Text that is no such code returns another number of characters: the caller decides on that before counting a try.
    """
    upper = unicodedata.normalize("NFKC", text).upper()
    kept = unicodedata.normalize("NFKC", "".join(_digit(each) for each in upper if each.isalnum()))
    if len(kept) > length and LABEL.fullmatch(kept[:-length]):
        kept = kept[-length:]
    return kept.translate(READ_AS)


def pin(text: str, length: int) -> str:
    """The PIN's digits. Raises Invalid `wrong-pin` where there are not `length` of them: that is no try."""
    digits = characters(text, length)
    if len(digits) != length or not digits.isdecimal():
        raise Invalid("wrong-pin", f"Diese PIN hat {length} Ziffern. Bitte prüfen Sie Ihre Eingabe.")
    return digits


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
