"""The table of the year, read by an analyst before and after; and the operators' page."""

from infra.demo.journey.browser import Page
from infra.demo.journey.participants import World
from infra.demo.journey.steps import until

LARGE = {"row": "BY", "column": "administration"}
EIGHT = 8


def reads_before(world: World) -> str:
    """One cell that will be shown, and one of which nobody has come yet, in a Land that is empty so far."""
    page = _table(world)
    before = _figure(page, LARGE)
    empty = next(row for row in _rows(page) if _figure(page, {"row": row, "column": "total"}) == "0")
    world.memory |= {"large": LARGE, "large_before": before, "small": {"row": empty, "column": "candidate"}}
    return f"{LARGE['row']}/{LARGE['column']}: {before}; {empty}/candidate: 0"


def reads_after(world: World) -> str:
    expected = str(int(world.memory["large_before"]) + EIGHT)
    page = until(lambda: _table(world), lambda page: _figure(page, world.memory["small"]) not in ("0", "1", "2", "3"))
    page = until(lambda: _table(world), lambda page: _figure(page, world.memory["large"]) == expected)
    hidden = _figure(page, world.memory["small"])
    assert not hidden.isdigit(), f"a small figure is shown: {hidden}"
    return f"statistics table: {world.memory['large_before']} became {expected}; the four are {hidden}"


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


def _rows(page: Page) -> list[str]:
    """The Länder in the table's order, without total and without what this story uses elsewhere."""
    cells = page.soup.find_all("td", attrs={"data-row": True, "data-column": "candidate"})
    used = {LARGE["row"], "NW", "SN", "total", "unknown"}
    return [str(cell["data-row"]) for cell in cells if cell["data-row"] not in used]


def _figure(page: Page, cell: dict[str, str]) -> str:
    found = page.soup.find("td", attrs={"data-row": cell["row"], "data-column": cell["column"]})
    assert found is not None, f"no cell {cell}"
    return " ".join(found.get_text(" ").split())
