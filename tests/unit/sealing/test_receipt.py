import re
import secrets

import pytest

from shared.errors import Invalid
from shared.sealing import CannotOpen, DataKey
from shared.sealing.receipt import ALPHABET, derive, locator, random_code, read, unwrap, wrap, wrapping_key

PEPPER = secrets.token_bytes(32)


def test_a_retry_gets_the_same_code_and_nobody_else_does() -> None:
    key = secrets.token_urlsafe(24)
    code = derive(PEPPER, key, "portal")

    assert derive(PEPPER, key, "portal") == code
    assert (
        len({code, derive(PEPPER, key, "other"), derive(PEPPER, key + "x", "portal"), derive(bytes(32), key, "portal")})
        == 4
    )


def test_a_code_is_six_groups_of_four() -> None:
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{5}}[{ALPHABET}]{{4}}", random_code())


def test_a_code_is_read_however_it_was_typed() -> None:
    code = next(c for c in iter(random_code, "") if "0" in c and "1" in c)

    assert read(code) == code
    assert read(code.lower().replace("-", " ")) == code
    assert read(f"  {code.replace('-', '').replace('0', 'o').replace('1', 'l')}\n") == code
    assert read(code.replace("1", "I").replace("-", "–")) == code


def test_any_one_wrong_character_and_any_swapped_neighbours_are_noticed() -> None:
    code = random_code().replace("-", "")
    wrong = [code[:i] + c + code[i + 1 :] for i in range(24) for c in ALPHABET if c != code[i]]
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(23) if code[i] != code[i + 1]]

    for typed in wrong + swapped:
        with pytest.raises(Invalid) as refused:
            read(typed)
        assert refused.value.slug == "bad-receipt-code"


@pytest.mark.parametrize("typed", ["", "abc", "U" * 24, "ß" * 24, "0" * 23, "0" * 25, "\x00" * 24, "🙂" * 24])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed)


def test_locator_and_wrapping_key_do_not_follow_from_each_other() -> None:
    code = random_code()

    assert locator(PEPPER, code) == locator(PEPPER, code) != locator(bytes(32), code)
    assert wrapping_key(code).hex() not in locator(PEPPER, code)


def test_the_data_key_opens_with_the_code_for_its_owner_only() -> None:
    code, key = random_code(), DataKey.generate()
    wrapped = wrap(wrapping_key(code), key, "case-a")

    assert unwrap(wrapping_key(code), wrapped, "case-a") == key
    with pytest.raises(CannotOpen):
        unwrap(wrapping_key(code), wrapped, "case-b")
    with pytest.raises(CannotOpen):
        unwrap(wrapping_key(random_code()), wrapped, "case-a")
