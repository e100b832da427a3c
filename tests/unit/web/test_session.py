import json
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import now
from shared.sealing.keys import encode
from shared.sealing.signing import new_signing_key, public_of
from shared.secret import fixed
from shared.web.opening import OpenedCase, opened_case
from shared.web.sealed_cookie import SealedCookie
from shared.web.session import OPEN_FOR, Staff, Standing, from_text, standing, to_text
from shared.web.staff_claims import LONGEST_NAME
from shared.web.staff_cookie import NAME, IssuedStaffCookie, StaffCookie
from tests.harness.staff_cookies import COOKIE_KEY, ISSUED, OPENED, SIGN_IN_KEY, cookie_of, cookie_pair
from tests.unit.web.app import client

BEGAN = datetime(2026, 11, 22, 8, tzinfo=UTC)
MODERN = {"sec-fetch-site": "same-origin"}
ANNA = Staff("anna", "Anna Beispiel", "counsellor", "sid", BEGAN, BEGAN)
ASCII = string.ascii_letters + string.digits + string.punctuation


def opened(value: str, cookie: StaffCookie = OPENED) -> str | None:
    return cookie.open({NAME: value})


def sealed(text: str, key: str = COOKIE_KEY) -> str:
    """As every service behind the staff door could: they all have the key."""
    return SealedCookie(NAME, key).header(text).split(";")[0].split("=", 1)[1]


def fresh(**changes: Any) -> Staff:
    return replace(ANNA, began=now(), seen=now(), **changes)


@pytest.mark.parametrize(
    ("age", "stands"),
    [
        (timedelta(minutes=9, seconds=59), Standing.CONFIRMED),
        (timedelta(minutes=10), Standing.DUE),
        (timedelta(minutes=14, seconds=59), Standing.DUE),
        (timedelta(minutes=15), Standing.UNCONFIRMED),
        (timedelta(minutes=29, seconds=59), Standing.UNCONFIRMED),
        (timedelta(minutes=30), Standing.OVER),
    ],
)
def test_a_sign_in_counts_until_it_has_to_be_confirmed(age: timedelta, stands: Standing) -> None:
    assert standing(ANNA, BEGAN + age) is stands


@pytest.mark.parametrize(("at", "over"), [(timedelta(hours=7, minutes=59), False), (timedelta(hours=8), True)])
def test_no_sign_in_lasts_beyond_eight_hours(at: timedelta, over: bool) -> None:
    assert (standing(replace(ANNA, seen=BEGAN + at), BEGAN + at) is Standing.OVER) is over


def test_a_provider_that_did_not_answer_is_left_alone_for_a_minute_and_no_longer_than_the_sign_in_counts() -> None:
    tried = replace(ANNA, tried=BEGAN + timedelta(minutes=14))

    assert standing(tried, BEGAN + timedelta(minutes=14, seconds=59)) is Standing.CONFIRMED
    assert standing(tried, BEGAN + timedelta(minutes=15)) is Standing.UNCONFIRMED
    assert standing(replace(tried, tried=BEGAN + timedelta(minutes=10)), BEGAN + timedelta(minutes=11)) is Standing.DUE


def test_the_cookie_carries_the_sign_in_and_nobody_can_read_it() -> None:
    header = ISSUED.header(to_text(ANNA))

    assert header.startswith("__Host-lotse-staff=")
    assert header.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert "Anna" not in header
    assert from_text(to_text(ANNA)) == ANNA
    assert from_text(to_text(tried := replace(ANNA, tried=BEGAN))) == tried


def test_what_was_opened_with_a_reason_stays_open_for_half_an_hour_and_for_this_sign_in() -> None:
    first = ANNA.opening("one", BEGAN, "quality")
    both = from_text(to_text(first.opening("two", BEGAN + timedelta(minutes=20), "danger")))

    assert both.has_opened("one", BEGAN + timedelta(minutes=29))
    assert not both.has_opened("one", BEGAN + timedelta(minutes=30))
    assert both.has_opened("two", BEGAN + timedelta(minutes=49))
    assert not ANNA.has_opened("one", BEGAN)
    assert "one" not in both.opening("three", BEGAN + timedelta(minutes=31), "quality").opened


def test_of_many_openings_the_oldest_ends_first() -> None:
    staff, at = replace(ANNA, sub="s" * 255, name="ü" * 80), BEGAN
    cases = [str(uuid4()) for _ in range(200)]
    for number, case in enumerate(cases):
        at = BEGAN + timedelta(seconds=number)
        staff = staff.opening(case, at, "request_of_the_person")

    assert [case for case in cases if staff.has_opened(case, at)] == cases[-len(staff.opened) :]
    assert len(staff.opened) >= 15


@given(
    st.text(ASCII, min_size=1, max_size=255),
    st.text(max_size=LONGEST_NAME),
    st.lists(st.text(max_size=3_000), max_size=80),
)
def test_whoever_opened_whatever_a_browser_keeps_the_cookie(sub: str, name: str, cases: list[str]) -> None:
    staff = replace(ANNA, sub=sub, name=name, sid="s" * 22, role="supervisor", tried=BEGAN)
    for number, case in enumerate(cases):
        staff = staff.opening(case, BEGAN + timedelta(seconds=number, microseconds=123_456), "request_of_the_person")

    assert len(ISSUED.header(to_text(staff))) < 3_584


