"""What every document of a service says of itself: its layout, how often it was written, when it may go."""

from datetime import datetime, timedelta
from typing import Final

from shared.clock import next_hour
from shared.store.connect import Document

RETENTION: Final = timedelta(days=3 * 365)
"""After the last change, for what belongs to a case or contact; what is erased before goes with it."""


def saved(fields: Document, *, schema: int, erase_after: datetime | None = None, counted: bool = True) -> Document:
    """The update that writes all these fields, and counts one version more unless told otherwise.

    `erase_after` is kept as a whole hour: it would tell the minute of the last change.
    """
    ends: Document = {} if erase_after is None else {"erase_after": next_hour(erase_after)}
    layout: Document = {"schema": schema} | ends
    version: Document = {"$inc": {"version": 1}} if counted else {}
    return {"$set": fields | layout, **version}
