import pytest

from shared.sealing import CannotOpen, DataKey, open_sealed, seal

KEY = DataKey.generate()
PLACE = {"purpose": "message", "case": "a", "field": "text"}


@pytest.mark.parametrize("plain", ["", "Hilfe", "ÄÖÜ\x00\x80 am Ende\x00", "x" * 511, "x" * 512, "x" * 60_000])
def test_what_was_sealed_opens_at_its_place(plain: str) -> None:
    assert open_sealed(KEY, seal(KEY, plain, **PLACE), **PLACE) == plain


@pytest.mark.parametrize("part", ["purpose", "case", "field"])
def test_a_ciphertext_moved_to_another_place_is_refused(part: str) -> None:
    sealed = seal(KEY, "Hilfe", **PLACE)

    with pytest.raises(CannotOpen):
        open_sealed(KEY, sealed, **(PLACE | {part: "b"}))


def test_parts_of_the_place_cannot_be_shifted_into_each_other() -> None:
    sealed = seal(KEY, "Hilfe", purpose="ab", case="c", field="d")

    with pytest.raises(CannotOpen):
        open_sealed(KEY, sealed, purpose="a", case="bc", field="d")


def test_another_key_opens_nothing_even_under_the_same_id() -> None:
    sealed = seal(KEY, "Hilfe", **PLACE)

    with pytest.raises(CannotOpen):
        open_sealed(DataKey.generate(), sealed, **PLACE)
    with pytest.raises(CannotOpen):
        open_sealed(DataKey(KEY.id, bytes(32)), sealed, **PLACE)


def test_a_changed_or_cut_box_is_refused() -> None:
    sealed = seal(KEY, "Hilfe", **PLACE)

    for box in (sealed["box"][:-1], b"", bytes([sealed["box"][0] ^ 1]) + sealed["box"][1:]):
        with pytest.raises(CannotOpen):
            open_sealed(KEY, sealed | {"box": box}, **PLACE)


def test_the_length_tells_the_bucket_and_no_more() -> None:
    def size(length: int) -> int:
        return len(seal(KEY, "x" * length, **PLACE)["box"]) - 28

    assert [size(n) for n in (0, 511, 512, 2_047, 2_048, 8_191, 8_192, 32_767)] == [
        *(512, 512, 2_048, 2_048, 8_192, 8_192, 32_768, 32_768)
    ]
    assert size(32_768) == size(60_000) == 65_536


def test_the_same_text_is_never_sealed_the_same() -> None:
    assert seal(KEY, "Hilfe", **PLACE)["box"] != seal(KEY, "Hilfe", **PLACE)["box"]
