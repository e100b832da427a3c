"""Several documents in one command: each is there or not for itself, and what is not known is said to be away."""

import pytest
from pymongo.errors import BulkWriteError, ConnectionFailure

from services.intake.store.face import AtFace
from shared.store import Index, Repository, Store, prepare
from tests.harness.engines.store_faults import INTERRUPTED_BY_STEP_DOWN, WRITE_CONCERN_FAILED, Faulty
from tests.service.store.test_repository import NOW, Thing

pytestmark = pytest.mark.engines
THINGS = Repository("apart", Thing, identity="thing_id", kept=None)


def things(*ids: str) -> list[Thing]:
    return [Thing(thing_id=each, place=number) for number, each in enumerate(ids)]


async def ids_in(store: Store) -> list[str]:
    return [each["_id"] async for each in store["apart"].find({}).sort("_id", 1)]


async def test_each_is_told_whether_it_is_new(store: Store) -> None:
    await prepare(store, {"apart": (Index(("place",), unique=True),)})
    assert await THINGS.add_each(AtFace(store, NOW), things("a")) == [True]

    again = Thing(thing_id="a", place=7), Thing(thing_id="b", place=8), Thing(thing_id="b", place=9)
    in_its_place = Thing(thing_id="c", place=0)
    assert await THINGS.add_each(AtFace(store, NOW), [*again, in_its_place]) == [False, True, False, False]
    assert await ids_in(store) == ["a", "b"]
    kept = await store["apart"].find_one({"_id": "a"})
    assert kept
    assert (kept["place"], kept["version"]) == (0, 1)


async def test_which_of_them_are_there(store: Store) -> None:
    await THINGS.add_each(AtFace(store, NOW), things("a", "b"))

    assert await THINGS.ids_among(store, ["b", "c", "b"]) == {"b"}


async def test_a_lost_answer_is_asked_for_again_and_nothing_is_there_twice(faulty: Faulty) -> None:
    faulty.wire.cut("insert", "after")

    assert await THINGS.add_each(AtFace(faulty.store, NOW), things("a", "b")) == [True, True]
    assert await ids_in(faulty.truth) == ["a", "b"]


async def test_a_primary_that_steps_down_is_waited_for(faulty: Faulty) -> None:
    await faulty.fail("insert", errorCode=INTERRUPTED_BY_STEP_DOWN, errorLabels=["RetryableWriteError"])

    assert await THINGS.add_each(AtFace(faulty.store, NOW), things("a", "b")) == [True, True]


async def test_what_too_few_acknowledged_is_away_and_not_done(faulty: Faulty) -> None:
    slow = {"code": WRITE_CONCERN_FAILED, "errmsg": "too slow"}
    await faulty.fail("insert", writeConcernError=slow)

    with pytest.raises(ConnectionFailure):
        await THINGS.add_each(AtFace(faulty.store, NOW), things("a", "b"))


async def test_what_the_engine_refuses_for_another_reason_is_no_duplicate(store: Store) -> None:
    await store.database.create_collection("apart", validator={"place": {"$lt": 5}})

    with pytest.raises(BulkWriteError):
        await THINGS.add_each(AtFace(store, NOW), [Thing(thing_id="a", place=1), Thing(thing_id="b", place=9)])
