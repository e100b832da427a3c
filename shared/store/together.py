"""Reads the documents of one key in several collections with one command instead of one for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from shared.state import State
from shared.store import driver
from shared.store.connect import Document
from shared.store.repository import Repository, Transaction

S = TypeVar("S", bound=State)

ALL: Final[Document] = {"$match": {}}
Asked = Mapping[Repository[Any], Mapping[str, Any]]
"""Wanted values by repository; an index must begin with these fields (`tests/contracts/test_read_together.py`)."""


@dataclass(frozen=True)
class Found:
    """The documents of each collection that was asked for."""

    documents: Mapping[str, list[Document]]

    def all(self, of: Repository[S], *, sort: str = "_id") -> list[S]:
        """Returns the states by the stored field `sort`; documents of an earlier release, which lack it, come first."""
        known = sorted(self.documents[of.name], key=lambda each: (each.get(sort) is not None, each.get(sort)))
        return [of.state(each) for each in known]

    def one(self, of: Repository[S]) -> S | None:
        """Returns the state, any one if there are several, or None."""
        return next((of.state(each) for each in self.documents[of.name]), None)


async def read_together(tx: Transaction, asked: Asked) -> Found:
    """Reads all that is asked for as the transaction sees it.

    All of it together must fit into 16 MB, so a collection that grows without end is read by itself. The natural stage
    would be `$unionWith`, but the engine refuses it in transactions; it accepts `$lookup`.
    """
    (first, *others) = [(each.name, each.query(wanted)) for each, wanted in asked.items()]
    name, query = first
    pipeline = [{"$match": query}, {"$facet": {name: [ALL]}}, *_lookups(others)]
    (documents,) = await driver.aggregate(tx[name], pipeline, session=tx.session)
    return Found(documents)


def _lookups(asked: Iterable[tuple[str, Document]]) -> list[Document]:
    return [{"$lookup": {"from": name, "pipeline": [{"$match": query}], "as": name}} for name, query in asked]
