"""Lists of what is open examine no more beside many cases of one's own that are over."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from services.notification.handlers.list_deadlines import list_deadlines
from services.notification.handlers.list_notices import list_notices
from services.notification.main import ALL_INDEXES as OF_NOTIFICATION
from services.referral.domain.announcement import Announcement
from services.referral.handlers.counsellor.list_referrals import list_referrals
from services.referral.handlers.effects.tell_file_numbers import TellEarlierNumbers
from services.referral.main import ALL_INDEXES as OF_REFERRAL
from services.referral.store import ANNOUNCEMENT
from shared.assignments import ASSIGNMENTS
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.store import Document, Index, Store, connect, prepare
from tests.harness.engines.store_queries import Asked, watched
from tests.harness.services.intake import a_counsellor

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
    name: str, store: Store, all_asked: Asked
) -> None:
    question = QUESTIONS[name]
    await prepare(store, question.indexes)
    await _fill(store, question, 8, "bert", question.open)
    work = UnitOfWork(store, question.service)
    examined = []
    for more in (FEW, MANY):
        await _fill(store, question, more, ANNA.reference, question.over)
        all_asked.forget()
        await question.ask(work)
        told = all_asked.new()
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


async def test_proceedings_of_earlier_releases_are_looked_for_once_and_once_more_after_the_update(
    store: Store, all_asked: Asked
) -> None:
    """In parts, and by no process that begins later."""
    stored = {"same_act_as": None, "file_number": None}
    await store["proceedings"].insert_many([stored | {"_id": str(uuid4())} for _ in range(MANY)])
    work = UnitOfWork(store, "referral")
    first = TellEarlierNumbers(work)

    async def examined(chore: TellEarlierNumbers) -> int:
        all_asked.forget()
        await chore()
        return sum(each.examined for each in all_asked.new() if each.collection == "proceedings")

    assert [await examined(first), await examined(first)] == [MANY, 0]
    await work(lambda tx: ANNOUNCEMENT.put(tx, Announcement(told_again=True)))
    assert [await examined(first), await examined(first)] == [MANY, 0]
    assert await examined(TellEarlierNumbers(work)) == 0
    all_asked.forget()
