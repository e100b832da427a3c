"""The daily look at 100,000 deadlines that run, a hundred of them due, beside few and many that are over: seconds.

The floor does the same with the driver alone: it finds the ids, reads and writes the documents, adds the events.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

from services.notification.domain.deadline_changes import followed
from services.notification.domain.deadlines import Deadline, Entitled, Proceeding, deadlines_of
from services.notification.handlers.check_deadlines import CheckDeadlines
from services.notification.store import DEADLINES, INDEXES
from shared.bus import UnitOfWork
from shared.bus.write.outbox import OUTBOX
from shared.store import Document, Session, Store, UpdateOne, transaction
from shared.store.repository import stored
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.results import Row, Target
from tests.harness.case_events import a_key

RUNNING, FEW, MANY, DUE = 100_000, 1_000, 1_000_000, 100
AT_ONCE: Final = 5_000
TODAY: Final = date(2026, 3, 2)
EVENT: Final = {"topic": "lotse.notification.deadline", "sequence": 1, "status": "sent", "body": b"x" * 600}


async def measure(place: Place, rounds: int) -> list[Row]:
    look = Row("look at 100,000 deadlines, 1,000,000 over", "s", Target(1.2, at_most=True), note=f"floor: {FEW:,} over")
    second = Row("look at 100,000 deadlines", "s", Target(1.0, at_most=True), note=f"{DUE} of them due")
    bare = Row("the same beside the driver alone", "s", note="floor: one transaction that reads and writes the same")
    floor, few = await _looks(place, FEW, rounds)
    _, many = await _looks(place, MANY, rounds)
    for driver, small, large in zip(floor, few, many, strict=True):
        look.add(small, large)
        bare.add(driver, small)
    second.ours = many
    return [second, look, bare]


async def _looks(place: Place, over: int, rounds: int) -> tuple[list[float], list[float]]:
    """Of each round, the driver alone and ours."""
    async with place.store(INDEXES) as store:
        await _fill(store, RUNNING, {"next_on": (TODAY + timedelta(days=60)).isoformat()})
        await _fill(store, over, {"next_on": None, "missed_on": TODAY.isoformat()})
        check = CheckDeadlines(UnitOfWork(store, "notification", lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)))
        floor, ours = [], []
        for _ in range(rounds):
            await _fill(store, DUE, {"next_on": TODAY.isoformat()})
            watch = Stopwatch()
            await _bare(store)
            floor.append(watch.wall)
            await _fill(store, DUE, {"next_on": TODAY.isoformat()})
            watch = Stopwatch()
            await check()
            ours.append(watch.wall)
        return floor, ours


async def _bare(store: Store) -> None:
    async def work(session: Session) -> None:
        of_today = {"next_on": {"$gt": "", "$lte": TODAY.isoformat()}}
        found = await store[DEADLINES.name].find(of_today, session=session).to_list(None)
        later = {"$set": {"next_on": (TODAY + timedelta(days=60)).isoformat()}, "$inc": {"version": 1}}
        changes = [UpdateOne({"_id": each["_id"]}, later) for each in found]
        await store[DEADLINES.name].bulk_write(changes, session=session)
        await store[OUTBOX].insert_many([EVENT | {"_id": a_key(), "key": a_key()} for _ in found], session=session)

    await transaction(store, work)


async def _fill(store: Store, number: int, state: Document) -> None:
    for start in range(0, number, AT_ONCE):
        documents = [_document() | state for _ in range(min(AT_ONCE, number - start))]
        await store[DEADLINES.name].insert_many(documents, ordered=False)


def _document() -> Document:
    """Of a request for prosecution that ends in the middle of May."""
    return {**_fields(), "_id": a_key(), "case_id": a_key(), "version": 1}


@cache
def _fields() -> Document:
    fields = _deadline().model_dump(exclude={"id", "version"})
    return {name: stored(value) for name, value in fields.items()}


def _deadline() -> Deadline:
    known_on = TODAY - timedelta(days=15)
    proceeding = Proceeding(
        case_id=a_key(),
        proceeding_id=a_key(),
        act_known_on=known_on,
        offender_ref="offender-1",
        offender_known_on=known_on,
        entitled=(Entitled(ref="entitled-self", role="self"),),
        offences=("stgb_241",),
        land="NW",
    )
    (deadline,) = followed((), deadlines_of(proceeding), TODAY)
    return deadline
