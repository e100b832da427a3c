"""Measures how many missed deadlines wait at the desk beyond their hour, for an alarm."""

from services.intake.domain.task import TaskKind
from services.intake.store import TASKS
from shared.clock import Clock, now
from shared.store import Store
from shared.telemetry.metrics import DEADLINES_MISSED


async def measure_missed_deadlines(store: Store, clock: Clock = now) -> None:
    """Counts the missed deadlines whose task is due and that nobody at the desk has said to be in hand."""
    late = {"state": "open", "kind": TaskKind.DEADLINE_MISSED.value, "due": {"$lt": clock()}}
    DEADLINES_MISSED.set(await store[TASKS.name].count_documents(late))
