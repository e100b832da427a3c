"""`make bench` says of each row whether it is slower than its figure in `docs/measurements.md`."""

from typing import Final

import pytest

from tests.bench.__main__ import BENCHES
from tests.harness.bench.committed import Figure, committed, compared, summary
from tests.harness.bench.results import Row, Target, table

PAGE: Final = """
| bench | floor | ours | unit | ratio | target | | note |
|---|---|---|---|---|---|---|---|
| relay | 10,000 | 8,000 | rows/s | 0.80 (0.75-0.90) | >= 0.8 | met | 20,000 rows |
| latency | 5 | 7.5 | ms | 1.50 (1.45-1.52) | <= 1.5 | met | |

| idle referral | | 1,000 | MiB | | | | no head: another table |

| bench | floor | ours | unit | ratio | target | | note |
|---|---|---|---|---|---|---|---|
| memory referral | | 1,000 | MiB | | | | |
"""
FIGURES: Final = committed(PAGE)


def a_row(name: str, unit: str, floor: list[float], ours: list[float]) -> Row:
    return Row(name, unit, Target(1.0), floor, ours)


def test_figures_are_ratios_or_ours_where_there_is_no_floor() -> None:
    assert {
        "relay": Figure(0.8, 0.75, 0.9),
        "latency": Figure(1.5, 1.45, 1.52),
        "memory referral": Figure(1000, 1000, 1000),
    } == FIGURES


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (a_row("relay", "rows/s", [100, 100, 100], [60, 73, 90]), "no slower"),
        (a_row("relay", "rows/s", [100, 100, 100], [90, 72, 60]), "slower"),
        (a_row("relay", "rows/s", [50], [60]), "no slower"),
        (a_row("latency", "ms", [10], [16.4]), "no slower"),
        (a_row("latency", "ms", [10], [16.6]), "slower"),
        (a_row("latency", "ms", [20], [10]), "no slower"),
        (a_row("memory referral", "MiB", [], [1090]), "no slower"),
        (a_row("memory referral", "MiB", [], [1110]), "slower"),
        (a_row("unheard of", "ms", [1], [100]), "new"),
    ],
    ids=str,
)
def test_slower_is_beyond_all_committed_rounds_and_a_tenth_worse_than_their_median(row: Row, verdict: str) -> None:
    assert [each[-1] for each in compared([row], FIGURES)] == [verdict]


def test_each_line_says_ratio_committed_ratio_bound_and_verdict() -> None:
    row = a_row("latency", "ms", [10, 10, 10], [14, 17, 18])
    *_, line = table([row], compared([row], FIGURES))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells == ["latency", "10", "17", "ms", "1.70 (1.40-1.80)", ">= 1", "met", "1.5", "<= 1.65", "slower", ""]


def test_the_last_lines_name_what_is_slower_what_is_new_and_what_was_not_measured() -> None:
    rows = [a_row("relay", "rows/s", [100], [10]), a_row("unheard of", "ms", [1], [1])]
    assert list(summary(rows, FIGURES, whole=True)) == [
        "slower than docs/measurements.md: relay (1 compared)",
        "without a figure there: unheard of",
        "there, and not measured: latency; memory referral",
    ]
    quick = [a_row("relay", "rows/s", [100], [100])]
    assert list(summary(quick, FIGURES, whole=False)) == ["slower than docs/measurements.md: no row (1 compared)"]


def test_a_line_without_one_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="latency"):
        committed(PAGE.replace("1.50 (1.45-1.52)", "about one"))
    with pytest.raises(ValueError, match="relay"):
        committed(PAGE.replace("latency", "relay"))


def test_the_committed_page_has_a_figure_of_most_benches() -> None:
    named = {name.split()[0].strip(",") for name in committed()}
    assert named >= BENCHES.keys() - {"latency", "growth", "matching", "deadlines", "tracing"}
