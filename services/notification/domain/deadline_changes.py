"""The changes of deadlines.

They are found by comparing with the stored deadlines when a proceeding was updated, and day by day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.notification.domain.deadlines import Deadline, counterpart
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import RULES
from shared.deadlines.working_days import end_by_law
from shared.state import Fact


@dataclass(frozen=True)
class DeadlineFact(Fact[Deadline]):
    """A change of a deadline. `dates` are those that hold, or the last ones that were published."""

    dates: Dates


class DeadlineSet(DeadlineFact):
    """The deadline runs with these dates: for the first time, again, or moved."""


class DeadlineReminded(DeadlineFact):
    """The deadline runs, and one of its reminders is due."""


class DeadlineMissed(DeadlineFact):
    """The last day of the deadline has passed."""


class DeadlineMet(DeadlineFact):
    """The deadline was met: what it is for is done."""


@dataclass(frozen=True)
class DeadlineCancelled(DeadlineFact):
    """The deadline runs no longer, or is gone. `counted_by`: the deadline of the same act that runs in its place."""

    counted_by: str | None = None


DeadlineChange = DeadlineSet | DeadlineReminded | DeadlineMissed | DeadlineMet | DeadlineCancelled
DAY: Final = timedelta(days=1)


def followed(before: Iterable[Deadline], after: Iterable[Deadline], today: date) -> list[Deadline]:
    """Returns the deadlines of `after` as they are to be stored.

    They keep what was already said of the same dates, so that it is not said again.
    """
    stored = {deadline.id: deadline for deadline in before}
    return [_followed(stored.get(deadline.id), deadline, today) for deadline in after]


def changes(
    before: Iterable[Deadline], after: Iterable[Deadline], same_act_as: str | None = None
) -> list[DeadlineChange]:
    """Returns the changes of `followed` deadlines in their order, then those of deadlines that are gone.

    One that never ran changes nothing. One that is over when it is entered is set and missed; one that is late is set
    and reminded of. `same_act_as`: the proceeding that counts the deadlines from now on.
    """
    stored = {deadline.id: deadline for deadline in before}
    current = {deadline.id: deadline for deadline in after}
    updated = [change for key, deadline in current.items() for change in _changes(stored.get(key), deadline)]
    return updated + _gone(stored, current, same_act_as)


def on_day(deadline: Deadline, today: date) -> DeadlineReminded | DeadlineMissed | None:
    """Returns what there is to say of a stored deadline today, or None.

    It is said once: several reminders that were due are one.
    """
    dates = deadline.running
    if dates is None or deadline.next_on is None or today < deadline.next_on:
        return None
    if dates.legal_on < today:
        return DeadlineMissed(deadline.model_copy(update={"missed_on": today, "next_on": None}), dates)
    reminded = {"reminded_on": today, "next_on": next_day(deadline, dates, today)}
    return DeadlineReminded(deadline.model_copy(update=reminded), dates)


def next_day(deadline: Deadline, dates: Dates, today: date) -> date:
    """Returns the day of the next reminder after today; after the last of them, the day on which it is over."""
    return min((day for day in _reminders(deadline, dates) if day > today), default=dates.legal_on + DAY)


def is_late(deadline: Deadline, dates: Dates, today: date) -> bool:
    """Whether no reminder is still to come: nobody would have a task before the deadline is over.

    This is asked of a deadline that is entered or moved. It is false of a partner's, as the partner has been told of
    its day this minute, by the request itself.
    """
    reminders = [] if RULES[deadline.rule].obliges == "partner" else _before(dates.act_by, deadline)
    return bool(reminders) and max(reminders) <= today


def _reminders(deadline: Deadline, dates: Dates) -> list[date]:
    """Returns the days of the reminders.

    Where the deadline still runs by another account's day once the careful one has passed, that day has reminders too.
    """
    rule = RULES[deadline.rule]
    own_end = end_by_law(dates.safe_on, deadline.inputs.land) if rule.rolls_over else dates.safe_on
    by_others = _before(dates.legal_on, deadline) if dates.legal_on > own_end else []
    return [*_before(dates.act_by, deadline), *(day for day in by_others if day > dates.safe_on)]


def _before(last: date, deadline: Deadline) -> list[date]:
    return [length.before(last) for length in RULES[deadline.rule].reminders]


def _followed(before: Deadline | None, after: Deadline, today: date) -> Deadline:
    dates = after.published
    if dates is None:
        return after
    if before is not None and before.published == dates and (before.next_on or before.missed_on):
        said = {"next_on": before.next_on, "reminded_on": before.reminded_on, "missed_on": before.missed_on}
        return after.model_copy(update=said)
    if dates.legal_on < today:
        return after.model_copy(update={"missed_on": today})
    is_new = before is None or before.published != dates
    reminded_on = today if is_new and is_late(after, dates, today) else None
    return after.model_copy(update={"next_on": next_day(after, dates, today), "reminded_on": reminded_on})


def _changes(before: Deadline | None, after: Deadline) -> list[DeadlineChange]:
    ran, runs = before.published if before is not None else None, after.published
    if runs is None:
        return [] if ran is None else [DeadlineMet(after, ran) if after.is_met else DeadlineCancelled(after, ran)]
    is_set: list[DeadlineChange] = [DeadlineSet(after, runs)] if runs != ran else []
    was_missed = before is not None and before.missed_on is not None
    is_over = after.missed_on is not None and (bool(is_set) or not was_missed)
    if is_over:
        return [*is_set, DeadlineMissed(after, runs)]
    return [*is_set, DeadlineReminded(after, runs)] if is_set and after.reminded_on else is_set


def _gone(
    stored: Mapping[str, Deadline], current: Mapping[str, Deadline], same_act_as: str | None
) -> list[DeadlineChange]:
    gone = [(deadline, deadline.published) for key, deadline in stored.items() if key not in current]
    return [
        DeadlineCancelled(deadline, dates, counted_by=same_act_as and counterpart(deadline, same_act_as))
        for deadline, dates in gone
        if dates is not None
    ]
