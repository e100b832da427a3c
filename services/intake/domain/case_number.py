"""The short number of a case, to be spoken on the telephone and typed into a search field."""

import re
from typing import Final, NewType

CaseNumber = NewType("CaseNumber", str)

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's Base32: no I, L, O, U."""

LENGTH: Final = 5
LOOKS_LIKE: Final = str.maketrans("ILO", "110")
DASH: Final = r"[\u2010-\u2015\u2212-]"
PREFIX: Final = re.compile(rf"^\s*L\s*{DASH}", re.IGNORECASE)
SEPARATORS: Final = re.compile(rf"\s|{DASH}")


def case_number(letters: str) -> CaseNumber:
    """Returns the number of five random `letters` from ALPHABET; so the number says nothing about its case."""
    return CaseNumber(f"L-{letters}")


def read(typed: str) -> CaseNumber | None:
    """Reads a number as people write it: with or without `L-`, spaces, dashes, O for 0; None for anything else."""
    letters = SEPARATORS.sub("", PREFIX.sub("", typed, count=1)).upper()
    if len(letters) == LENGTH + 1:
        letters = letters.removeprefix("L")
    letters = letters.translate(LOOKS_LIKE)
    if len(letters) != LENGTH or set(letters) - set(ALPHABET):
        return None
    return case_number(letters)
