"""What is taken for a file number: the ways in which police and prosecutions write them, and nothing that is none."""

import pytest

from services.referral.domain.file_number import LONGEST, NO_FILE_NUMBER, read
from shared.errors import Invalid


@pytest.mark.parametrize(
    "written",
    [
        "123 Js 4567/26",
        "5 UJs 12/26",
        "2 Ds 101 Js 33/26 (4)",
        "VG/0123456/2026",
        "BY2340-000123-26/4",
        "ST_0001234.2026",
        "0123456/2026",
        "Kr.Präv. 7-26",
    ],
)
def test_a_number_of_any_land_is_taken_as_it_is_written(written: str) -> None:
    assert read(written) == written


def test_spaces_around_and_within_it_are_one() -> None:
    assert read("  123  Js\t4567/26\n") == "123 Js 4567/26"


@pytest.mark.parametrize(
    "written", ["Js", "beim Amtsgericht", "123 <b>Js</b>", "123 Js 4567/26; Müller?", "١٢٣", "12\u200b3"]
)
def test_what_has_no_digit_or_another_character_is_refused_without_an_echo(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(written)
    assert refused.value.sentence == NO_FILE_NUMBER
    assert written not in str(refused.value)


def test_one_that_is_too_long_says_so() -> None:
    assert len(read("1" * LONGEST)) == LONGEST
    with pytest.raises(Invalid) as refused:
        read("1" * (LONGEST + 1))
    assert refused.value.slug == "too-long"


def test_nothing_at_all_is_not_a_number() -> None:
    with pytest.raises(Invalid):
        read("   ")
