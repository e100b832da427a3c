"""What a fact adds to cells, and what it takes away again."""

from datetime import UTC, datetime

from services.statistics.domain.contributions import NOTHING, Cell, changes, moved, one
from services.statistics.domain.counted import Codes, begins, begins_again, moves
from services.statistics.domain.tables import Population

NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_what_moves_replaces_what_it_counted_and_keeps_its_quarter() -> None:
    opened = one(Population.CASE, NOVEMBER, "unknown", "mandate")
    triaged = moved(opened, row="NW", column="office")
    assert changes(opened, triaged) == {
        Cell("cases", "2026-Q4", "unknown", "mandate"): -1,
        Cell("cases", "2026-Q4", "NW", "office"): +1,
    }


def test_a_move_that_changes_nothing_coarse_changes_no_cell() -> None:
    opened = one(Population.CASE, NOVEMBER, "NW", "office")
    assert changes(opened, moved(opened, row="NW", column="office")) == {}


def test_what_begins_again_is_counted_once_and_keeps_its_quarter() -> None:
    set_first = begins_again(Population.DEADLINE, "d", "case", Codes("strafantrag", "set"), NOVEMBER)
    missed = moves(Population.DEADLINE, "d", "case", column="missed").decide(set_first.decide(NOTHING))
    moved_later = begins_again(
        Population.DEADLINE, "d", "case", Codes("strafantrag", "set"), NOVEMBER.replace(year=2027)
    )
    assert moved_later.decide(missed) == {Cell("deadlines", "2026-Q4", "strafantrag", "set")}


def test_what_never_began_is_not_counted_when_it_moves() -> None:
    assert moves(Population.CASE, "c", "c", row="NW").decide(NOTHING) == NOTHING


def test_what_begins_is_counted_where_and_when_it_began() -> None:
    begun = begins(Population.CASE, "c", "c", Codes("NW", "office"), NOVEMBER)
    assert begun.decide(NOTHING) == {Cell("cases", "2026-Q4", "NW", "office")}
