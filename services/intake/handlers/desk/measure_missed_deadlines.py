"""Measures how many missed deadlines wait at the desk beyond their hour, for an alarm."""

from services.intake.store import count_missed_deadlines
from shared.clock import Clock, now
from shared.store import Store
from shared.telemetry.metrics import DEADLINES_MISSED


async def measure_missed_deadlines(store: Store, clock: Clock = now) -> None:
    """Counts the missed deadlines whose task is due and that nobody at the desk has said to be in hand."""
    DEADLINES_MISSED.set(await count_missed_deadlines(store, clock()))
