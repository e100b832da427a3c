"""Of which deadlines a person is reminded, and whether she wishes it."""

from typing import Final

from services.notification.domain.deadlines import Deadline
from services.notification.domain.delivery import Delivery, Rule
from services.notification.domain.safe_contact import SafeContact
from shared.deadlines.rules import RULES, Obliged

RULE: Final[Rule] = "deadline_reminder"
SHOWN: Final[tuple[Obliged, ...]] = ("entitled", "affected", "municipality")
"""Whose deadlines her page shows: a notice leads there, and must not lead to nothing."""


def is_shown(deadline: Deadline) -> bool:
    return RULES[deadline.rule].obliges in SHOWN


def is_due(near: Deadline, known: SafeContact) -> bool:
    """Of one that comes near."""
    return known.deadline_reminders and is_shown(near)


def is_unwished(delivery: Delivery, known: SafeContact) -> bool:
    """A reminder that was wished once, and is no longer."""
    return delivery.rule == RULE and not known.deadline_reminders
