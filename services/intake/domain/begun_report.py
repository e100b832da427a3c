"""A report begun at the portal and not sent yet: kept for two hours, opened by its draft code alone."""

from datetime import datetime, timedelta
from typing import Final

from shared.state import State

KEPT_FOR: Final = timedelta(hours=2)


class BegunReport(State):
    """`place`: derived from the draft code; the last report at a place counts. `box` opens only with the code."""

    id: str
    place: str
    until: datetime
    box: bytes
