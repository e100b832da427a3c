"""Measures how many wait for a counsellor, and how many of them came in bursts, for an alarm."""

from services.intake.domain.burst import find_bursts
from services.intake.store import look_at_waiting
from shared.store import Store
from shared.telemetry.metrics import IN_BURSTS, WAITING


async def measure_waiting(store: Store) -> None:
    waiting = await look_at_waiting(store)
    WAITING.set(sum(alike.count for alike in waiting))
    IN_BURSTS.set(sum(burst.count for burst in find_bursts(waiting)))
