from services.intake.domain.found_by import mark

KEY, OTHER = b"one secret", b"another"


def test_a_number_is_the_same_however_it_is_written() -> None:
    ways = ("030 555 01 00", "+49 30 5550100", "0049305550100", "+49 (0)30/555-0100", "(030) 555.0100")
    assert len({mark(KEY, each) for each in ways}) == 1


def test_another_country_or_digit_is_another_number() -> None:
    assert len({mark(KEY, each) for each in ("030 5550100", "+43 30 5550100", "030 5550101")}) == 3


def test_an_address_is_the_same_in_capitals_and_with_its_domain_in_ascii() -> None:
    assert mark(KEY, " Erika.M@MÜLLER.example.org") == mark(KEY, "erika.m@xn--mller-kva.example.org")


def test_what_is_neither_has_no_mark() -> None:
    assert [mark(KEY, each) for each in ("", "L-4F7K2", "110", "erika", "erika@", "a@b@example.org", "+" * 9)] == [
        None
    ] * 7


def test_without_the_secret_nothing_can_be_tried() -> None:
    assert mark(KEY, "030 5550100") != mark(OTHER, "030 5550100")
