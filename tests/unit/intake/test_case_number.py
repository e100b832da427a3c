"""A case's number, as people say and type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.case_number import ALPHABET, LENGTH, case_number, read

LETTERS = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@pytest.mark.parametrize("typed", ["L-4F7K2", "4f7k2", " l 4f7k2 ", "L4F7K2", "L–4F 7K2", "4F7K2"])
def test_it_is_read_however_it_is_typed(typed: str) -> None:
    assert read(typed) == "L-4F7K2"


def test_letters_that_look_like_digits_are_those() -> None:
    assert read("L-OI1L0") == "L-01110"


@pytest.mark.parametrize("typed", ["", "L", "L-4F7K", "L-4F7K22", "4F7KU", "4F7K2 4F7K2", "😀4F7K", "0" * 10_000])
def test_anything_else_is_none(typed: str) -> None:
    assert read(typed) is None


@given(LETTERS)
def test_every_number_is_read_as_itself(letters: str) -> None:
    assert read(case_number(letters)) == case_number(letters)
    assert read(letters.lower()) == case_number(letters)
