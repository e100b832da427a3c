"""What is laid out for a test is what lay there when it was made, and it is made wherever that could differ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from shared.store import Document
from tests.harness.engines.contents import contents
from tests.harness.services import laid_out as laying
from tests.harness.services.intake import Place, let_in
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

STAYS, CHANGES, GOES = ("stays", "changes", "goes")


@laid_out
async def begun(place: Place, said: str = "") -> str:
    """What it returns was never there before."""
    new = str(uuid4())
    documents = [{"_id": each, "thread": each, "new": new} for each in (STAYS, CHANGES, GOES)]
    await place.store["notes"].insert_many(documents)
    return new


@laid_out
async def gone_on(place: Place) -> str:
    new = str(uuid4())
    await place.store["notes"].update_one({"_id": CHANGES}, {"$set": {"new": new}})
    await place.store["notes"].delete_one({"_id": GOES})
    await place.keys["keys"].insert_one({"_id": new})
    return new


@asynccontextmanager
async def a_test(place: Place) -> AsyncIterator[None]:
    await place.steps.take_away()
    with place.steps.of_a_test():
        yield


async def lies(place: Place) -> list[dict[str, list[Document]]]:
    return [await contents(each) for each in (place.store, place.keys, place.face)]


async def test_each_test_has_what_the_first_one_had_also_where_a_step_changed_and_took_away(place: Place) -> None:
    seen: list[Any] = []
    for _ in range(3):
        async with a_test(place):
            seen.append([await begun(place), await lies(place), await gone_on(place), await lies(place)])
    assert seen[0] == seen[1] == seen[2]
    first, before, second, after = seen[0]
    assert [each["new"] for each in before[0]["notes"]] == [first] * 3
    assert [(each["_id"], each["new"]) for each in after[0]["notes"]] == [(STAYS, first), (CHANGES, second)]
    await place.steps.take_away()


@pytest.mark.parametrize("differs", ["an argument", "what was written before", "the time", "nothing"])
async def test_where_anything_could_differ_it_is_made(
    place: Place, monkeypatch: pytest.MonkeyPatch, differs: str
) -> None:
    async with a_test(place):
        first = await begun(place)
    async with a_test(place):
        if differs == "what was written before":
            await place.store["tasks"].insert_one({"_id": "other"})
        if differs == "the time":
            monkeypatch.setattr(laying, "FRESH", 0)
        second = await begun(place, *(["other"] if differs == "an argument" else []))
        assert (first == second) is (differs == "nothing")
        assert [each["new"] for each in (await contents(place.store))["notes"]] == [second] * 3
    await place.steps.take_away()


async def test_a_browser_has_its_page_open_as_then_and_two_reports_of_one_test_have_two_codes(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    codes = []
    for _ in range(2):
        async with a_test(place):
            browser.cookies.clear()
            codes.append([await let_in(browser), await let_in(browser)])
            page = await browser.get("/rueckmeldung")
            assert page.status_code == 200
            assert "Ein Anliegen" in page.text
    assert codes[0] == codes[1]
    assert len(set(codes[0])) == 2
