"""Seals each entry together with the one before it: none can be changed, moved, added or taken out unseen."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True)
class Head:
    """The last entry's number and its seal."""

    number: int
    seal: str


BEGINNING: Final = Head(0, "")


class Broken(Exception):
    """The chain is not as it was written; `number` is the first entry that shows it."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"entry {number} {why}")
        self.number = number


def sealed(key: bytes, before: Head, entry: Mapping[str, Any]) -> Head:
    """The head after this entry, which must be the next one."""
    text = before.seal.encode() + b"\n" + canonical(entry)
    return Head(before.number + 1, hmac.digest(key, text, "sha256").hex())


def follow(key: bytes, before: Head, entry: Mapping[str, Any]) -> Head:
    """Checks a stored entry, with its number as `_id` and its seal, and returns the head after it; raises Broken."""
    due, number = before.number + 1, entry["_id"]
    if number != due:
        raise Broken(due, "is missing")
    after = sealed(key, before, {name: value for name, value in entry.items() if name != "seal"})
    if not hmac.compare_digest(after.seal, str(entry.get("seal", ""))):
        raise Broken(due, "was changed, or one before it was taken out")
    return after


def canonical(entry: Mapping[str, Any]) -> bytes:
    """JSON in the one form of RFC 8785, for texts, whole numbers and instants."""
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in entry.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
