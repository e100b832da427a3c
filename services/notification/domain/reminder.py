"""The deadlines that a person is reminded of, if they wish it."""

from typing import Final

from services.notification.domain.deadlines import Deadline
from services.notification.domain.delivery import Delivery, Rule
from services.notification.domain.safe_contact import SafeContactReference
from shared.deadlines.rules import RULES, Obliged

RULE: Final[Rule] = "deadline_reminder"
SHOWN: Final[tuple[Obliged, ...]] = ("entitled", "affected", "municipality")
"""The obliged parties whose deadlines the person's page shows: a notice leads there, and must not lead to nothing."""


def is_shown(deadline: Deadline) -> bool:
    return RULES[deadline.rule].obliges in SHOWN


def is_due(near: Deadline, known: SafeContactReference) -> bool:
    """Whether the person is reminded of a deadline that comes near: they wish it, and their page shows it."""
    return known.deadline_reminders and is_shown(near)


def is_unwished(delivery: Delivery, known: SafeContactReference) -> bool:
    """Whether the delivery is a reminder that was wished once, and is no longer."""
    return delivery.rule == RULE and not known.deadline_reminders
