"""The partner's page: two links in two tabs stay apart, a PIN is taken as people paste it, an answer is not lost."""

import asyncio
import re

import httpx2
import pytest

from services.referral.domain.access import TRIES
from tests.harness.services.referral import PACKAGE, Referral
from tests.service.referral.test_access import _from_the_page, _link

pytestmark = pytest.mark.engines

DECLINED = {"act": "decline", "reason": "waitlist", "version": "3", "seen": "delivered"}


def cookie(page: httpx2.Response) -> str:
    line: str = page.headers["set-cookie"]
    return line.partition(";")[0]


async def tries_of(referral: Referral, partner: str) -> int:
    row = await referral.store["access"].find_one({"_id": referral.partners[partner]["id"]})
    assert row is not None
    return int(row["tries"])


@pytest.mark.parametrize("written", ["{a} {b}", " PIN: {a}{b}", "{a}\u200b\u2009{b}\n", "{a}–{b}", "full-width"])
async def test_a_pin_is_taken_as_people_paste_it(referral: Referral, written: str) -> None:
    link, pin = await _link(referral), referral.partners["partner_b"]["pin"]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in pin)
    pasted = wide if written == "full-width" else written.format(a=pin[:4], b=pin[4:])
    entered = await referral.http.post(link, headers=_from_the_page(referral), data={"pin": pasted})

    assert entered.status_code == 303


async def test_a_wrong_pin_sent_three_times_is_one_try_and_half_a_pin_is_none(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    right = referral.partners["partner_b"]["pin"]
    await referral.http.post(link, headers=page, data={"pin": right})
    wrong = {"pin": f"{(int(right) + 1) % 10**8:08d}", "attempt": "a" * 32}
    pages = await asyncio.gather(*(referral.http.post(link, headers=page, data=wrong) for _ in range(TRIES + 1)))
    half = await referral.http.post(link, headers=page, data={"pin": right[:7]})

    assert {each.status_code for each in pages} == {401}
    assert await tries_of(referral, "partner_b") == 1
    assert half.status_code == 422
    assert "Diese PIN hat 8 Ziffern." in half.text
    assert 'href="#f-pin"' in half.text
    assert right[:7] not in half.text
    assert (await referral.http.post(link, headers=page, data={"pin": right})).status_code == 303


async def test_two_partners_in_one_browser_do_not_take_turns(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    case_id = await referral.opened()
    await referral.consented(case_id, "partner_a")
    await referral.heard("referral.sent", case_id)
    inside = cookie(await referral.http.post(link, headers=page, data={"pin": referral.partners["partner_b"]["pin"]}))
    name = inside.partition("=")[0]

    assert name.startswith("__Host-lotse-partner-")
    assert PACKAGE["account"] in (await referral.http.get(link, headers=page | {"Cookie": inside})).text
    elsewhere = inside.replace(name, "__Host-lotse-partner-000000000000")
    assert "PIN Ihrer Stelle" in (await referral.http.get(link, headers=page | {"Cookie": elsewhere})).text


async def test_an_answer_without_the_pin_is_kept_and_goes_with_it(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    pin = referral.partners["partner_b"]["pin"]
    inside = cookie(await referral.http.post(link, headers=page, data={"pin": pin}))
    await referral.http.get(link, headers=page | {"Cookie": inside})
    asked = await referral.http.post(f"{link}/antwort", headers=page, data=DECLINED)

    assert asked.status_code == 401
    assert "Ihre Antwort ist noch nicht gesendet" in asked.text
    assert "Ablehnen: Nur mit Warteliste" in asked.text
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text))
    assert DECLINED.items() <= kept.items()
    assert re.search(rf'<form method="post" action="{link}">', asked.text)
    answered = await referral.http.post(link, headers=page, data=kept | {"pin": pin})
    assert answered.status_code == 303
    shown = await referral.http.get(answered.headers["location"], headers=page | {"Cookie": cookie(answered)})
    assert "Ihre Antwort ist angekommen." in shown.text
    assert "Nur mit Warteliste" in shown.text


async def test_an_answer_given_three_times_is_one_and_a_late_one_shows_both_states(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    pin = referral.partners["partner_b"]["pin"]
    inside = page | {"Cookie": cookie(await referral.http.post(link, headers=page, data={"pin": pin}))}
    await referral.http.get(link, headers=inside)
    accept = {"act": "accept", "version": "3", "seen": "delivered", "attempt": "a" * 32}
    pages = await asyncio.gather(
        *(referral.http.post(f"{link}/antwort", headers=inside, data=accept) for _ in range(3))
    )
    late = await referral.http.post(f"{link}/antwort", headers=inside, data=DECLINED)
    foreign = await referral.http.post(f"{link}/antwort", headers=inside, data={"act": "recall", "version": "4"})

    assert {each.status_code for each in pages} == {303}
    assert late.status_code == 409
    assert re.search(r"Als Sie die Seite öffneten</dt><dd>gelesen.*Jetzt</dt><dd>angenommen", late.text, re.DOTALL)
    assert foreign.status_code == 422
