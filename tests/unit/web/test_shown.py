"""Nothing that nobody sees changes what a page says; and what is sent again is what was typed."""

import unicodedata
from typing import Any

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from shared.text import HIDDEN
from shared.web.pages import environment
from shared.web.shown import shown

DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
JOINERS = "\u200c\u200d"
SEEN_BY_THEIR_EFFECT = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Format characters that are drawn, around or above numbers."""

WRITTEN = ("Grüße & <b>", "👨‍👩‍👧", "❤️", "می‌خواهم", "क्‍ष", "L’été – ½ ₂", "漢字")


def every_format_character() -> list[str]:
    codes = (*range(0x110000),)
    found = [chr(code) for code in codes if unicodedata.category(chr(code)) == "Cf"]
    of_scripts = [each for each in found if 0x13430 <= ord(each) <= 0x1343F or 0x1BCA0 <= ord(each) <= 0x1D17A]
    return [each for each in found if each not in (*SEEN_BY_THEIR_EFFECT, *of_scripts)]


def test_every_invisible_character_is_shown_by_its_number() -> None:
    for each in every_format_character():
        assert shown(f"a{each}b") == f"a[U+{ord(each):04X}]b", hex(ord(each))


@pytest.mark.parametrize("text", WRITTEN)
def test_writing_that_needs_joiners_stays_as_it_is(text: str) -> None:
    assert shown(text).strip("\u2068\u2069") == text


@pytest.mark.parametrize("text", ["a\u200db", "\u200da", "ä\u200d", "\u200d"])
def test_a_joiner_that_joins_nothing_is_shown(text: str) -> None:
    assert "[U+200D]" in shown(text)


def test_a_line_from_the_right_keeps_to_its_place_and_so_does_each_other_line() -> None:
    assert shown("שלום: 1\nHallo\nسلام") == "\u2068שלום: 1\u2069\nHallo\n\u2068سلام\u2069"


@pytest.mark.parametrize("value", [3, None, "ascii", Markup("<b>\u202e</b>"), True])
def test_all_else_is_left_alone(value: Any) -> None:
    assert shown(value) is value


def rendered(template: str, **context: Any) -> str:
    return environment(DictLoader({"macros.html": "", "x": template})).get_template("x").render(**context)


def test_no_expression_of_a_template_shows_what_is_hidden_but_a_field_s_value() -> None:
    text = "\u202e<b>"

    assert (
        rendered("{{ text }} {{ '„' ~ text }} {% set t %}{{ text }}{% endset %}{{ t }}", text=text).count("\u202e") == 0
    )
    assert rendered('<input value="{{ text | as_typed }}">', text=text) == '<input value="\u202e&lt;b&gt;">'


@pytest.mark.parametrize("character", DIRECTION + "\u200b\ufeff\u00ad\u2060\u3164")
def test_what_is_hidden_is_known(character: str) -> None:
    assert HIDDEN.fullmatch(character)
