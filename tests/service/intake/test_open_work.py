"""The desk says how much is to be done, in numbers, and nothing of whom."""

from datetime import UTC, datetime

import httpx2
import pytest

from services.intake.handlers.services.count_work import count_work
from tests.harness.services.intake import Place, submit

pytestmark = pytest.mark.engines


async def test_what_waits_is_counted_whoever_has_it(place: Place, browser: httpx2.AsyncClient) -> None:
    assert await count_work(place.desk) == {"tasks": {}, "kinds": {}, "first_answers_due": 0}
    accepted = [(await submit(browser, {"text": "Mir wurde gedroht."})).json() for _ in range(2)]
    await place.settle()
    overdue = {"$set": {"due": datetime(2026, 1, 5, tzinfo=UTC)}}
    await place.store["tasks"].update_one({"thread": accepted[0]["case_id"]}, overdue)
    await place.store["tasks"].update_one(
        {"thread": accepted[1]["case_id"]}, {"$set": {"due": datetime(2090, 1, 5, tzinfo=UTC)}}
    )
    counted = await count_work(place.desk)
    both = {"first_answer": {"open": 2, "overdue": 1}}
    assert counted == {"tasks": both, "kinds": both, "first_answers_due": 1}
