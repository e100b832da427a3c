"""A repository: what was decided is saved once, under the stored names, as one version more."""

from datetime import UTC, datetime

import pytest
from pydantic import ConfigDict, Field
from pymongo.errors import DuplicateKeyError

from shared.errors import NotFound
from shared.state import Fact, State
from shared.store import PRESENT, Collection, Repository, Session, Store, transaction

pytestmark = pytest.mark.engines
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


class Thing(State):
    model_config = ConfigDict(populate_by_name=True)

    thing_id: str
    place: int
    reason: str | None = Field(default=None, alias="said")


class Transaction:
    """The open transaction, as a repository uses it."""

    def __init__(self, store: Store, session: Session) -> None:
        self.store = store
        self.session = session
        self.now = NOW

    def __getitem__(self, name: str, /) -> Collection:
        return self.store[name]


THINGS = Repository("cases", Thing, identity="thing_id")


def moved(thing: Thing) -> Fact[Thing]:
    return Fact(thing.model_copy(update={"place": thing.place + 1, "reason": "windy"}))


def unmoved(thing: Thing) -> Fact[Thing] | None:
    return None


async def test_a_saved_decision_counts_a_version_and_the_fact_carries_it(store: Store) -> None:
    async def work(session: Session) -> tuple[Fact[Thing] | None, Thing]:
        tx = Transaction(store, session)
        await THINGS.add(tx, Thing(thing_id="a", place=1))
        fact = await THINGS.update(tx, moved, thing_id="a")
        return fact, await THINGS.get(tx, thing_id="a")

    fact, found = await transaction(store, work)
    assert fact
    assert fact.state == found == Thing(thing_id="a", place=2, reason="windy", version=2)
    document = await store["cases"].find_one({"_id": "a"})
    assert document
    assert (document["thing_id"], document["said"], document["version"]) == ("a", "windy", 2)
    assert "reason" not in document


async def test_many_are_added_like_one_or_none_of_them(store: Store) -> None:
    async def add(session: Session, *names: str) -> None:
        await THINGS.add_all(Transaction(store, session), [Thing(thing_id=name, place=1) for name in names])

    await transaction(store, lambda session: add(session, "a", "b"))
    await transaction(store, add)
    with pytest.raises(DuplicateKeyError) as refused:
        await transaction(store, lambda session: add(session, "c", "b"))
    assert "'b'" not in str(refused.value)
    found = await store["cases"].find({}).sort("_id", 1).to_list(None)
    assert [(each["_id"], each["version"]) for each in found] == [("a", 1), ("b", 1)]


async def test_many_are_put_like_one_each_counting_its_version(store: Store) -> None:
    async def work(session: Session) -> list[Thing]:
        tx = Transaction(store, session)
        await THINGS.put(tx, Thing(thing_id="a", place=1))
        await THINGS.put_all(tx, [Thing(thing_id="a", place=5), Thing(thing_id="b", place=6, reason="new")])
        await THINGS.put_all(tx, [])
        return await THINGS.all(tx)

    assert await transaction(store, work) == [
        Thing(thing_id="a", place=5, version=2),
        Thing(thing_id="b", place=6, reason="new", version=1),
    ]
    document = await store["cases"].find_one({"_id": "b"})
    assert document
    assert (document["said"], document["erase_after"] > NOW) == ("new", True)


async def test_what_is_not_counted_outdates_nobodys_view(store: Store) -> None:
    async def work(session: Session) -> tuple[Fact[Thing] | None, Thing]:
        tx = Transaction(store, session)
        await THINGS.add(tx, Thing(thing_id="a", place=1))
        fact = await THINGS.update(tx, moved, counted=False, thing_id="a")
        return fact, await THINGS.get(tx, thing_id="a")

    fact, found = await transaction(store, work)
    assert fact
    assert (fact.state.version, found.version, found.place) == (1, 1, 2)


async def test_a_decision_of_none_saves_nothing_and_what_is_missing_is_not_found(store: Store) -> None:
    async def work(session: Session) -> None:
        tx = Transaction(store, session)
        await THINGS.add(tx, Thing(thing_id="a", place=1))
        assert await THINGS.update(tx, unmoved, thing_id="a") is None
        with pytest.raises(NotFound):
            await THINGS.update(tx, moved, thing_id="b")

    await transaction(store, work)
    assert await store["cases"].find_one({"_id": "a", "place": 1, "version": 1})


async def test_what_changed_since_it_was_loaded_is_not_overwritten(store: Store) -> None:
    """A second transaction writes between load and save: the first one is run again, and counts on the second."""
    await transaction(store, lambda session: THINGS.add(Transaction(store, session), Thing(thing_id="a", place=1)))

    async def first(session: Session) -> Fact[Thing] | None:
        tx = Transaction(store, session)
        before = await THINGS.get(tx, thing_id="a")
        if before.version == 1:
            await transaction(store, lambda other: THINGS.update(Transaction(store, other), moved, thing_id="a"))
        return await THINGS.update(tx, moved, thing_id="a")

    fact = await transaction(store, first)
    assert fact
    assert (fact.state.place, fact.state.version) == (3, 3)


async def test_a_document_from_before_versions_were_counted_is_updated_too(store: Store) -> None:
    await store["cases"].insert_one({"_id": "old", "place": 1})

    async def work(session: Session) -> Fact[Thing] | None:
        return await THINGS.update(Transaction(store, session), moved, thing_id="old")

    fact = await transaction(store, work)
    assert fact
    assert (fact.state.place, fact.state.version) == (2, 1)


async def test_pages_follow_each_other_without_gap_or_repetition(store: Store) -> None:
    async def work(session: Session) -> list[list[int]]:
        tx = Transaction(store, session)
        for place in (3, 1, 5, 2, 4):
            await THINGS.add(tx, Thing(thing_id=f"t{place}", place=place))
        pages, after = [], 0
        while page := await THINGS.all(tx, sort="place", after=after, limit=2):
            pages.append([thing.place for thing in page])
            after = page[-1].place
        return pages

    assert await transaction(store, work) == [[1, 2], [3, 4], [5]]


async def test_what_is_looked_for_is_a_value_one_of_several_or_any(store: Store) -> None:
    async def work(session: Session) -> list[list[str]]:
        tx = Transaction(store, session)
        for name, reason in (("a", "windy"), ("b", "wet"), ("c", None)):
            await THINGS.add(tx, Thing(thing_id=name, place=1, reason=reason))
        questions = ("wet", ["wet", "windy"], PRESENT, None)
        return [[thing.thing_id for thing in await THINGS.all(tx, said=wanted)] for wanted in questions]

    assert await transaction(store, work) == [["b"], ["a", "b"], ["a", "b"], ["c"]]


@pytest.mark.parametrize("descending", [False, True])
async def test_in_the_order_of_two_fields_page_by_page_each_comes_once(store: Store, descending: bool) -> None:
    things = [Thing(thing_id=f"t{number}", place=number // 3, reason=f"r{number}") for number in range(8)]

    async def work(session: Session) -> list[str]:
        tx = Transaction(store, session)
        await THINGS.put_all(tx, list(reversed(things)))
        found: list[Thing] = []
        while page := await THINGS.all(
            tx,
            sort=("place", "said"),
            descending=descending,
            after=(found[-1].place, found[-1].reason) if found else None,
            limit=2,
        ):
            found += page
        return [each.thing_id for each in found]

    ids = [each.thing_id for each in things]
    assert await transaction(store, work) == (list(reversed(ids)) if descending else ids)
