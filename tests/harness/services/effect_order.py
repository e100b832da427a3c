import time

from shared.store import Document


def the_moment() -> Document:
    """What orders effects across processes; a new primary may keep rows in another order than they came in."""
    return {"moment": time.monotonic_ns()}
