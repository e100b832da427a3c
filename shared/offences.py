"""Offences prosecuted only on request, and those for which a superior may file one too (law as of August 2026)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Need = Literal["absolute", "relative", "derived", "none"]
"""`relative`: special public interest can replace the request. `derived`: the same need as of the threatened act."""


@dataclass(frozen=True)
class Offence:
    need: Need
    superior_may_file: bool = False


ABSOLUTE: Final = Offence("absolute")
RELATIVE: Final = Offence("relative")
NONE: Final = Offence("none")
INSULT: Final = Offence("absolute", superior_may_file=True)
CAUTIOUS: Final = Offence("relative", superior_may_file=True)
"""Assumed where no offence is given, or one that the table lacks: better a deadline too many than one too few."""

OFFENCES: Final[dict[str, Offence]] = {
    "stgb_111": NONE,
    "stgb_113": NONE,
    "stgb_114": NONE,
    "stgb_115": NONE,
    "stgb_123": ABSOLUTE,
    "stgb_126": NONE,
    "stgb_126a": NONE,
    "stgb_130": NONE,
    "stgb_140": NONE,
    "stgb_185": INSULT,
    "stgb_186": INSULT,
    "stgb_187": INSULT,
    "stgb_188": Offence("relative", superior_may_file=True),
    "stgb_201": ABSOLUTE,
    "stgb_201a": RELATIVE,
    "stgb_202": ABSOLUTE,
    "stgb_202a": RELATIVE,
    "stgb_202b": RELATIVE,
    "stgb_202d": RELATIVE,
    "stgb_223": Offence("relative", superior_may_file=True),
    "stgb_229": Offence("relative", superior_may_file=True),
    "stgb_238": NONE,
    "stgb_240": NONE,
    "stgb_241": Offence("derived"),
    "stgb_303": RELATIVE,
    "kug_33": ABSOLUTE,
}


def need_a_request(offences: Iterable[str]) -> bool:
    return any(offence.need != "none" for offence in _look_up(offences))


def superior_may_file(offences: Iterable[str]) -> bool:
    return any(offence.superior_may_file for offence in _look_up(offences))


def _look_up(offences: Iterable[str]) -> list[Offence]:
    return [OFFENCES.get(each, CAUTIOUS) for each in offences] or [CAUTIOUS]
