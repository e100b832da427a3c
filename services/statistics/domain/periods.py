"""Calendar quarters and years in German time, and when one of them is closed."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, Self

from shared.clock import BERLIN
from shared.errors import NotFound

Length = Literal["quarter", "year"]

SETTLING = timedelta(days=31)
WRITTEN = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4]))?", re.ASCII)


class Period(NamedTuple):
    year: int
    quarter: int | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        found = WRITTEN.fullmatch(text)
        if not found or not 2000 <= int(found["year"]) < 2200:
            raise NotFound
        return cls(int(found["year"]), int(found["quarter"]) if found["quarter"] else None)

    @classmethod
    def holding(cls, moment: datetime, length: Length) -> Self:
        day = moment.astimezone(BERLIN)
        return cls(day.year, (day.month + 2) // 3 if length == "quarter" else None)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def length(self) -> Length:
        return "quarter" if self.quarter else "year"

    @property
    def label(self) -> str:
        return f"{self.quarter}. Quartal {self.year}" if self.quarter else f"Jahr {self.year}"

    @property
    def quarters(self) -> tuple[str, ...]:
        return (str(self),) if self.quarter else tuple(f"{self.year}-Q{n}" for n in (1, 2, 3, 4))

    @property
    def start(self) -> datetime:
        month = 3 * self.quarter - 2 if self.quarter else 1
        return datetime.combine(date(self.year, month, 1), time(), BERLIN).astimezone(UTC)

    @property
    def next(self) -> "Period":
        if self.quarter is None:
            return Period(self.year + 1)
        return Period(self.year, self.quarter + 1) if self.quarter < 4 else Period(self.year + 1, 1)

    def is_closed(self, now: datetime) -> bool:
        """Whether the period is over, and so long ago that late triage has settled."""
        return now >= self.next.start + SETTLING


def latest_closed(length: Length, now: datetime) -> Period:
    running = Period.holding(now - SETTLING, length)
    return Period.holding(running.start - timedelta(days=1), length)
