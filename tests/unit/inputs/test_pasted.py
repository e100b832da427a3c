"""A code is read from whatever was typed or pasted, before any try counts; what is no code comes out as none."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services.referral.domain.access import new_pin
from shared import pasted
from shared.errors import Invalid
from shared.sealing import one_time, receipt

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\ufe0f\u180e"
BETWEEN = " \t\r\n-_.,:;/|·•*'\"()[]<>‐‑‒–—―−﹣－\u00a0\u202f\u2009\u3000" + INVISIBLE
FULL_WIDTH = {chr(each): chr(each + 0xFEE0) for each in range(0x21, 0x7F)}
FORGIVEN = {"0": "0Oo０Ｏ٠", "1": "1IilLı１ｌⅠ①¹"}
LABELS = [
    *("Rückmeldecode: ", "RÜCKMELDECODE", "Ihr Rückmeldecode lautet: ", "Rückmelde-Code\n", "rueckmeldecode=", "Code "),
    *("Mein Code ist ", "Ru\u0308ckmeldecode：", "Einmalcode: ", "Ihr Einmalcode lautet ", "„", "receipt code: ", ""),
]
RECEIPT_CODES = st.binary(min_size=15, max_size=15).map(receipt.spell)
ONE_TIME_CODES = st.lists(st.integers(0, 31), min_size=11, max_size=11).map(receipt.checked)


def one_of_its_forms(draw: st.DrawFn, character: str) -> str:
    forms = FORGIVEN.get(character, character + character.lower())
    form: str = draw(st.sampled_from([*forms, *(FULL_WIDTH[each] for each in forms if each in FULL_WIDTH)]))
    return form


@st.composite
def as_pasted(draw: st.DrawFn, code: str) -> str:
    noise = st.text(BETWEEN, max_size=3)
    typed = "".join(draw(noise) + one_of_its_forms(draw, each) for each in code if each != "-")
    return draw(st.sampled_from(LABELS)) + typed + draw(noise)


@given(st.data())
def test_a_receipt_code_is_read_however_it_was_pasted(data: st.DataObject) -> None:
    code = data.draw(RECEIPT_CODES)

    assert receipt.read(data.draw(as_pasted(code))) == code


@given(st.data())
def test_a_one_time_code_is_read_however_it_was_pasted(data: st.DataObject) -> None:
    code = data.draw(ONE_TIME_CODES)
    text = data.draw(as_pasted(code))

    assert one_time.looks_like_one(text)
    assert one_time.read(text) == code


@given(st.data())
def test_a_receipt_code_never_looks_like_a_one_time_code(data: st.DataObject) -> None:
    assert not one_time.looks_like_one(data.draw(as_pasted(data.draw(RECEIPT_CODES))))


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "١٢٣٤٥٦٧٨",
            "12345678",
            "1234 5678",
            " 1234-5678\n",
            "1 2 3 4 5 6 7 8",
            "１２３４５６７８",
            "12\u200b34\u202f5678",
        ),
        *(
            "PIN: 1234 5678",
            "Ihre PIN lautet: 1234-5678",
            "PIN12345678",
            "I2345678",
            "l2345678",
            "١٢٣٤٥٦٧٨",
            "PIN=1234–5678",
        ),
    ],
)
def test_a_pin_is_read_however_it_was_typed(typed: str) -> None:
    assert pasted.pin(typed, 8) == "12345678"


@pytest.mark.parametrize(
    "typed", ["", "1234", "123456789", "1234 567", "1234567a", "zwölf", "PIN", "🙂" * 8, "PIN: 1234567"]
)
def test_what_no_pin_can_be_is_refused_before_it_counts(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        pasted.pin(typed, 8)

    assert (refused.value.slug, refused.value.status) == ("wrong-pin", 422)
    assert "8 Ziffern" in refused.value.sentence


def test_every_new_pin_is_read_as_itself() -> None:
    for pin in {new_pin() for _ in range(200)}:
        assert pasted.pin(f"{pin[:4]} {pin[4:]}", 8) == pin


@given(st.text(max_size=60))
@example("\N{GREEK SMALL LETTER OMEGA WITH PERISPOMENI}")
@example("\N{HANGUL CHOSEONG KIYEOK}-\N{HANGUL JUNGSEONG A}")
def test_nothing_but_letters_and_digits_comes_out_and_it_reads_as_itself(text: str) -> None:
    read = pasted.characters(text, 24)

    assert read.isalnum() or not read
    assert not any(unicodedata.category(each) in ("Cf", "Cc", "Zs", "Pd") for each in read)
    assert pasted.characters(read, 24) == read


@given(st.text(max_size=60))
def test_what_is_made_up_is_refused_and_nothing_else_happens(text: str) -> None:
    assume(not receipt.is_whole(pasted.characters(text, receipt.LENGTH)))

    with pytest.raises(Invalid) as refused:
        receipt.read(text)
    assert refused.value.slug == "bad-receipt-code"


def test_a_word_before_a_code_of_another_length_is_not_taken_for_its_label() -> None:
    assert pasted.characters("CODE-0000-0000-0000-0000-0000", 24) == "C0DE" + "0" * 20
    assert len(pasted.characters("Rückmeldecode: 4F2K-7Q9M", 24)) > 8
