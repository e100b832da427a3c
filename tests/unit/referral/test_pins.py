"""What a guess at a PIN costs, in every process."""

import hashlib
import inspect
from collections.abc import Callable

import pytest

import services.referral.commands
import services.referral.main
from services.referral.domain.access import SALT, is_right, issue_access
from services.referral.handlers.pins import STRETCH, Pins, Scrypt
from tests.unit.referral.test_access import NOW


async def test_a_pin_costs_16_mebibytes_and_every_stored_one_is_still_right() -> None:
    salt = bytes(range(SALT))
    stored = hashlib.scrypt(b"12345678", salt=salt, n=2**14, r=8, p=1)

    assert Scrypt(n=2**14, r=8, p=1) == STRETCH
    assert (await Pins().stretched("12345678", salt)).hash == stored
    assert (await Pins().stretched("12345679", salt)).hash != stored
    assert (await Pins().stretched("12345678", salt[::-1])).hash != stored


async def test_a_new_pin_is_right_and_is_not_kept() -> None:
    new, other = await Pins().new(), await Pins().new()
    access = issue_access("p", "token", new.stretched, NOW).state

    assert is_right(access, await Pins().stretched(new.pin, new.stretched.salt))
    assert (new.pin != other.pin, new.stretched.salt != other.stretched.salt) == (True, True)
    assert new.pin not in repr(new) + repr(access)


@pytest.mark.parametrize("process", [services.referral.main.app, services.referral.commands.directory])
def test_no_process_names_a_cost_of_its_own(process: Callable[..., object]) -> None:
    """A wiring has the product's, and nobody but a test says another."""
    assert inspect.signature(process).parameters["stretch"].default is STRETCH
    for main in (services.referral.main.main, services.referral.commands.take_over):
        assert "stretch" not in inspect.getsource(main)
