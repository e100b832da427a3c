"""Numbers that are answered at night and on weekends, from a file that a human checks: an old one is not shown.

Each entry of `night_lines.json` has its source and the day on which somebody last rang or read there (`checked_on`);
without such a day, or half a year after it, it is hidden. An invented number never stands there.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.contracts.vocabulary import Land

FILE: Final = Path(__file__).parent / "night_lines.json"
HOLDS_FOR: Final = timedelta(days=183)


class NightLine(BaseModel):
    """One number. `land`: None for one that is answered for all of Germany."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    land: Land | None
    name: str
    phone: str
    source: Annotated[str, Field(pattern=r"^https://\S+$")]
    checked_on: date | None


LINES: Final = TypeAdapter(tuple[NightLine, ...])


@cache
def listed() -> tuple[NightLine, ...]:
    return LINES.validate_json(FILE.read_text())


def lines_for(land: Land | None, today: date, lines: tuple[NightLine, ...] | None = None) -> list[NightLine]:
    """Returns the fresh numbers: first those of the Land, or of all Länder where it is None, then the general ones."""
    known = [each for each in (listed() if lines is None else lines) if _is_fresh(each, today)]
    of_land = [each for each in known if each.land is not None and land in (None, each.land)]
    return of_land + [each for each in known if each.land is None]


def _is_fresh(line: NightLine, today: date) -> bool:
    return line.checked_on is not None and line.checked_on <= today < line.checked_on + HOLDS_FOR
