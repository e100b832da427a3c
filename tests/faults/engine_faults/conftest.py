from typing import Final

import pytest

from tests.harness.faults.results import Row, table

ROWS: Final = pytest.StashKey[list[Row]]()


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest) -> list[Row]:
    """Shown at the end of the run."""
    return request.config.stash.setdefault(ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if rows := config.stash.get(ROWS, []):
        terminalreporter.section("faults")
        for row, line in zip((None, *rows), table(rows), strict=True):
            terminalreporter.write_line(line, red=row is not None and row.invariants != "hold")
