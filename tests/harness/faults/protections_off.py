"""Switches protections off by name, to show that a test notices their absence."""

from collections.abc import Iterable
from typing import Final

from shared.bus import Protections

PROTECTIONS: Final = {
    "drop": "drop_duplicates",
    "park": "park_early",
    "offset after commit": "commit_offsets_last",
    "erased marker": "mark_erased",
    "healing": "heal_gaps",
    "wake-up": "wake_on_progress",
    "review": "review_retry_queue",
}


def without(names: Iterable[str]) -> Protections:
    return Protections(**{PROTECTIONS[name]: False for name in names if name in PROTECTIONS})
