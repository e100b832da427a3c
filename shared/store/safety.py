"""What makes a store unsafe to promise anything on: one sentence each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.clock import Clock
from shared.store.connect import AWAY, Document, connect

LARGEST_SKEW: Final = timedelta(seconds=5)


async def unsafe_store(uri: str, clock: Clock) -> list[str]:
    """Nothing while it is away: then there is nothing to be said of it yet."""
    store = connect(uri, "admin")
    try:
        asked = clock()
        hello: Document = await store.database.command("hello")
        answered = clock()
    except AWAY:
        return []
    finally:
        await store.close()
    theirs = hello["localTime"].replace(tzinfo=UTC)  # what a command answers comes without its zone
    return [*unsafe_set(hello), *unsafe_clock(theirs, asked, answered)]


def unsafe_set(hello: Document) -> Iterator[str]:
    """`hello` is what a member says of its set; a router of a sharded cluster has none."""
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        yield "The store is no replica set: it has no transactions."
    if hello.get("arbiters"):
        yield "The store's replica set has an arbiter: what a majority acknowledged can be lost with one member."


def unsafe_clock(theirs: datetime, asked: datetime, answered: datetime) -> Iterator[str]:
    """The store read its clock at some moment between question and answer."""
    skew = max(asked - theirs, theirs - answered, timedelta())
    if skew > LARGEST_SKEW:
        yield f"This clock and the store's are {skew.total_seconds():.0f} s apart: at most {LARGEST_SKEW.seconds} s."