def test_what_is_opened_again_is_the_newest() -> None:
    staff = (
        ANNA.opening("one", BEGAN, "quality")
        .opening("two", BEGAN, "quality")
        .opening("one", BEGAN + timedelta(seconds=1), "quality")
    )

    assert list(staff.opened) == ["two", "one"]


def test_what_is_closed_before_its_time_needs_a_reason_again() -> None:
    both = ANNA.opening("one", BEGAN, "quality").opening("two", BEGAN, "quality")

    assert not both.closing("one").has_opened("one", BEGAN)
    assert both.closing("one").has_opened("two", BEGAN)
    assert ANNA.closing("one") == ANNA


def test_why_and_until_when_it_is_open_is_known_to_every_service() -> None:
    held = from_text(to_text(ANNA.opening("one", BEGAN, "danger")))

    shown = opened_case(held.opened, "ONE", BEGAN)

    assert shown == OpenedCase("one", BEGAN + OPEN_FOR, "Gefahr: Es muss sofort gehandelt werden")
    assert opened_case(held.opened, "two", BEGAN) is None
    assert opened_case(held.opened, None, BEGAN) is None
    assert opened_case(held.opened, "one", BEGAN + OPEN_FOR) is None


def test_a_cookie_of_a_release_that_kept_no_reason_stays_open() -> None:
    fields = json.loads(to_text(ANNA)) | {"opened": {"one": (BEGAN + OPEN_FOR).timestamp()}}

    held = from_text(json.dumps(fields))

    assert held.has_opened("one", BEGAN)
    assert opened_case(held.opened, "one", BEGAN) == OpenedCase("one", BEGAN + OPEN_FOR, None)


def test_a_cookie_with_nothing_opened_yet_is_read() -> None:
    fields = json.loads(to_text(ANNA))
    del fields["opened"], fields["tried"]

    assert from_text(json.dumps(fields)) == ANNA


def test_a_cookie_under_another_name_or_changed_is_no_sign_in() -> None:
    value = cookie_pair(ANNA).split("=", 1)[1]

    assert opened(value) == to_text(ANNA)
    assert OPENED.open({"__Host-lotse-signin": value}) is None
    assert [opened(other) for other in (value[:-3] + "AAA", "ä", "")] == [None] * 3


SUPERVISOR = to_text(replace(ANNA, sub="nobody", role="supervisor"))
ANOTHERS = new_signing_key()


@pytest.mark.parametrize(
    "text",
    [
        SUPERVISOR,
        f".{SUPERVISOR}",
        f"{'A' * 86}.{SUPERVISOR}",
        f"ä.{SUPERVISOR}",
        SealedCookie(NAME, COOKIE_KEY).open({NAME: cookie_pair(ANNA).split("=", 1)[1]})[:86] + "." + SUPERVISOR,  # type: ignore[index]
    ],
)
def test_who_can_seal_but_not_sign_makes_no_supervisor(text: str) -> None:
    assert opened(sealed(text)) is None


def test_only_the_desks_signature_is_one() -> None:
    forged = IssuedStaffCookie(fixed(COOKIE_KEY), fixed(ANOTHERS)).header(SUPERVISOR).split(";")[0].split("=", 1)[1]

    assert opened(forged) is None
    assert opened(forged, StaffCookie(fixed(COOKIE_KEY), fixed(public_of(ANOTHERS)))) == SUPERVISOR


def test_while_the_signing_key_changes_both_are_good_and_then_the_new_one_only() -> None:
    both = StaffCookie(fixed(COOKIE_KEY), fixed(public_of(f"{ANOTHERS}\n{SIGN_IN_KEY}")))
    after = StaffCookie(fixed(COOKIE_KEY), fixed(public_of(ANOTHERS)))
    issued = IssuedStaffCookie(fixed(COOKIE_KEY), fixed(f"{ANOTHERS}\n{SIGN_IN_KEY}"))
    old, new = (each.header("x").split(";")[0].split("=", 1)[1] for each in (ISSUED, issued))

    assert [opened(value, cookie) for value, cookie in product((old, new), (both, after))] == ["x", None, "x", "x"]


def test_a_key_of_another_kind_is_none() -> None:
    assert opened(sealed("x"), StaffCookie(fixed(COOKIE_KEY), fixed(encode(b"short")))) is None


async def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_fragment_says_so() -> None:
    async with client("staff") as http:
        page = await http.get("/desk/faelle")
        fragment = await http.get("/desk/faelle", headers={"hx-request": "true"})

    assert (page.status_code, page.headers["location"]) == (303, "/desk/anmelden?next=/desk/faelle")
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (401, "/desk/anmelden?next=/desk/faelle")


async def test_a_role_opens_what_is_its_own_and_for_others_it_does_not_exist() -> None:
    async with client("staff") as http:
        counsellor = await http.get("/desk/faelle", headers=cookie_of(fresh()))
        analyst = await http.get("/desk/faelle", headers=MODERN | cookie_of(fresh(role="analyst")))
        nowhere = await http.get(f"/desk/{uuid4()}", headers=MODERN | cookie_of(fresh(role="analyst")))

    assert counsellor.json() == {"name": "Anna Beispiel"}
    assert analyst.status_code == nowhere.status_code == 404
    assert analyst.text == nowhere.text
