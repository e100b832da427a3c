"""Refuses JSON from outsiders that two readers could read differently, as RFC 7493 (I-JSON) demands.

Our own services write with one encoder and need no such check. JSON from somebody else's program may say one thing to
its author and another to us if a name occurs twice.
"""

import json
from typing import Any, Final, NoReturn

from shared.contracts.cloudevent import Undecodable


def check(body: bytes) -> None:
    """Raises Undecodable for a name that occurs twice, and for NaN and Infinity. Nesting is bounded by `decode`."""
    try:
        _READER.decode(body.decode())
    except (ValueError, RecursionError):
        raise Undecodable("bad-json") from None


def _once_each(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name occurs twice")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_READER: Final = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant)
