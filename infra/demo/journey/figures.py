"""The table of the year, read by an analyst before and after twelve people came; and the operators' page."""

from infra.demo.journey.browser import Page, says
from infra.demo.journey.participants import World
from infra.demo.journey.steps import until

LARGE = {"row": "BY", "column": "administration"}
USED_ELSEWHERE = {"rows": {"NW", "SN", "total", "unknown"}, "columns": {"total", "unknown"}}
EIGHT = 8
Cell = dict[str, str]


def reads_before(world: World) -> str:
    """Remembers the largest figure that is shown, and a cell that counts nobody yet, best in an empty Land."""
    page = _table(world)
    shown = {_named(cell): int(figure) for cell in _cells(page) if (figure := _figure(page, cell)).isdigit()}
    large = max(shown, key=lambda cell: (shown[cell], cell == _named(LARGE)))
    empty = [cell for cell, figure in shown.items() if figure == 0 and cell[0] != large[0]]
    small = max(empty, key=lambda cell: _figure(page, {"row": cell[0], "column": "total"}) == "0")
    world.memory |= {"large": _cell(large), "large_before": shown[large], "small": _cell(small)}
    return f"{'/'.join(large)}: {shown[large]}; {'/'.join(small)}: 0"


def reads_after(world: World) -> str:
    """The four are hidden; the eight are added, or hidden too where that protects a small figure of somebody else."""
    expected = str(int(world.memory["large_before"]) + EIGHT)
    page = until(lambda: _table(world), lambda page: _figure(page, world.memory["small"]) not in ("0", "1", "2", "3"))
    page = until(lambda: _table(world), lambda page: _is_hidden_or(expected, page, world.memory["large"]))
    hidden = _figure(page, world.memory["small"])
    assert not hidden.isdigit(), f"a small figure is shown: {hidden}"
    large = _figure(page, world.memory["large"])
    return f"statistics table: {world.memory['large_before']} became {large}; the four are {hidden}"


def operators_see_all(world: World) -> str:
    page = until(lambda: world.desk("/statistics/betrieb", "omar"), _all_alive)
    return f"operators' page: {len(_services(page))} services alive"


def _all_alive(page: Page) -> bool:
    return len(_services(page)) == 4 and "silent" not in _services(page).values()


def _services(page: Page) -> dict[str, str]:
    rows = page.soup.find_all("tr", attrs={"data-service": True})
    return {str(row["data-service"]): str(row["data-condition"]) for row in rows}


def _table(world: World) -> Page:
    return world.desk("/statistics/tabellen/cases", "ines")


def _is_hidden_or(expected: str, page: Page, cell: Cell) -> bool:
    figure = _figure(page, cell)
    return figure == expected or not figure.isdigit()


def _cells(page: Page) -> list[Cell]:
    """Returns the inner cells in the table's order, without those that this story counts in elsewhere."""
    found = page.soup.find_all("td", attrs={"data-row": True, "data-column": True})
    cells = [{"row": str(each["data-row"]), "column": str(each["data-column"])} for each in found]
    rows, columns = USED_ELSEWHERE["rows"], USED_ELSEWHERE["columns"]
    return [cell for cell in cells if cell["row"] not in rows and cell["column"] not in columns]


def _named(cell: Cell) -> tuple[str, str]:
    return cell["row"], cell["column"]


def _cell(named: tuple[str, str]) -> Cell:
    return {"row": named[0], "column": named[1]}


def _figure(page: Page, cell: Cell) -> str:
    found = page.soup.find("td", attrs={"data-row": cell["row"], "data-column": cell["column"]})
    assert found is not None, f"no cell {cell}"
    return says(found)
