"""Days as people and programs write them, and what can be wrong with several of them together."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from shared.errors import Invalid

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2099, 12, 31)
WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NO_DAY: Final = "Bitte geben Sie ein Datum an: Jahr, Monat und Tag, zum Beispiel 2026-11-20."
OUT_OF_BOUNDS: Final = "Bitte prüfen Sie das Jahr. Wir rechnen mit Daten von 2000 bis 2099."
IN_FUTURE: Final = "Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es."


def read(value: Any) -> date:
    """A day from EARLIEST to LATEST, from `YYYY-MM-DD` in ASCII digits and from no other form of ISO 8601.

    Raises Invalid `bad-day` for everything else, numbers and instants too.
    """
    day = _written(value)
    if not EARLIEST <= day <= LATEST:
        raise Invalid("bad-day", OUT_OF_BOUNDS)
    return day


def read_if_given(value: Any) -> date | None:
    """Returns what `read` does, or None for an empty field."""
    return None if value is None or value == "" else read(value)


def months_after(day: date, number: int) -> date:
    """The same day of the month, `number` months later, or that month's last day where it is shorter.

    A negative number counts back.
    """
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _written(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and WRITTEN.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Invalid("bad-day", NO_DAY) from None
    raise Invalid("bad-day", NO_DAY)


DESCRIBED: Final = {
    "type": "string",
    "format": "date",
    "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
}

Day = Annotated[date, BeforeValidator(read), WithJsonSchema(DESCRIBED)]
"""A field of a form or of the API; raises as `read` does."""

DayIfGiven = Annotated[
    date | None,
    BeforeValidator(read_if_given),
    WithJsonSchema({"anyOf": [DESCRIBED, {"type": "string", "maxLength": 0}, {"type": "null"}]}),
]
"""A Day, or None for an empty field of a form."""


@dataclass(frozen=True)
class Order:
    """Two fields in order: where `later` is before `earlier`, `sentence` is shown at `later`."""

    earlier: str
    later: str
    sentence: str


def troubles(days: Mapping[str, date | None], today: date, orders: Iterable[Order] = ()) -> dict[str, str]:
    """Returns one sentence for each wrong field: it is after `today`, or else before a day that it cannot precede.

    `days` is keyed by field; None and absent fields are not compared.
    """
    future = {field: IN_FUTURE for field, day in days.items() if day is not None and day > today}
    disordered = {order.later: order.sentence for order in orders if _is_broken(order, days)}
    return disordered | future


def _is_broken(order: Order, days: Mapping[str, date | None]) -> bool:
    earlier, later = days.get(order.earlier), days.get(order.later)
    return earlier is not None and later is not None and later < earlier
