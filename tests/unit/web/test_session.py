import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.clock import now
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import Staff, from_text, is_current, staff_cookie, to_text
from tests.unit.web.app import COOKIE_KEY, client

BEGAN = datetime(2026, 11, 22, 8, tzinfo=UTC)
MODERN = {"sec-fetch-site": "same-origin"}
ANNA = Staff("anna", "Anna Beispiel", "counsellor", "sid", BEGAN, BEGAN)


def cookie(staff: Staff) -> dict[str, str]:
    return {"cookie": staff_cookie(COOKIE_KEY).header(to_text(staff)).split(";")[0]}


def fresh(**changes: Any) -> Staff:
    return replace(ANNA, began=now(), seen=now(), **changes)


@pytest.mark.parametrize(
    ("seen", "at", "current"),
    [
        (timedelta(0), timedelta(minutes=29), True),
        (timedelta(0), timedelta(minutes=30), False),
        (timedelta(hours=7, minutes=45), timedelta(hours=7, minutes=59), True),
        (timedelta(hours=7, minutes=45), timedelta(hours=8), False),
    ],
)
def test_a_sign_in_slides_but_not_beyond_eight_hours(seen: timedelta, at: timedelta, current: bool) -> None:
    assert is_current(replace(ANNA, seen=BEGAN + seen), BEGAN + at) is current


def test_the_cookie_carries_the_sign_in_and_nobody_can_read_it() -> None:
    header = staff_cookie(COOKIE_KEY).header(to_text(ANNA))

    assert header.startswith("__Host-lotse-staff=")
    assert header.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert "Anna" not in header
    assert from_text(to_text(ANNA)) == ANNA


def test_what_was_opened_with_a_reason_stays_open_for_half_an_hour_and_for_this_sign_in() -> None:
    first = ANNA.opening("one", BEGAN)
    both = from_text(to_text(first.opening("two", BEGAN + timedelta(minutes=20))))

    assert both.has_opened("one", BEGAN + timedelta(minutes=29))
    assert not both.has_opened("one", BEGAN + timedelta(minutes=30))
    assert both.has_opened("two", BEGAN + timedelta(minutes=49))
    assert not ANNA.has_opened("one", BEGAN)
    assert "one" not in both.opening("three", BEGAN + timedelta(minutes=31)).opened


def test_the_cookie_is_bounded_and_the_oldest_opening_ends_first() -> None:
    staff, at = replace(ANNA, sub="s" * 255, name="ü" * 80), BEGAN
    cases = [str(uuid4()) for _ in range(200)]
    for number, case in enumerate(cases):
        at = BEGAN + timedelta(seconds=number)
        staff = staff.opening(case, at)

    assert len(staff_cookie(COOKIE_KEY).header(to_text(staff))) < 3_584
    assert [case for case in cases if staff.has_opened(case, at)] == cases[-len(staff.opened) :]
    assert len(staff.opened) >= 15


def test_what_is_opened_again_is_the_newest() -> None:
    staff = ANNA.opening("one", BEGAN).opening("two", BEGAN).opening("one", BEGAN + timedelta(seconds=1))

    assert list(staff.opened) == ["two", "one"]


def test_a_cookie_from_before_nothing_could_be_opened_is_still_read() -> None:
    fields = json.loads(to_text(ANNA))
    del fields["opened"]

    assert from_text(json.dumps(fields)) == ANNA


def test_a_cookie_under_another_name_or_changed_is_no_sign_in() -> None:
    text = staff_cookie(COOKIE_KEY).header("x").split(";")[0].split("=")[1]
    other = SealedCookie("__Host-lotse-signin", COOKIE_KEY)

    assert staff_cookie(COOKIE_KEY).open({"__Host-lotse-staff": text}) == "x"
    assert other.open({"__Host-lotse-signin": text}) is None
    assert staff_cookie(COOKIE_KEY).open({"__Host-lotse-staff": text[:-3] + "AAA"}) is None
    assert staff_cookie(COOKIE_KEY).open({"__Host-lotse-staff": "ä"}) is None


async def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_fragment_says_so() -> None:
    async with client("staff") as http:
        page = await http.get("/desk/faelle")
        fragment = await http.get("/desk/faelle", headers={"hx-request": "true"})

    assert (page.status_code, page.headers["location"]) == (303, "/desk/anmelden?next=/desk/faelle")
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (401, "/desk/anmelden?next=/desk/faelle")


async def test_a_role_opens_what_is_its_own_and_for_others_it_does_not_exist() -> None:
    async with client("staff") as http:
        counsellor = await http.get("/desk/faelle", headers=cookie(fresh()))
        analyst = await http.get("/desk/faelle", headers=MODERN | cookie(fresh(role="analyst")))
        nowhere = await http.get(f"/desk/{uuid4()}", headers=MODERN | cookie(fresh(role="analyst")))

    assert counsellor.json() == {"name": "Anna Beispiel"}
    assert analyst.status_code == nowhere.status_code == 404
    assert analyst.text == nowhere.text


async def test_a_session_in_use_is_renewed_and_an_old_one_is_over() -> None:
    earlier = fresh()
    async with client("staff") as http:
        used = await http.get("/desk/faelle", headers=cookie(replace(earlier, seen=now() - timedelta(minutes=20))))
        old = await http.get("/desk/faelle", headers=cookie(replace(earlier, seen=now() - timedelta(minutes=31))))

    renewed = staff_cookie(COOKIE_KEY).open(used.cookies)
    assert renewed is not None
    assert now() - from_text(renewed).seen < timedelta(minutes=1)
    assert old.status_code == 303
