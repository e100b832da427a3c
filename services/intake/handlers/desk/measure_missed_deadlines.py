"""How many missed deadlines wait at the desk beyond their hour: a number that an alarm looks at."""

from services.intake.domain.task import TaskKind
from services.intake.store import TASKS
from shared.clock import Clock, now
from shared.store import Store
from shared.telemetry.metrics import DEADLINES_MISSED


async def measure_missed_deadlines(store: Store, clock: Clock = now) -> None:
    """Those that nobody at the desk has said to be in hand, though their task is due."""
    late = {"state": "open", "kind": TaskKind.DEADLINE_MISSED.value, "due": {"$lt": clock()}}
    DEADLINES_MISSED.set(await store[TASKS.name].count_documents(late))
