"""Writes what every document carries: its layout, how often it was written, and when it may be erased."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pymongo.errors import BulkWriteError, ConnectionFailure

from shared.clock import next_hour
from shared.store.connect import Collection, Document

RETENTION: Final = timedelta(days=3 * 365)
"""Time that a document of a case or contact stays after its last change, unless the case or contact goes before."""

DUPLICATE: Final = 11000


def saved(fields: Document, *, schema: int, erase_after: datetime | None = None, counted: bool = True) -> Document:
    """Returns the update that writes all these fields and, if `counted`, raises the version by one.

    `erase_after` is rounded up to a whole hour: otherwise it would reveal the minute of the last change.
    """
    ends: Document = {} if erase_after is None else {"erase_after": next_hour(erase_after)}
    layout: Document = {"schema": schema} | ends
    version: Document = {"$inc": {"version": 1}} if counted else {}
    return {"$set": fields | layout, **version}


async def insert_each(collection: Collection, documents: Sequence[Document]) -> list[bool]:
    """Inserts each document on its own, outside any transaction; False for one that exists already.

    Raises one of AWAY if it is not known for some of them.
    """
    there: set[int] = set()
    try:
        if documents:
            await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        there = places_of_duplicates(error)
    return [place not in there for place in range(len(documents))]


def places_of_duplicates(error: BulkWriteError) -> set[int]:
    """Returns the places of the documents that existed already; an unordered insert has written all others.

    An ordered insert stops at the first of them. Raises ConnectionFailure if too few members acknowledged the insert,
    and the error itself if it is about anything but duplicates.
    """
    refused = error.details["writeErrors"]
    if any(each["code"] != DUPLICATE for each in refused):
        raise error
    if error.details["writeConcernErrors"]:
        raise ConnectionFailure("not known to be written") from None
    return {each["index"] for each in refused}
