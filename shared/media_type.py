"""Media types, compared by their essence."""

from typing import Final

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"


def essence(text: str) -> str:
    """Type and subtype in lower case, without parameters: application/json for `Application/JSON; charset=UTF-8`."""
    return text.partition(";")[0].strip().lower()
