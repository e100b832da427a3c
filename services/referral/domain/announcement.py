"""The progress of announcing to the other services all entries and file numbers, not only those that change."""

from datetime import datetime, timedelta
from typing import Final

from shared.state import State

FORM: Final = 1
"""Version of what `directory.listed` says of an entry; raised when it says more. 1 added whether referrals go to the
partner, and the words to say first.
"""
UPDATED_WITHIN: Final = timedelta(days=1)
"""Time after the first process of a release starts, by which no process of the release before is expected to run."""


class Announcement(State):
    """The one document of what was announced.

    `form`: the FORM in which all entries were told; 0 where an earlier release told them. `told_at`: when.
    `told_again`: whether they were told once more after the update. `file_numbers`: whether the file numbers that
    earlier releases stored are told.
    """

    id: str = "entries"
    form: int = 0
    told_at: datetime | None = None
    told_again: bool = False
    file_numbers: bool = False


def is_due(known: Announcement, now: datetime) -> bool:
    """Whether all entries are to be told: at once, and once more when all processes are updated.

    In between an old replica may have told an entry in the old form, and an old desk drops fields it does not know.
    """
    if known.form < FORM:
        return True
    return not known.told_again and (known.told_at is None or now >= known.told_at + UPDATED_WITHIN)


def told(known: Announcement, now: datetime) -> Announcement:
    """Notes that all entries were told at `now`."""
    if known.form < FORM:
        return known.model_copy(update={"form": FORM, "told_at": now, "told_again": False})
    return known.model_copy(update={"told_again": True})


def told_file_numbers(known: Announcement) -> Announcement:
    """Notes that all file numbers that earlier releases stored are told."""
    return known.model_copy(update={"file_numbers": True})
