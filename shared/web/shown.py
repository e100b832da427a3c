"""Text as it is shown: invisible characters are made visible, and right-to-left writing reorders nothing around it.

Every expression of every template passes through `shown`, but for what a form shows to be sent again (`as_typed`).
"""

import unicodedata
from typing import Any, Final

from markupsafe import Markup, escape

from shared.text import HIDDEN

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
ISOLATED: Final = "\u2068{}\u2069"
"""First Strong Isolate and Pop Directional Isolate: also within an attribute, where no element can isolate."""


def shown(value: Any) -> Any:
    """Shows hidden characters of a text by their numbers, and isolates each line with right-to-left writing."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    visible = HIDDEN.sub(lambda hidden: f"[U+{ord(hidden[0]):04X}]", value)
    return "\n".join(map(isolated, visible.split("\n")))


def isolated(line: str) -> str:
    from_the_right = any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in line)
    return ISOLATED.format(line) if from_the_right else line


def as_typed(value: Any) -> Markup:
    """A filter for the value of a field: what is sent again must be what was typed."""
    return escape(value)
