"""The lists and the search at the desk, beside few cases and many: milliseconds, and documents examined."""

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from services.intake.main import prepare_stores
from shared.bus import UnitOfWork
from tests.bench.growth import FEW, examined
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.filled_desk import LOOKS, FilledDesk
from tests.harness.bench.results import Row, Target
from tests.harness.services.intake import TEAM_KEY, desk_over

FLAT: Final = Target(1.2, at_most=True)


async def measure(place: Place, rounds: int, sizes: Sequence[int]) -> list[Row]:
    figures = {size: await _at(place, rounds, size) for size in (FEW, *sizes)}
    return [
        Row(f"{name}, {size:,} cases", unit, FLAT, figures[FEW][name, unit], measured, f"floor: {FEW:,}")
        for size in sizes
        for (name, unit), measured in figures[size].items()
    ]


async def _at(place: Place, rounds: int, size: int) -> dict[tuple[str, str], list[float]]:
    async with place.store(name=f"bench_{uuid4().hex[:8]}") as store, place.store() as keys:
        await prepare_stores(store, keys)
        filled = await FilledDesk.of(desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY), store, size)
        found: dict[tuple[str, str], list[float]] = {}
        for _ in range(rounds):
            for name, work in filled.works().items():
                await work(0)
                before, watch = await examined(store), Stopwatch()
                for turn in range(LOOKS):
                    await work(turn)
                found.setdefault((name, "ms"), []).append(watch.wall / LOOKS * 1e3)
                many = 1 + (await examined(store) - before) / LOOKS
                found.setdefault((f"{name}, documents examined and one", "a time"), []).append(many)
        print(f"desk: {size:,} cases measured", flush=True)
        return found
