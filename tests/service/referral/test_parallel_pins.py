"""PINs that come at the same time: nobody learns more by many at once than by one after another."""

import asyncio
import secrets
import threading
from dataclasses import dataclass, field

import httpx2
import pytest

from services.referral.domain.access import SALT, StretchedPin, renew_pin
from services.referral.domain.link_tries import AT_ONCE, LinkTries, to_entry, to_referral
from services.referral.handlers.partner.enter_pin import EnterPin
from services.referral.handlers.pins import OF_A_LINK, OF_A_PARTNER, Pins
from services.referral.store import ACCESS, LINK_TRIES, REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict
from shared.sealing.stretching import WAITING
from tests.harness.eventually import PATIENCE, eventually
from tests.harness.services.referral import QUICK, Referral
from tests.service.referral.test_access import _from_the_page, _link
from tests.service.referral.test_partner_pages import reference_behind, tries_at, wrong

pytestmark = pytest.mark.engines
MANY = 3 * AT_ONCE


@dataclass
class TogetherPins(Pins):
    """Goes on only when all of them are here: each has seen that the link does not rest."""

    many: int
    barrier: asyncio.Barrier = field(init=False)

    def __post_init__(self) -> None:
        super().__init__(QUICK)
        self.barrier = asyncio.Barrier(self.many)

    async def entered(self, pin: str, salt: bytes, link: str, partner_id: str) -> StretchedPin:
        async with asyncio.timeout(PATIENCE):
            await self.barrier.wait()
        return await self.stretched(pin, salt)


class CountedPins(Pins):
    def __init__(self) -> None:
        super().__init__(QUICK)
        self.stretched_by: list[str] = []

    async def entered(self, pin: str, salt: bytes, link: str, partner_id: str) -> StretchedPin:
        self.stretched_by.append(partner_id)
        return await super().entered(pin, salt, link, partner_id)


class HeldPins(Pins):
    def __init__(self) -> None:
        super().__init__(QUICK)
        self.goes_on = threading.Event()

    def _hash(self, pin: str, salt: bytes) -> bytes:
        self.goes_on.wait(30.0)
        return super()._hash(pin, salt)


async def somebody_at(referral: Referral, link: str) -> tuple[UnitOfWork, LinkTries, dict[str, str]]:
    work = UnitOfWork(referral.store, "referral")
    behind = await work(lambda tx: REFERRALS.get(tx, reference=reference_behind(link)))
    return work, to_referral(behind), referral.partners["partner_b"]


async def test_of_many_guesses_at_once_no_more_are_answered_than_one_after_another(referral: Referral) -> None:
    link = await _link(referral)
    work, tries, partner = await somebody_at(referral, link)
    guesses = [wrong(partner["pin"], number)["pin"] for number in range(1, MANY)]
    enter = EnterPin(work, TogetherPins(MANY))
    answers = await asyncio.gather(
        *(enter(tries, partner["id"], each, act_id=secrets.token_hex()) for each in [*guesses, guesses[0]]),
        return_exceptions=True,
    )

    assert sorted(str(type(each).__name__) for each in answers) == ["Conflict"] * (MANY - AT_ONCE) + ["bool"] * AT_ONCE
    assert True not in answers
    assert await tries_at(referral, link) == AT_ONCE
    with pytest.raises(Conflict):
        await EnterPin(work, Pins(QUICK))(tries, partner["id"], partner["pin"], act_id=secrets.token_hex())


async def test_one_guess_sent_many_times_at_once_is_one_try(referral: Referral) -> None:
    link = await _link(referral)
    work, tries, partner = await somebody_at(referral, link)
    enter, guess = EnterPin(work, TogetherPins(MANY)), wrong(partner["pin"])["pin"]
    act = secrets.token_hex()
    answers = await asyncio.gather(*(enter(tries, partner["id"], guess, act_id=act) for _ in range(MANY)))

    assert (set(answers), await tries_at(referral, link)) == ({False}, 1)


