"""The order in which effects of several processes happened."""

import time

from shared.store import Document


def the_moment() -> Document:
    """Returns a field that orders effects across processes; a new primary may keep rows in another order."""
    return {"moment": time.monotonic_ns()}
