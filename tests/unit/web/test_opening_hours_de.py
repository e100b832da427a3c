"""Opening hours as a person reads them."""

from dataclasses import dataclass

import pytest

from shared.web.opening_hours_de import hours


@dataclass(frozen=True)
class Hours:
    days: tuple[str, ...]
    opens: str
    closes: str


@pytest.mark.parametrize(
    ("openings", "said"),
    [
        ([], ""),
        ([Hours(("MO", "TU", "WE", "TH", "FR"), "09:00", "16:00")], "Mo–Fr 9:00–16:00 Uhr"),
        ([Hours(("TH", "MO"), "10:00", "12:30")], "Mo, Do 10:00–12:30 Uhr"),
        (
            [Hours(("MO",), "00:00", "08:00"), Hours(("SA",), "10:00", "24:00")],
            "Mo 0:00–8:00 Uhr, Sa 10:00–24:00 Uhr",
        ),
        ([Hours(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), "00:00", "24:00")], "rund um die Uhr"),
    ],
    ids=str,
)
def test_days_in_a_row_are_a_range(openings: list[Hours], said: str) -> None:
    assert hours(openings) == said
