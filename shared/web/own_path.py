"""Takes an address that somebody else may have written only as a path of our own."""

import re
import unicodedata
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

LONGEST: Final = 1_000
PRINTABLE: Final = re.compile(r"[\x21-\x5b\x5d-\x7e]*")
"""ASCII without blanks and backslashes: a browser drops tabs and line breaks, and reads a backslash as a slash."""

ORIGIN: Final = "https://own.invalid"


def own_path(address: str, otherwise: str = "/desk") -> str:
    """Returns the address if it keeps a browser on our origin; `otherwise` for any other, and for one too long.

    It compares where the address leads, not how it looks.
    """
    is_readable = len(address) <= LONGEST and PRINTABLE.fullmatch(address)
    return address if is_readable and is_plain(path_part(address)) and leads_to(address) == ORIGIN else otherwise


def is_plain(path: str) -> bool:
    """Whether everybody reads this path alike: without control characters, backslashes, empty and dotted parts."""
    read = unquote(path)
    first, *parts = read.split("/")
    is_readable = not first and not any(char == "\\" or unicodedata.category(char) == "Cc" for char in read)
    return bool(parts) and is_readable and not {".", ".."} & {*parts} and "" not in parts[:-1]


def path_part(address: str) -> str:
    return re.split("[?#]", address, maxsplit=1)[0]


def leads_to(address: str) -> str | None:
    try:
        led = urlsplit(urljoin(ORIGIN, address))
    except ValueError:
        return None
    return f"{led.scheme}://{led.netloc}"


def path_of(address: str, otherwise: str = "/desk") -> str:
    """Path and query of a whole address, as a browser names its present page; `otherwise` where it is not our own."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""), otherwise)
