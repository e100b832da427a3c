"""What every document of a service says of itself: its layout, how often it was written, when it may go."""

from datetime import datetime, timedelta
from typing import Final

from shared.store.connect import Document

RETENTION: Final = timedelta(days=3 * 365)
"""After the last change, for what belongs to a case or contact; what is erased before goes with it."""


def saved(fields: Document, *, schema: int, erase_after: datetime | None = None) -> Document:
    """The update that writes all these fields; a state that counts its versions itself keeps its own count."""
    layout: Document = {"schema": schema} if erase_after is None else {"schema": schema, "erase_after": erase_after}
    counted: Document = {} if "version" in fields else {"$inc": {"version": 1}}
    return {"$set": fields | layout, **counted}
