"""One act for one form, whatever the fingers and the network do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from shared import attempts
from shared.attempts import INDEXES, REMEMBERED, ROWS, Outcome, identify, once
from shared.bus import Transaction, UnitOfWork
from shared.clock import now, whole_hour
from shared.errors import Conflict
from shared.store import Index, Store, prepare
from tests.harness.services.recording_service import a_store

ANSWERS = "answers"
ATTEMPT = attempts.new()
Answer = Callable[..., Awaitable[Outcome]]

mongod = pytest.mark.engines


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        await prepare(store, {**INDEXES, ANSWERS: (Index(("text",)),)})
        yield store
        await store[ANSWERS].drop()


@pytest.fixture
def answer(store: Store) -> Answer:
    unit_of_work = UnitOfWork(store, "intake")

    async def send(text: str, attempt: str = ATTEMPT, by: str = "anna", fails: bool = False) -> Outcome:
        async def work(tx: Transaction) -> Outcome:
            async def do() -> str:
                reference = str(uuid4())
                await tx[ANSWERS].insert_one({"_id": reference, "text": text}, session=tx.session)
                if fails:
                    raise Conflict("not-in-this-state", "Nicht jetzt.")
                return reference

            return await once(tx, identify(attempt, "answer", by, {"text": text}), do)

        return await unit_of_work(work)

    return send


@mongod
async def test_the_second_gets_the_result_of_the_first(store: Store, answer: Answer) -> None:
    first, second = await answer("Guten Tag"), await answer("Guten Tag")

    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert first.result == second.result
    assert await store[ANSWERS].count_documents({}) == 1


@mongod
async def test_enter_pressed_many_times_at_once_is_one_act(store: Store, answer: Answer) -> None:
    outcomes = await asyncio.gather(*(answer("Guten Tag") for _ in range(20)))

    assert len({outcome.result for outcome in outcomes}) == 1
    assert [outcome.is_repeated for outcome in outcomes].count(False) == 1
    assert await store[ANSWERS].count_documents({}) == 1


@mongod
async def test_another_text_another_page_and_another_person_are_other_acts(store: Store, answer: Answer) -> None:
    await answer("Guten Tag")
    others = [
        await answer("Guten Tag, Frau Muster"),
        await answer("Guten Tag", attempt=attempts.new()),
        await answer("Guten Tag", by="jan"),
    ]

    assert not any(outcome.is_repeated for outcome in others)
    assert await store[ANSWERS].count_documents({}) == 4


@mongod
async def test_what_was_refused_can_be_sent_again(store: Store, answer: Answer) -> None:
    with pytest.raises(Conflict):
        await answer("Guten Tag", fails=True)

    assert not (await answer("Guten Tag")).is_repeated
    assert await store[ANSWERS].count_documents({}) == 1


@mongod
async def test_it_is_remembered_for_a_day_and_nothing_of_the_content_is_kept(store: Store, answer: Answer) -> None:
    before = now()
    await answer("Guten Tag")
    row = await store[ROWS].find_one({})
    (index,) = [each for each in (await store[ROWS].index_information()).values() if "expireAfterSeconds" in each]

    assert row is not None
    assert row.keys() == {"_id", "result", "until"}
    assert timedelta(0) <= row["until"] - before - REMEMBERED < timedelta(hours=1, seconds=30)
    assert row["until"] == whole_hour(row["until"])
    assert ATTEMPT not in str(row)
    assert (index["key"], index["expireAfterSeconds"]) == ([("until", 1)], 0)


@for_all(st.text(), st.text(), st.lists(st.text()), st.text(), st.text(), st.lists(st.text()))
def test_only_the_same_act_has_the_same_name(
    act: str, by: str, said: list[str], other_act: str, other_by: str, other_said: list[str]
) -> None:
    is_same = (act, by, said) == (other_act, other_by, other_said)

    assert (identify(ATTEMPT, act, by, said) == identify(ATTEMPT, other_act, other_by, other_said)) is is_same


def test_the_order_of_fields_does_not_matter() -> None:
    assert identify(ATTEMPT, "a", "b", {"x": 1, "y": now}) == identify(ATTEMPT, "a", "b", {"y": now, "x": 1})


@pytest.mark.parametrize("came", [None, "", "short", "ä" * 32, "A" * 129, ["A" * 32], "A" * 32 + "\n"])
def test_what_could_not_be_ours_is_replaced_by_a_new_one(came: object) -> None:
    assert attempts.given({"attempt": came}) != came
    assert attempts.given({}) != attempts.given({})
    assert attempts.given({"attempt": ATTEMPT}) == ATTEMPT
