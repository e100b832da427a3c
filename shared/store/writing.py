"""What every document of a service says of itself: its layout, how often it was written, when it may go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pymongo.errors import BulkWriteError, ConnectionFailure

from shared.clock import next_hour
from shared.store.connect import Collection, Document

RETENTION: Final = timedelta(days=3 * 365)
"""After the last change, for what belongs to a case or contact; what is erased before goes with it."""

DUPLICATE: Final = 11000


def saved(fields: Document, *, schema: int, erase_after: datetime | None = None, counted: bool = True) -> Document:
    """The update that writes all these fields, and counts one version more unless told otherwise.

    `erase_after` is kept as a whole hour: it would tell the minute of the last change.
    """
    ends: Document = {} if erase_after is None else {"erase_after": next_hour(erase_after)}
    layout: Document = {"schema": schema} | ends
    version: Document = {"$inc": {"version": 1}} if counted else {}
    return {"$set": fields | layout, **version}


async def insert_each(collection: Collection, documents: Sequence[Document]) -> list[bool]:
    """Inserts each on its own, outside of any transaction; false for one that is there already.

    Raises one of AWAY where of some it is not known.
    """
    there: set[int] = set()
    try:
        if documents:
            await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        there = places_of_duplicates(error)
    return [place not in there for place in range(len(documents))]


def places_of_duplicates(error: BulkWriteError) -> set[int]:
    """Where in an unordered insert the documents stand that were there already; all others are written.

    Raises ConnectionFailure where too few acknowledged them, and the error itself where it is about anything else.
    """
    refused = error.details["writeErrors"]
    if any(each["code"] != DUPLICATE for each in refused):
        raise error
    if error.details["writeConcernErrors"]:
        raise ConnectionFailure("not known to be written") from None
    return {each["index"] for each in refused}
