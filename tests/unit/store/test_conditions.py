"""A wanted value that is a collection means any of its members, whatever kind of collection it is."""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from shared.state import State
from shared.store import PRESENT, AtMost, MoreThan, NoneOf, Not, Outside, Repository
from shared.store.repository import ANY_OF


class Thing(State):
    id: str
    name: str = ""


THINGS = Repository("things", Thing)
NOTHING: Any = None


@pytest.mark.parametrize("kind", ANY_OF)
def test_a_collection_of_any_kind_means_any_of_its_members(kind: Callable[[list[str]], Collection[str]]) -> None:
    assert THINGS.query({"name": kind(["a"])}) == {"name": {"$in": ["a"]}}
    several = THINGS.query({"id": kind(["a", "b"])})["_id"]["$in"]
    assert isinstance(several, list)
    assert sorted(several) == ["a", "b"]


@pytest.mark.parametrize("kind", ANY_OF)
def test_none_of_a_collection_of_any_kind_is_no_member_of_it(kind: Callable[[list[str]], Any]) -> None:
    assert THINGS.query({"id": NoneOf(kind(["a"]))}) == {"_id": {"$nin": ["a"]}}


@pytest.mark.parametrize("kind", ANY_OF)
async def test_for_none_of_them_the_engine_is_not_asked(kind: Callable[[], Collection[str]]) -> None:
    assert await THINGS.all(Outside(NOTHING, NOTHING), name=kind()) == []


def test_any_other_value_means_itself_or_its_condition() -> None:
    wanted = {"id": "a", "name": Not("b"), "at": AtMost(1), "after": MoreThan(2), "end": PRESENT, "none": None}
    assert THINGS.query(wanted) == {
        "_id": "a",
        "name": {"$ne": "b"},
        "at": {"$lte": 1},
        "after": {"$gt": 2},
        "end": {"$ne": None},
        "none": None,
    }
