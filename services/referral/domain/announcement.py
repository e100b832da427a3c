"""What the other services were told of all that there is, not only of what changed since."""

from datetime import datetime, timedelta
from typing import Final

from shared.state import State

FORM: Final = 1
"""How much `directory.listed` says of an entry; raised when it says more. Since 1: whether referrals go to it, and the
words to say first."""
UPDATED_WITHIN: Final = timedelta(days=1)
"""Of the first process of a release, by when no process of the release before is expected to run any more."""


class Announcement(State):
    """There is one. `form`: in which all entries were told; 0 where an earlier release told them. `told_at`: when.

    `told_again`: once more, after the update. `file_numbers`: whether those that earlier releases stored are told.
    """

    id: str = "entries"
    form: int = 0
    told_at: datetime | None = None
    told_again: bool = False
    file_numbers: bool = False


def is_due(known: Announcement, now: datetime) -> bool:
    """At once, and once more when all are updated: meanwhile an old replica may have told an entry as before, and an
    old desk drops what it does not know."""
    if known.form < FORM:
        return True
    return not known.told_again and (known.told_at is None or now >= known.told_at + UPDATED_WITHIN)


def told(known: Announcement, now: datetime) -> Announcement:
    """All of them, now."""
    if known.form < FORM:
        return known.model_copy(update={"form": FORM, "told_at": now, "told_again": False})
    return known.model_copy(update={"told_again": True})


def told_file_numbers(known: Announcement) -> Announcement:
    """All that there are, by now."""
    return known.model_copy(update={"file_numbers": True})
