"""One fault under load: its effects are counted, and at the end every invariant must hold."""

import asyncio
import contextlib
import random
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from tests.harness.eventually import eventually
from tests.harness.invariants.checker import judge, of_running, violations
from tests.harness.invariants.client_history import History, read
from tests.harness.invariants.snapshot import Snapshot
from tests.harness.real_services.channel import Channel
from tests.harness.real_services.counselling import Counselling
from tests.harness.real_services.outcome import Outcome
from tests.harness.real_services.system_under_test import Site, a_site

EACH_SECOND: Final = 2.0
SETTLING: Final = 60.0
LOOK_EVERY: Final = 1.0
REFUSED_BY_THE_MACHINE: Final = (PermissionError, psutil.AccessDenied)


@dataclass
class Trial:
    site: Site
    written: Path
    channel: Channel
    seen_again: dict[str, float] = field(default_factory=dict)
    """The number of dropped events by process, at the last look."""
    counselled: int = 0
    """Number of accepted cases that are already given to a counselling."""

    async def look(self, *, thorough: bool = False) -> Snapshot:
        return await of_running(self.site.data, list(read(self.written)), thorough=thorough)

    async def accepted(self) -> int:
        return len(self.channel.accepted)

    @contextlib.asynccontextmanager
    async def counselling(self) -> AsyncIterator[Counselling]:
        """Yields the counselling of a case that is accepted from now on and that nobody else has."""
        came = max(len(self.channel.accepted), self.counselled)
        self.counselled = came + 1
        await eventually(self.accepted, lambda many: many > came, within=SETTLING, every=0.1)
        counselling = Counselling(self.site, self.channel.accepted[came])
        try:
            yield counselling
        finally:
            counselling.leave()

    @contextlib.asynccontextmanager
    async def under_load(self) -> AsyncIterator[None]:
        over = asyncio.Event()
        counting = asyncio.create_task(self._count())
        load = asyncio.create_task(self.channel.keep_handing_in(EACH_SECOND, over))
        try:
            yield
        finally:
            over.set()
            await load
            counting.cancel()

    async def settles(self, *, lossless_since: int | None) -> tuple[float, tuple[str, ...], Snapshot]:
        """Returns the seconds until nothing was wrong, what is still wrong, and the last snapshot.

        Ends as soon as nothing is wrong, or after `SETTLING` seconds without less of it.
        """
        began, least, until = time.monotonic(), -1, 0.0
        while True:
            seen = await self.look()
            wrong = violations(judge(seen, lossless=False))
            now = time.monotonic()
            if least < 0 or len(wrong) < least:
                least, until = len(wrong), now + SETTLING
            if not wrong or now > until:
                break
            await asyncio.sleep(LOOK_EVERY)
        if lossless_since is not None and replays(seen) > lossless_since:
            wrong.append(f"nothing was lost, and {replays(seen) - lossless_since} were asked for again")
        return time.monotonic() - began, tuple(wrong), seen

    async def _count(self) -> None:
        while True:
            self.seen_again |= await self.site.dropped()
            await asyncio.sleep(LOOK_EVERY)


Act = Callable[[Trial], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    name: str
    act: Act
    loses: bool = False
    repeats: bool = False
    """Whether the fault proves something only if somebody receives an event twice."""
    passed_not: str = ""


@contextlib.asynccontextmanager
async def a_trial(folder: Path, seed: int) -> AsyncIterator[Trial]:
    """Yields a trial with a new system in that folder, which is emptied first."""
    written = folder.with_suffix(".history")
    _forget(folder, written)
    async with a_site(folder) as site:
        yield Trial(site, written, Channel(site, History(written), random.Random(seed)))


def _forget(folder: Path, written: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written.unlink(missing_ok=True)


async def tried(fault: Fault, trial: Trial) -> Outcome:
    before = await trial.look()
    trial.seen_again |= await trial.site.dropped()
    again, began = sum(trial.seen_again.values()), time.monotonic()
    wrong: tuple[str, ...] = ()
    try:
        async with trial.under_load():
            await fault.act(trial)
            await trial.site.all_ready()
    except REFUSED_BY_THE_MACHINE as refused:
        trial.site.calm()
        return Outcome(fault.name, wrong=(f"not run: {refused!r}"[:300],))
    except Exception as failed:  # any failure makes this row red and lets the others run
        wrong = (f"{type(failed).__name__} {failed}"[:300],)
        trial.site.calm()
    settled, violated, after = await trial.settles(lossless_since=None if fault.loses else replays(before))
    trial.seen_again |= await trial.site.dropped()
    duplicates = int(sum(trial.seen_again.values()) - again)
    if fault.repeats and not duplicates:
        wrong += ("nobody saw anything twice, so that this proves nothing",)
    return Outcome(
        fault.name,
        events=said(after) - said(before),
        duplicates=duplicates,
        healed=replays(after) - replays(before),
        stall=trial.channel.longest_silence(began),
        settled=settled,
        wrong=wrong + violated,
    )


def said(seen: Snapshot) -> int:
    return sum(len(seen.rows(service, "outbox")) for service in seen.stores)


def replays(seen: Snapshot) -> int:
    return sum(row.get("replays", 0) for service in seen.stores for row in seen.rows(service, "outbox"))
