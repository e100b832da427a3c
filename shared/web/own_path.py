"""Addresses that somebody else may have written, taken only as a path of our own."""

import re
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 1_000
PATH: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""Printable ASCII: a browser drops tabs and line breaks from an address, and reads a backslash as a slash."""


def own_path(address: str, otherwise: str = "/desk") -> str:
    """The address where it is a path of this host, with its query; `otherwise` for all others and the too long."""
    return address if len(address) <= LONGEST and PATH.fullmatch(address) else otherwise


def path_of(address: str, otherwise: str = "/desk") -> str:
    """Path and query of a whole address, as a browser says where its person is."""
    parts = urlsplit(address)
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""), otherwise)
