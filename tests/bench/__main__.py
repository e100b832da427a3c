"""How fast, as ratios: `python -m tests.bench [--only ROW] [--rounds 3]`.

Each row says whether it meets its target, and whether it is slower than its figure in `docs/measurements.md`. A missed
target fails nothing; a slower row is told in the last lines, and `--strict` fails because of it. The garbage collector
is set as in a service, for floors as well.
"""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from shared.web.serve import spare_what_stays
from tests.bench import (
    accept,
    apply,
    backlog,
    deadlines,
    desk,
    growth,
    idle,
    journey,
    latency,
    matching,
    notices,
    relay,
    tracing_off,
)
from tests.harness.bench.committed import committed, compared, is_slower, summary
from tests.harness.bench.engines import Place, a_place
from tests.harness.bench.results import Row, table

Measure = Callable[[Place, argparse.Namespace], Awaitable[list[Row]]]

BENCHES: Final[Mapping[str, Measure]] = {
    "relay": lambda place, asked: relay.measure(place, asked.rounds),
    "apply": lambda place, asked: apply.measure(place, asked.rounds, asked.cases),
    "accept": lambda place, asked: accept.measure(place, asked.rounds),
    "latency": lambda place, asked: latency.measure(place, asked.rounds),
    "journey": lambda place, asked: journey.measure(place, asked.rounds, asked.samples),
    "backlog": lambda place, asked: backlog.measure(place, asked.rounds),
    "growth": lambda place, asked: growth.measure(place, asked.rounds, asked.grown),
    "desk": lambda place, asked: desk.measure(place, asked.rounds, asked.grown),
    "matching": lambda _, asked: matching.measure(asked.rounds),
    "deadlines": lambda place, asked: deadlines.measure(place, asked.rounds),
    "notices": lambda place, asked: notices.measure(place, asked.rounds),
    "idle": lambda *_: idle.measure(),
    "tracing": lambda *_: tracing_off.rows(),
}


def main() -> int:
    asked, figures = parser().parse_args(), committed()
    spare_what_stays()
    rows = asyncio.run(run(asked))
    print(*table(rows, compared(rows, figures)), sep="\n")
    print(*summary(rows, figures, whole=asked.only is None), sep="\n")
    return asked.strict and any(row.name in figures and is_slower(row, figures[row.name]) for row in rows)


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--only", choices=list(BENCHES), help="one row of the table")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--cases", type=int, default=apply.CASES, help="for apply: five events each")
    words.add_argument("--samples", type=int, default=journey.SAMPLES, help="for journey: of all rounds together")
    words.add_argument("--grown", type=int, nargs="*", default=[100_000, 1_000_000], help="beside 1,000 cases")
    words.add_argument("--strict", action="store_true", help="fail where a row is slower than the committed one")
    return words


async def run(asked: argparse.Namespace) -> list[Row]:
    """Told to end, it ends its engines first."""
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    rows: list[Row] = []
    began, figures = time.monotonic(), committed()
    async with a_place() as place:
        print(place.sizes(), flush=True)
        for name in [asked.only] if asked.only else BENCHES:
            measured = await BENCHES[name](place, asked)
            rows += measured
            took = f"({name}: done after {time.monotonic() - began:.0f} s)"
            print(*table(measured, compared(measured, figures)), took, sep="\n", flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
