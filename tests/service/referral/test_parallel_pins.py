"""PINs that come at the same time: nobody learns more by many at once than by one after another."""

import asyncio
import secrets
from dataclasses import dataclass, field

import httpx2
import pytest

from services.referral.domain.access import SALT, StretchedPin, renew_pin
from services.referral.domain.link_tries import AT_ONCE, LinkTries, to_referral
from services.referral.handlers.partner.enter_pin import EnterPin
from services.referral.handlers.pins import OF_ONE, Pins
from services.referral.store import ACCESS, LINK_TRIES, REFERRALS
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict
from tests.harness.eventually import eventually
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

    async def stretched(self, pin: str, salt: bytes, link: str = "") -> StretchedPin:
        await self.barrier.wait()
        return await super().stretched(pin, salt, secrets.token_hex())


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

    pages = await asyncio.gather(*(send(number) for number in range(1, 2 * OF_ONE)))

    assert {each.status_code for each in pages} <= {401, 409, 503}
    assert [each.status_code for each in pages].count(401) == AT_ONCE
    assert all("Ablehnen: Nur mit Warteliste" in each.text for each in pages)
    assert await tries_at(referral, link) == AT_ONCE
    assert await referral.store[LINK_TRIES.name].count_documents({"_id": reference_behind(link)}) == 1


def test_a_salt_is_long_enough() -> None:
    assert SALT >= 16
