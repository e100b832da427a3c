"""What staff ask every day, and what is done again and again, examines no more beside many cases that are over."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from services.intake.handlers.desk.absence import StandIns
from services.intake.handlers.desk.erase_by_time import RetentionSweep
from services.intake.handlers.desk.measure_missed_deadlines import measure_missed_deadlines
from services.intake.handlers.desk.measure_waiting import measure_waiting
from services.intake.handlers.requests.sweep import ClosedThreads, UnclaimedUploads
from services.intake.handlers.requests.watch import measure
from services.intake.handlers.services.count_work import count_work
from services.intake.main import prepare_stores
from services.intake.store.face import INDEXES as OF_THE_FACE
from services.notification.handlers.list_deadlines import list_deadlines
from services.notification.handlers.list_notices import list_notices
from services.notification.main import ALL_INDEXES as OF_NOTIFICATION
from services.referral.handlers.counsellor.list_referrals import list_referrals
from services.referral.handlers.effects.tell_file_numbers import TellEarlierNumbers
from services.referral.main import ALL_INDEXES as OF_REFERRAL
from shared.assignments import ASSIGNMENTS
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.store import Document, Index, Store, connect, prepare
from tests.harness.bench.filled_desk import FilledDesk
from tests.harness.engines.store_queries import Asked, watched
from tests.harness.services.intake import TEAM_KEY, a_counsellor, desk_over

pytestmark = pytest.mark.engines

ANNA: Final = a_counsellor("anna")
FEW, MANY = 40, 400
AT_MOST: Final = 20
"""Documents, where eight are of cases in which something is to be done."""
Ask = Callable[[UnitOfWork], Awaitable[Any]]


@dataclass(frozen=True)
class Question:
    """`over`: what a case leaves behind in which nothing is to be done any more; `open`: one of a colleague's."""

    service: str
    indexes: Mapping[str, Sequence[Index]]
    collection: str
    over: Document
    open: Document
    ask: Ask


IN_A_WEEK: Final = (berlin_day(now()) + timedelta(days=7)).isoformat()
LONG_AGO: Final = "2024-03-02"
RUNS: Final[Document] = {"next_on": IN_A_WEEK, "dates": {"act_by": IN_A_WEEK}, "missed_on": None, "stands_still": None}

QUESTIONS: Final[Mapping[str, Question]] = {
    "deadlines": Question(
        "notification",
        OF_NOTIFICATION,
        "clocks",
        RUNS | {"next_on": None, "missed_on": LONG_AGO},
        RUNS,
        lambda work: list_deadlines(work, ANNA),
    ),
    "notices": Question(
        "notification",
        OF_NOTIFICATION,
        "deliveries",
        {"state": "sent", "at": now() - timedelta(days=1)},
        {"state": "failed", "at": now() - timedelta(days=1)},
        lambda work: list_notices(work, ANNA),
    ),
    "referrals": Question(
        "referral",
        OF_REFERRAL,
        "referrals",
        {"state": "completed", "respond_by": now(), "reference": "", "handover_id": ""},
        {"state": "sent", "respond_by": now(), "reference": "", "handover_id": ""},
        lambda work: work(lambda tx: list_referrals(tx, ANNA)),
    ),
}


@pytest.fixture
async def store(mongo: str) -> AsyncIterator[Store]:
    made = connect(watched(mongo), f"flat_{uuid4().hex[:12]}")
    yield made
    await made.client.drop_database(made.database.name)
    await made.close()


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_list_of_what_is_open_examines_nothing_of_ones_own_cases_that_are_over(
    name: str, store: Store, asked: Asked
) -> None:
    question = QUESTIONS[name]
    await prepare(store, question.indexes)
    await _fill(store, question, 8, "bert", question.open)
    work = UnitOfWork(store, question.service)
    examined = []
    for more in (FEW, MANY):
        await _fill(store, question, more, ANNA.reference, question.over)
        asked.forget()
        await question.ask(work)
        told = asked.new()
        assert any(each.collection == ASSIGNMENTS for each in told)
        examined.append(sum(each.examined for each in told))
    assert examined[0] == examined[1]
    assert examined[1] <= AT_MOST


