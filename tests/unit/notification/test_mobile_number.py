"""An SMS goes to one mobile number in its one form, and to nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.mobile_number import read

NUMBER = "+491713920012"
"""Of nobody: kept for films."""


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        "0171 3920012",
        "0171/39200-12",
        "(0171) 3920012",
        "+49 (0)171 3920012",
        "0049 171 3920012",
        "Handy 0171 3920012",
    ],
)
def test_however_it_is_written_it_is_the_same_number(written: str) -> None:
    assert read(written) == NUMBER


def test_a_number_of_another_country_keeps_its_prefix() -> None:
    assert read("+43 664 1234567") == "+436641234567"
    assert read("+1 212 555 0123") == "+12125550123"


@pytest.mark.parametrize(
    "written",
    [
        "030 23125 100",
        "0900 1234567",
        "0700 12345678",
        "110",
        "0171 39",
        "0171 3920012, 0171 3920013",
        "0171 3920012 ext. 5",
        "mama@example.org",
        "",
    ],
)
def test_no_sms_goes_to_what_is_no_single_mobile_number(written: str) -> None:
    assert read(written) is None


@given(st.text(max_size=60))
def test_whatever_is_written_is_none_or_a_number_that_reads_as_itself(written: str) -> None:
    number = read(written)
    assert number is None or read(number) == number
