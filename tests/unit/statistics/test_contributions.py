"""What a fact adds to cells, and what it takes away again."""

from datetime import UTC, datetime

from services.statistics.domain.contributions import NOTHING, Cell, changes, moved, one, stands_for
from services.statistics.domain.table_changes import CellCodes, begins, begins_again, moves, stands
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
    set_first = begins_again(Population.DEADLINE, "d", "case", CellCodes("strafantrag", "set"), NOVEMBER)
    missed = moves(Population.DEADLINE, "d", "case", column="missed").decide(set_first.decide(NOTHING))
    moved_later = begins_again(
        Population.DEADLINE, "d", "case", CellCodes("strafantrag", "set"), NOVEMBER.replace(year=2027)
    )
    assert moved_later.decide(missed).adds == {Cell("deadlines", "2026-Q4", "strafantrag", "set")}


def test_what_never_began_is_not_counted_when_it_moves() -> None:
    assert moves(Population.CASE, "c", "c", row="NW").decide(NOTHING) == NOTHING


def test_what_begins_is_counted_where_and_when_it_began() -> None:
    begun = begins(Population.CASE, "c", "c", CellCodes("NW", "office"), NOVEMBER)
    assert begun.decide(NOTHING).adds == {Cell("cases", "2026-Q4", "NW", "office")}


def test_what_another_stands_for_is_taken_away_and_comes_back_where_it_would_be_by_now() -> None:
    opened = one(Population.CASE, NOVEMBER, "unknown", "mandate")
    joined = stands_for(opened, itself=False)
    assert changes(opened, joined) == {Cell("cases", "2026-Q4", "unknown", "mandate"): -1}
    assert changes(opened, stands_for(joined, itself=True)) == {}
    triaged = moved(joined, row="NW", column="office")
    assert changes(joined, triaged) == {}, "nothing jumps from cell to cell that is not counted"
    assert changes(triaged, stands_for(triaged, itself=True)) == {Cell("cases", "2026-Q4", "NW", "office"): +1}


def test_that_another_stands_for_it_may_be_known_before_it_begins() -> None:
    joined = stands(Population.CASE, "c", "c", for_itself=False).decide(NOTHING)
    begun = begins(Population.CASE, "c", "c", CellCodes("NW", "office"), NOVEMBER).decide(joined)
    assert begun.adds == frozenset()
    parted = stands(Population.CASE, "c", "c", for_itself=True).decide(begun)
    assert parted.adds == {Cell("cases", "2026-Q4", "NW", "office")}


def test_a_deadline_that_is_set_again_stands_for_itself_where_it_began() -> None:
    set_first = begins_again(Population.DEADLINE, "d", "case", CellCodes("strafantrag", "set"), NOVEMBER)
    counted_there = stands(Population.DEADLINE, "d", "case", for_itself=False).decide(set_first.decide(NOTHING))
    again = begins_again(Population.DEADLINE, "d", "case", CellCodes("strafantrag", "set"), NOVEMBER.replace(year=2027))
    assert counted_there.adds == frozenset()
    assert again.decide(counted_there).adds == {Cell("deadlines", "2026-Q4", "strafantrag", "set")}