async def _fill(store: Store, question: Question, many: int, counsellor: str, left: Document) -> None:
    cases = [str(uuid4()) for _ in range(many)]
    await store[ASSIGNMENTS].insert_many([{"_id": case, "counsellor": counsellor} for case in cases])
    own = {field: str(uuid4()) for field in ("reference", "handover_id") if field in left}
    documents = [left | {field: str(uuid4()) for field in own} | {"_id": str(uuid4()), "case_id": c} for c in cases]
    await store[question.collection].insert_many(documents)


async def test_proceedings_of_earlier_releases_are_looked_for_once_a_process(store: Store, asked: Asked) -> None:
    await store["proceedings"].insert_many([{"same_act_as": None, "file_number": None} for _ in range(MANY)])
    chore = TellEarlierNumbers(UnitOfWork(store, "referral"))
    examined = []
    for _ in range(2):
        asked.forget()
        await chore()
        examined.append(sum(each.examined for each in asked.new()))
    asked.forget()
    assert examined == [MANY, 0]


async def test_the_lists_and_the_search_of_the_desk_are_flat(mongo: str, asked: Asked) -> None:
    """As `make bench ONLY=desk` says it of a million cases."""
    examined = [await _at_the_desk(mongo, asked, size) for size in (1_000, 5_000)]
    for name, documents in examined[0].items():
        assert examined[1][name] <= documents * 1.2 + 1, name


async def _at_the_desk(mongo: str, asked: Asked, size: int) -> dict[str, int]:
    store = connect(watched(mongo), f"flat_{uuid4().hex[:12]}")
    keys = connect(mongo, f"flat_keys_{uuid4().hex[:12]}")
    await prepare_stores(store, keys)
    filled = await FilledDesk.of(desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY), store, size)
    examined: dict[str, int] = {}
    for name, work in filled.works().items():
        for turn in range(2):
            asked.forget()
            await work(turn)
        examined[name] = sum(each.examined for each in asked.new())
    for each in (store, keys):
        await each.client.drop_database(each.database.name)
        await each.close()
    return examined


async def test_what_the_desk_does_again_and_again_is_flat(mongo: str, asked: Asked) -> None:
    """But for what looks at every thread and key that there is, once an hour: that looks into indexes only."""
    examined = [await _again_and_again(mongo, asked, size) for size in (1_000, 4_000)]
    assert examined[0] == examined[1]
    assert examined[0]["threads at the face"] == 0


async def _again_and_again(mongo: str, asked: Asked, size: int) -> dict[str, int]:
    store, keys = connect(watched(mongo), f"flat_{uuid4().hex[:12]}"), connect(mongo, f"flat_keys_{uuid4().hex[:12]}")
    await prepare_stores(store, keys)
    desk = desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY)
    await prepare(desk.face, OF_THE_FACE)
    await desk.face["threads"].delete_many({})
    await FilledDesk.of(desk, store, size)
    cases = await store["cases"].distinct("_id")
    await store["retention_periods"].insert_many([{"_id": c, "thread": c, "ends_on": "2031-01-31"} for c in cases])
    await desk.face["threads"].insert_many([{"_id": case[::-1], "thread": case} for case in cases])
    await keys["keys"].insert_many([{"_id": case} for case in cases])
    sweep = RetentionSweep(desk)
    await sweep()
    works: dict[str, Callable[[], Awaitable[Any]]] = {
        "retention": sweep,
        "substitutes": StandIns(desk),
        "uploads": UnclaimedUploads(desk),
        "threads at the face": ClosedThreads(desk),
        "the mail to staff": lambda: count_work(desk),
        "who waits": lambda: measure_waiting(store),
        "missed deadlines": lambda: measure_missed_deadlines(store),
        "requests": lambda: measure(desk.face),
    }
    examined = {}
    for name, work in works.items():
        asked.forget()
        await work()
        examined[name] = sum(each.examined for each in asked.new())
    await desk.face["threads"].delete_many({"thread": {"$in": cases}})
    for each in (store, keys):
        await each.client.drop_database(each.database.name)
        await each.close()
    return examined