async def test_a_wrong_form_that_is_sent_again_costs_nothing_and_others_get_in_meanwhile(referral: Referral) -> None:
    link = await _link(referral)
    work, tries, partner = await somebody_at(referral, link)
    other, pins, act = referral.partners["partner_a"], CountedPins(), secrets.token_hex()
    enter = EnterPin(work, pins)
    again, *guesses = (wrong(partner["pin"], each)["pin"] for each in range(1, AT_ONCE + 1))
    assert not await enter(tries, partner["id"], again, act_id=act)
    for guess in guesses:
        await enter(tries, partner["id"], guess, act_id=secrets.token_hex())
    before = len(pins.stretched_by)
    *answers, inside = await asyncio.gather(
        *(enter(tries, partner["id"], again, act_id=act) for _ in range(100)),
        enter(to_entry(other["id"]), other["id"], other["pin"], act_id=secrets.token_hex()),
    )

    assert (set(answers), inside) == ({False}, True)
    assert pins.stretched_by[before:] == [other["id"]]
    assert await tries_at(referral, link) == AT_ONCE


async def test_a_right_form_is_refused_before_it_costs_anything_while_its_link_rests(referral: Referral) -> None:
    """Of who knew the PIN that was replaced since, it is a guess like any other."""
    work, tries, partner = await somebody_at(referral, await _link(referral))
    pins, act = CountedPins(), secrets.token_hex()
    enter = EnterPin(work, pins)
    assert await enter(tries, partner["id"], partner["pin"], act_id=act)
    for number in range(1, AT_ONCE + 1):
        await enter(tries, partner["id"], wrong(partner["pin"], number)["pin"], act_id=secrets.token_hex())
    before = len(pins.stretched_by)
    with pytest.raises(Conflict):
        await enter(tries, partner["id"], partner["pin"], act_id=act)
    assert len(pins.stretched_by) == before


async def test_all_links_of_one_partner_leave_places_for_others() -> None:
    """Its referrals, its entry, its questions for room: as many as there are places."""
    pins, salt = HeldPins(), secrets.token_bytes(SALT)
    tasks = [asyncio.create_task(pins.entered("1" * 8, salt, str(link % 9), "stolen")) for link in range(WAITING)]
    for _ in tasks:
        await asyncio.sleep(0)
    entering = asyncio.create_task(pins.entered("1" * 8, salt, "another", "another"))
    await asyncio.sleep(0)
    pins.goes_on.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(each) for each in answers].count(StretchedPin) == OF_A_PARTNER
    assert WAITING - OF_A_PARTNER >= OF_A_PARTNER
    assert (await entering).salt == salt


async def test_a_pin_that_was_replaced_while_it_was_stretched_lets_nobody_in(referral: Referral) -> None:
    link = await _link(referral)
    work, tries, partner = await somebody_at(referral, link)
    stored = referral.store[ACCESS.name]
    before = await stored.find_one({"_id": partner["id"]})
    assert before
    pins = TogetherPins(2)
    entering = asyncio.create_task(EnterPin(work, pins)(tries, partner["id"], partner["pin"], act_id="a" * 64))
    await eventually(lambda: asyncio.sleep(0, pins.barrier.n_waiting))
    new = await Pins(QUICK).new()

    async def replace(tx: Transaction) -> None:
        tx.lock_key(partner["id"])
        known = await ACCESS.get(tx, partner_id=partner["id"])
        await ACCESS.put(tx, renew_pin(known, new.stretched, tx.now).state)

    await work(replace)
    try:
        await pins.barrier.wait()
        assert await entering is False
    finally:
        await stored.replace_one({"_id": partner["id"]}, before)


async def test_a_crowd_at_one_link_is_asked_to_come_back_and_its_answer_is_kept(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    partner = referral.partners["partner_b"]

    async def send(number: int) -> httpx2.Response:
        sent = wrong(partner["pin"], number) | {"act": "decline", "reason": "waitlist", "version": "3"}
        return await referral.http.post(link, headers=page, data=sent, timeout=60)

    pages = await asyncio.gather(*(send(number) for number in range(1, 2 * OF_A_LINK)))

    assert {each.status_code for each in pages} <= {401, 409, 503}
    assert [each.status_code for each in pages].count(401) == AT_ONCE
    assert all("Ablehnen: Nur mit Warteliste" in each.text for each in pages)
    assert await tries_at(referral, link) == AT_ONCE
    assert await referral.store[LINK_TRIES.name].count_documents({"_id": reference_behind(link)}) == 1


def test_a_salt_is_long_enough() -> None:
    assert SALT >= 16
