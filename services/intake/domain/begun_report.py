"""What somebody began to write at the portal and has not sent: kept for two hours, for whoever has its code."""

from datetime import datetime, timedelta
from typing import Final

from shared.state import State

KEPT_FOR: Final = timedelta(hours=2)


class BegunReport(State):
    """`place`: where its code finds it; the last one there counts. `box` opens only with the code."""

    id: str
    place: str
    until: datetime
    box: bytes
