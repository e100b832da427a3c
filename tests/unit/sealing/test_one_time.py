import asyncio
import inspect
from collections.abc import Callable

import pytest

import services.intake.main as intake
from shared.errors import Invalid, Unavailable
from shared.sealing import CannotOpen, receipt
from shared.sealing.one_time import STRETCH, OneTimeLock, Stretch, looks_like_one, random_code, read
from shared.sealing.stretching import Stretching

LOCK = OneTimeLock(b"a pepper for tests")
RECEIPT = receipt.random_code()


def test_a_code_has_three_groups_and_is_read_as_it_is_typed() -> None:
    code = random_code()

    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert read(code.lower().replace("-", " ")) == code
    assert looks_like_one(code)
    assert not looks_like_one(RECEIPT)


@pytest.mark.parametrize("place", range(14))
def test_one_wrong_character_is_noticed(place: int) -> None:
    code = random_code()
    wrong = "Z" if code[place] != "Z" else "Y"
    if code[place] != "-":
        with pytest.raises(Invalid, match="bad-receipt-code"):
            read(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    ["", "ABC", RECEIPT, "UUUU-UUUU-UUUU", "ÄÄÄÄ-ÄÄÄÄ-ÄÄÄÄ"],
    ids=["nothing", "short", "receipt", "no letter", "umlauts"],
)
def test_anything_else_is_no_one_time_code(typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed)


async def test_only_the_same_code_pepper_and_place_open_it() -> None:
    code = random_code()
    locked = await LOCK.lock(code, RECEIPT, "here")

    assert await LOCK.unlock(code, locked, "here") == RECEIPT
    others = [(LOCK, random_code(), "here"), (OneTimeLock(b"other"), code, "here"), (LOCK, code, "there")]
    for lock, tried, place in others:
        with pytest.raises(CannotOpen):
            await lock.unlock(tried, locked, place)
    with pytest.raises(CannotOpen):
        await LOCK.unlock(code, LOCK.decoy(), "here")


def test_what_finds_a_code_says_nothing_about_what_opens_it() -> None:
    code = random_code()
    assert LOCK.locator(code) == LOCK.locator(code[:4] + "-0000-0000")
    assert LOCK.locator(code) != OneTimeLock(b"other").locator(code)


async def test_a_decoy_is_as_long_as_a_real_one() -> None:
    locked = await LOCK.lock(random_code(), RECEIPT, "here")
    sizes = [{name: len(part) for name, part in each.items()} for each in (LOCK.decoy(), locked)]
    assert sizes[0] == sizes[1]


async def test_a_try_costs_three_passes_through_32_mebibytes_unless_a_test_wires_in_another_cost() -> None:
    code = random_code()
    locked = await LOCK.lock(code, RECEIPT, "here")

    assert Stretch(rounds=3, kibibytes=32 * 1024) == STRETCH
    assert await OneTimeLock(b"a pepper for tests", STRETCH).unlock(code, locked, "here") == RECEIPT
    with pytest.raises(CannotOpen):
        await OneTimeLock(b"a pepper for tests", Stretch(3, 32 * 1024 - 8)).unlock(code, locked, "here")


@pytest.mark.parametrize("process", [intake.face, intake.desk])
def test_no_process_names_a_cost_of_its_own(process: Callable[..., object]) -> None:
    """A wiring has the product's, and nobody but a test says another."""
    assert inspect.signature(process).parameters["stretch"].default is STRETCH
    assert "stretch" not in inspect.getsource(intake.main)


async def test_a_crowd_is_asked_to_come_back() -> None:
    lock = OneTimeLock(b"pepper", stretching=Stretching(waiting=3))
    tries = [lock.unlock(random_code(), lock.decoy(), "here") for _ in range(5)]
    said = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(each).__name__ for each in said) == [*["CannotOpen"] * 3, *["Unavailable"] * 2]
    assert any(isinstance(each, Unavailable) for each in said)
