"""Who sees which figures, and what the public sees of a closed year."""

import csv
import io
import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.table_changes import CellCodes, TableChange, begins, stands
from services.statistics.domain.tables import Population
from services.statistics.store import apply_changes, put_heartbeat
from shared.bus import Connection, UnitOfWork
from shared.clock import now
from shared.store import Store
from tests.harness.eventually import eventually
from tests.harness.services.statistics import Statistics, running

pytestmark = pytest.mark.engines


def in_2061() -> datetime:
    return now().replace(year=2061, month=5, day=20)


@pytest.fixture(scope="module")
async def statistics(mongo: str, kafka: Connection, topics: None) -> AsyncIterator[Statistics]:
    """One for all tests of this file; each counts in a year of its own."""
    async with running(mongo, kafka, f"faces_{uuid.uuid4().hex}", in_2061) as service:
        yield service


async def count(store: Store, year: int, row: str, column: str, n: int) -> None:
    cell = {"table": "cases", "period": f"{year}-Q2", "row": row, "column": column}
    await store["cells"].update_one({"_id": "|".join(cell.values())}, {"$set": cell, "$inc": {"n": n}}, upsert=True)


async def test_without_sign_in_staff_pages_lead_there(statistics: Statistics) -> None:
    answer = await statistics.get("/statistics")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/anmelden?next=/statistics"


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/statistics", "counsellor", 200),
        ("/statistics", "operator", 404),
        ("/statistics/betrieb", "operator", 200),
        ("/statistics/betrieb", "analyst", 404),
        ("/statistics/tabellen/nothing", "analyst", 404),
    ],
)
async def test_each_role_sees_what_is_its_own(statistics: Statistics, path: str, role: str, status: int) -> None:
    assert (await statistics.get(path, role)).status_code == status


async def test_operators_see_who_is_alive(statistics: Statistics) -> None:
    own = 'data-service="statistics" data-condition="well"'
    page = await eventually(lambda: statistics.page("/statistics/betrieb", "operator"), lambda page: own in page)
    assert 'data-service="referral" data-condition="silent"' in page


async def test_operators_see_what_a_service_cannot_do(statistics: Statistics) -> None:
    await put_heartbeat(
        statistics.store,
        Heartbeat(
            service="notification",
            instance="one",
            version="1",
            at=in_2061(),
            stopped=(),
            **dict.fromkeys(("pending", "parked", "quarantined", "refused", "lag"), 0),
            oldest_pending=None,
            effects=7,
            effects_failing=5,
            effects_oldest_failing=1200.0,
            effects_given_up=3,
        ),
    )
    page = await statistics.page("/statistics/betrieb", "operator")

    row = re.search(r'data-effects-of="notification">(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert re.findall(r'<td class="number">(.*?)</td>', row[1]) == ["7", "5", "20 min", "3"]
    assert 'data-service="notification" data-condition="attention"' in page


async def test_a_running_year_is_not_published(statistics: Statistics) -> None:
    await count(statistics.store, 2061, "NW", "mandate", 30)
    assert (await statistics.get("/api/statistics/tables/cases?period=2061")).status_code == 404
    assert await statistics.figure("NW", "mandate") == "30"


async def test_a_closed_year_is_published_and_never_changes(statistics: Statistics) -> None:
    for row, column, n in [("NW", "mandate", 30), ("BY", "office", 3), ("BY", "mandate", 20), ("NW", "office", 8)]:
        await count(statistics.store, 2060, row, column, n)
    first = await statistics.get("/api/statistics/tables/cases")
    await count(statistics.store, 2060, "NW", "mandate", 1)
    assert (await statistics.get("/api/statistics/tables/cases.json?period=2060")).json() == first.json()
    by_land = {line["code"]: line["figures"] for line in first.json()["lines"]}
    assert first.json()["period"] == "2060"
    assert by_land["BY"] == {
        "office": None,
        "mandate": None,
        "administration": 0,
        "candidate": 0,
        "other": 0,
        "unknown": 0,
        "total": 23,
    }


async def test_a_pair_that_is_joined_after_its_year_was_published_changes_no_published_figure(
    statistics: Statistics,
) -> None:
    """Nor is one published beside the other by which the pair would be the difference."""
    case_id, year = str(uuid.uuid4()), 2057
    await count(statistics.store, year, "NW", "mandate", 29)

    async def take(changed: TableChange) -> None:
        await UnitOfWork(statistics.store, "statistics")(lambda tx: apply_changes(tx, [changed]))

    at = datetime(year, 5, 20, tzinfo=UTC)
    await take(begins(Population.CASE, case_id, case_id, CellCodes("NW", "mandate"), at))
    first = (await statistics.get(f"/api/statistics/tables/cases?period={year}")).json()
    assert next(each for each in first["lines"] if each["code"] == "NW")["figures"]["mandate"] == 30
    await take(stands(Population.CASE, case_id, case_id, for_itself=False))
    cell = await statistics.store["cells"].find_one({"_id": f"cases|{year}-Q2|NW|mandate"})
    assert cell
    assert cell["n"] == 29
    assert (await statistics.get(f"/api/statistics/tables/cases?period={year}")).json() == first


async def test_the_same_table_as_a_file(statistics: Statistics) -> None:
    await count(statistics.store, 2059, "NW", "mandate", 30)
    answer = await statistics.get("/api/statistics/tables/cases.csv?period=2059")
    assert answer.headers["content-type"].startswith("text/csv")
    head, *lines, last = csv.reader(io.StringIO(answer.text))
    assert head[:2] == ["Land", "Amt"]
    assert ["Nordrhein-Westfalen", "0", "30", "0", "0", "0", "0", "30"] in lines
    assert last[-1] == "30"


async def test_a_year_too_small_to_hide_anything_is_not_published(statistics: Statistics) -> None:
    await count(statistics.store, 2058, "NW", "mandate", 4)
    assert (await statistics.get("/api/statistics/tables/cases?period=2058")).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["nothing", "deadlines", "cases?period=1", "cases?period=2010-Q1", "cases?period=2010", "cases.csv?period=x"],
)
async def test_what_is_not_published_is_not_found(statistics: Statistics, path: str) -> None:
    answer = await statistics.get(f"/api/statistics/tables/{path}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:lotse:problem:not-found"
    assert answer.headers["content-type"] == "application/problem+json"
