"""The number under which police or a prosecution keep a proceeding: checked for its form, and never looked up."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from shared.errors import Invalid
from shared.text import Typed

LONGEST: Final = 40
CHARACTERS: Final = "[0-9A-Za-zÄÖÜäöüß /.()_-]*"
FORM: Final = f"^{CHARACTERS}[0-9]{CHARACTERS}$"
"""Allowed characters, with at least one digit. No more: police number in their own way in each Land."""
NO_FILE_NUMBER: Final = (
    "Das sieht nicht nach einem Aktenzeichen aus. Es besteht aus Ziffern, Buchstaben, Leerzeichen und / . - ( ), "
    "mit mindestens einer Ziffer, zum Beispiel 123 Js 4567/26."
)


def read(typed: str) -> str:
    """Returns it with runs of spaces collapsed. Raises Invalid for a text without the form of a file number."""
    number = " ".join(Typed(LONGEST).read(typed).split())
    if not re.fullmatch(FORM, number):
        raise Invalid(sentence=NO_FILE_NUMBER)
    return number


def _read_if_given(value: Any) -> Any:
    return read(value) if isinstance(value, str) and value.strip() else None if value == "" else value


FileNumberIfGiven = Annotated[
    str | None,
    BeforeValidator(_read_if_given),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": LONGEST, "pattern": FORM}, {"type": "null"}]}),
]
"""A field of a form or of the API; an empty one is None. Raises as `read`."""
