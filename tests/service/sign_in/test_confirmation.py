"""A sign-in counts for fifteen minutes; before they are over the desk asks the provider again who it is."""

from asyncio import gather

import pytest

from infra.demo.people import Person
from shared.web.provider_sessions import ROWS
from tests.harness.sign_in.staff_door import CASES, ISSUER, PROCEEDINGS, Browser, StaffDoor, refreshing
from tests.unit.web.app import ORIGIN

pytestmark = pytest.mark.engines

TOKEN = f"{ISSUER}/token"
PATHS = (CASES, PROCEEDINGS)


@pytest.fixture
async def anna(door: StaffDoor) -> Browser:
    browser = door.browser()
    await browser.sign_in()
    door.hosts.asked.clear()
    return browser


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("minutes", "times"), [(9, 0), (10, 1), (14, 1), (16, 1), (29, 1)])
async def test_a_sign_in_in_use_is_confirmed(
    door: StaffDoor, anna: Browser, path: str, minutes: int, times: int
) -> None:
    await door.later(anna, minutes)
    before = anna.staff
    page = await anna.go(path)

    assert page.json() == {"name": "Anna Beispiel (Demo)", "role": "counsellor"}
    assert door.hosts.asked.count(TOKEN) == times
    assert (anna.staff.seen > before.seen) is bool(times)
    assert (await anna.open(path)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("minutes", [16, 29])
async def test_what_somebody_wrote_for_long_arrives_as_it_was_sent(
    door: StaffDoor, anna: Browser, path: str, minutes: int
) -> None:
    await door.later(anna, minutes)

    assert (await anna.go(path, {"text": "Grüße & mehr"})).json() == {
        "name": "Anna Beispiel (Demo)",
        "text": "Grüße & mehr",
    }
    assert door.hosts.asked.count(TOKEN) == 1


async def test_a_form_is_not_sent_around_while_the_sign_in_counts(door: StaffDoor, anna: Browser) -> None:
    await door.later(anna, 12)

    assert (await anna.open(PROCEEDINGS, {"text": "a"})).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fields", [None, {"text": "a"}])
async def test_after_half_an_hour_without_use_it_is_over(
    door: StaffDoor, anna: Browser, path: str, fields: dict[str, str] | None
) -> None:
    await door.later(anna, 30)
    answer = await anna.open(path, fields)

    assert "/desk/anmelden?next=" in answer.headers.get("location", answer.text)
    assert TOKEN not in door.hosts.asked


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("minutes", [10, 16])
async def test_a_role_that_was_taken_away_is_gone_when_the_desk_asks(
    door: StaffDoor, anna: Browser, path: str, minutes: int
) -> None:
    await door.later(anna, minutes)
    door.at_provider.roles.clear()
    sid = anna.staff.sid
    answer = await anna.go(path)

    assert answer.status_code == 404
    assert door.ended == [sid]
    assert f"{ORIGIN}/desk/anmelden/zurueck" in anna.seen[-1]
    assert await door.store[ROWS].count_documents({}) == 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("minutes", [10, 16])
async def test_a_sign_in_ends_where_the_provider_answers_for_somebody_else(
    door: StaffDoor, anna: Browser, path: str, minutes: int
) -> None:
    await door.later(anna, minutes)
    sid = anna.staff.sid
    door.at_provider.person = Person("bert", "Bert Beispiel (Demo)", "counsellor")
    answer = await anna.go(path)

    assert door.ended == [sid]
    assert await door.store[ROWS].find_one({"_id": sid}) is None
    assert answer.json() == {"name": "Bert Beispiel (Demo)", "role": "counsellor"}, "he has signed in"
    assert (anna.staff.sub, anna.staff.sid == sid) == ("bert", False)


async def test_another_role_counts_from_then_on(door: StaffDoor, anna: Browser) -> None:
    await door.later(anna, 10)
    door.at_provider.roles[:] = ["supervisor"]

    assert (await anna.go(PROCEEDINGS)).json()["role"] == "supervisor"


async def test_what_was_opened_as_another_role_is_closed(door: StaffDoor, anna: Browser) -> None:
    anna.holds(anna.staff.opening("case", anna.staff.seen, "quality"))
    await door.later(anna, 10)
    await anna.go(CASES)
    same = anna.staff.opened
    await door.later(anna, 10)
    door.at_provider.roles[:] = ["supervisor"]
    await anna.go(CASES)

    assert (list(same), list(anna.staff.opened)) == (["case"], [])


async def test_who_was_taken_the_role_while_writing_finds_the_text_and_nothing_was_done(
    door: StaffDoor, anna: Browser
) -> None:
    typed = {"text": "Lange getippt."}
    await door.later(anna, 16)
    door.at_provider.roles.clear()
    refused = await anna.open((await anna.open(PROCEEDINGS, typed)).headers["location"], typed)
    door.at_provider.roles.append("counsellor")
    page = await anna.go(refreshing(refused.text) or "")

    assert refused.status_code == 401
    assert page.url.path.startswith("/desk/fortsetzen/")
    assert typed["text"] in page.text
    assert f'action="{PROCEEDINGS}"' in page.text


@pytest.mark.parametrize("path", PATHS)
async def test_while_the_provider_is_away_a_sign_in_counts_until_it_must_be_confirmed(
    door: StaffDoor, anna: Browser, path: str
) -> None:
    await door.later(anna, 12)
    door.hosts.away.add(ISSUER)
    for _ in range(3):
        assert (await anna.go(path)).status_code == 200
    await door.later(anna, 4)
    assert (await anna.go(path)).status_code == 503
    assert (await anna.go(path, {"text": "a"})).status_code == 503
    door.hosts.away.clear()
    assert (await anna.go(path)).status_code == 200


async def test_a_page_with_many_parts_asks_the_provider_once(door: StaffDoor, anna: Browser) -> None:
    await door.later(anna, 12)
    parts = [door.browser() for _ in range(8)]
    for each in parts:
        each.jars = {ORIGIN: dict(anna.jar)}
    answers = await gather(*(each.go(CASES) for each in parts))

    assert [each.status_code for each in answers] == [200] * 8
    assert door.hosts.asked.count(TOKEN) == 1


async def test_the_tokens_lie_sealed(door: StaffDoor, anna: Browser) -> None:
    row = await door.row()

    assert set(row) == {"_id", "box", "confirmed", "until", "at_provider"}
    assert b"anna" not in row["box"]
    assert door.at_provider.id not in str(row)
