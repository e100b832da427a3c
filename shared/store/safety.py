"""Finds what makes a store unsafe, so that the bus could not keep its promises on it: one sentence for each reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.clock import Clock
from shared.store.connect import AWAY, Document, connect

LARGEST_SKEW: Final = timedelta(seconds=5)


async def unsafe_store(uri: str, clock: Clock) -> list[str]:
    """Returns the reasons why the store is unsafe; none while it is away, because nothing can be checked then."""
    store = connect(uri, "admin")
    try:
        asked = clock()
        hello: Document = await store.database.command("hello")
        answered = clock()
    except AWAY:
        return []
    finally:
        await store.close()
    theirs = hello["localTime"].replace(tzinfo=UTC)  # a reply to a command comes without the time zone
    return [*unsafe_set(hello), *unsafe_clock(theirs, asked, answered)]


def unsafe_set(hello: Document) -> Iterator[str]:
    """Yields the reasons in the set's layout. `hello` is a member's reply; a router of a sharded cluster has no set."""
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        yield "The store is no replica set: it has no transactions."
    if hello.get("arbiters"):
        yield "The store's replica set has an arbiter: what a majority acknowledged can be lost with one member."


def unsafe_clock(theirs: datetime, asked: datetime, answered: datetime) -> Iterator[str]:
    """Yields a reason if the clocks are too far apart. The store read its own at some moment between the two times."""
    skew = max(asked - theirs, theirs - answered, timedelta())
    if skew > LARGEST_SKEW:
        yield f"This clock and the store's are {skew.total_seconds():.0f} s apart: at most {LARGEST_SKEW.seconds} s."
