"""The partner's page: two links in two tabs stay apart, a PIN is taken as people paste it, an answer is not lost."""

import asyncio
import base64
import re
from datetime import timedelta

import httpx2
import pytest

from services.referral.domain.link_tries import AT_ONCE
from services.referral.handlers.partner.measure_tries import count_tried
from services.referral.store import LINK_TRIES
from shared.clock import now
from tests.harness.services.referral import PACKAGE, Referral
from tests.service.referral.test_access import _from_the_page, _link, _link_of

pytestmark = pytest.mark.engines

DECLINED = {"act": "decline", "reason": "waitlist", "version": "3", "seen": "delivered"}


def cookie(page: httpx2.Response) -> str:
    line: str = page.headers["set-cookie"]
    return line.partition(";")[0]


def reference_behind(link: str) -> str:
    """The link is base64url of the reference and more."""
    return base64.urlsafe_b64decode(link.rpartition("/")[2][:24])[:16].hex()


async def tries_at(referral: Referral, link: str) -> int:
    row = await referral.store[LINK_TRIES.name].find_one({"_id": reference_behind(link)})
    return int(row["wrong"]) if row else 0


def wrong(right: str, number: int = 1) -> dict[str, str]:
    return {"pin": f"{(int(right) + number) % 10**8:08d}", "attempt": f"{number:032d}"}


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
    pages = await asyncio.gather(
        *(referral.http.post(link, headers=page, data=wrong(right)) for _ in range(AT_ONCE + 1))
    )
    half = await referral.http.post(link, headers=page, data={"pin": right[:7]})

    assert {each.status_code for each in pages} == {401}
    assert await tries_at(referral, link) == 1
    assert half.status_code == 422
    assert "Diese PIN hat 8 Ziffern." in half.text
    assert 'href="#f-pin"' in half.text
    assert right[:7] not in half.text
    assert (await referral.http.post(link, headers=page, data={"pin": right})).status_code == 303


async def test_wrong_pins_slow_their_own_link_tell_the_desk_and_lock_nobody_out(referral: Referral) -> None:
    case_id, page = await referral.opened(), _from_the_page(referral)
    link, other_link = await _link_of(referral, case_id), await _link(referral)
    right, others = referral.partners["partner_b"]["pin"], await count_tried(referral.store, now())
    pages = [await referral.http.post(link, headers=page, data=wrong(right, each)) for each in range(1, AT_ONCE + 2)]
    too_soon = await referral.http.post(link, headers=page, data={"pin": right})
    elsewhere = await referral.http.post(other_link, headers=page, data={"pin": right})

    assert [each.status_code for each in pages] == [401] * AT_ONCE + [409]
    assert too_soon.status_code == 409
    assert "Links zu anderen Vermittlungen gehen wie immer." in too_soon.text
    assert elsewhere.status_code == 303
    assert await tries_at(referral, link) == AT_ONCE
    at = now()
    tried = [await count_tried(referral.store, at + passed) for passed in (timedelta(), timedelta(hours=2))]
    assert tried == [others + 1, 0]
    assert "mehrmals falsche PINs eingegeben" in await referral.page(f"/referral/cases/{case_id}/proposals")
    await referral.store[LINK_TRIES.name].update_one(
        {"_id": reference_behind(link)}, {"$set": {"rests_until": now() - timedelta(seconds=1)}}
    )
    assert (await referral.http.post(link, headers=page, data={"pin": right})).status_code == 303
    assert await count_tried(referral.store, now()) == others


async def test_forms_without_a_pin_are_no_tries_however_many_come(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    without: list[dict[str, str]] = [{}, {"pin": ""}, {"pin": "1234"}, {"pin": "zwölf"}, {"attempt": "a" * 32}]
    pages = [await referral.http.post(link, headers=page, data=each) for each in without * 3]

    assert {each.status_code for each in pages} == {422}
    assert await tries_at(referral, link) == 0
    right = {"pin": referral.partners["partner_b"]["pin"]}
    assert (await referral.http.post(link, headers=page, data=right)).status_code == 303


async def test_two_partners_in_one_browser_do_not_take_turns(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    await referral.at_partner("partner_a")
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
    assert re.search(
        r"Als Sie die Seite öffneten</dt><dd>geöffnet.*Jetzt</dt><dd>von Ihnen angenommen", late.text, re.DOTALL
    )
    assert foreign.status_code == 422
