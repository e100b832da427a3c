"""Free text as it is typed, counted and sent: the limit of characters, and the limit of bytes that follows from it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.errors import Invalid

LONGEST: Final = 30_000
"""Characters of the longest text that a form or a program may send."""

BESIDES: Final = 10_000
"""Characters that everything else in the same form or body may have, names and punctuation included."""

WORST: Final = 12
"""Most bytes of one character: `%F0%9F%98%80` in a form, `\\ud83d\\ude00` in JSON; a line break is six in a form."""

SEAL: Final = 48
"""Bytes that libsodium's crypto_box_seal adds."""

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""Characters for a pattern's `[…]` that nobody sees, and that change what others look like: direction, blanks, tags."""

JOINERS: Final = "\u200c\u200d"
HIDDEN: Final = re.compile(
    f"[{INVISIBLE}]|(?<![^\\x00-\\x7f])[{JOINERS}]|[{JOINERS}](?![^\\x00-\\x7f])",
)
"""One invisible character. A joiner between two non-ASCII characters is none, as they need it in Persian or emoji."""

NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
"""NUL, and half a surrogate pair: no store and no encoder takes them."""

UNREADABLE: Final = "Der Text enthält ein Zeichen, das wir nicht aufnehmen können. Bitte tippen Sie diese Stelle neu."
EMPTY: Final = "Bitte füllen Sie dieses Feld aus."


def base64_length(size: int) -> int:
    return -(-size // 3) * 4


LARGEST_BOX: Final = base64_length(WORST * (LONGEST + BESIDES) + SEAL)
"""Characters of a sealed body in base64."""

LARGEST_BODY: Final = LARGEST_BOX + 1_024
"""Bytes of a body with the longest text in its worst encoding, even sealed, in base64, and with its key's name."""


def normalised(text: str) -> str:
    """The text as a browser counts it: every line break is one LF.

    Raises Invalid `bad-text` for what NO_TEXT finds.
    """
    if NO_TEXT.search(text):
        raise Invalid("bad-text", UNREADABLE)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Typed:
    """Metadata of a str field: `Annotated[str, Typed(200)]`.

    The text is normalised, stripped, and only then counted, in characters; a browser's `maxlength` never counts fewer.
    Raises Invalid: `bad-text` as `normalised` does, `too-long`, and `wrong-value` where fewer than `least` are left.
    """

    longest: int
    least: int = 1

    def read(self, text: str) -> str:
        stripped = normalised(text).strip()
        if len(stripped) > self.longest:
            raise Invalid("too-long", too_long(len(stripped), self.longest))
        if len(stripped) < self.least:
            raise Invalid(sentence=EMPTY)
        return stripped

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        pattern = r"^[^\x00]*\S[^\x00]*$" if self.least else r"^[^\x00]*$"
        described = core_schema.str_schema(min_length=self.least, max_length=self.longest, pattern=pattern)
        return core_schema.no_info_before_validator_function(self._read_text, described)

    def _read_text(self, value: Any) -> Any:
        return self.read(value) if isinstance(value, str) else value


def too_long(characters: int, longest: int) -> str:
    return f"Das sind {number(characters)} Zeichen. Bitte kürzen Sie auf höchstens {number(longest)}."


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
