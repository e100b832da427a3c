"""What the other services were told of every entry, not only of those that changed since."""

from typing import Final

from shared.state import State

FORM: Final = 1
"""How much `directory.listed` says of an entry; raised when it says more. Since 1: whether referrals go to it, and the
words to say first."""


class Announcement(State):
    """There is one. `form`: in which all entries were told; 0 where an earlier release told them."""

    id: str = "entries"
    form: int = 0
