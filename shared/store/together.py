"""What lies under one key in several collections, read by one command instead of one for each."""

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
"""What is wanted of each; an index must begin with the fields (`tests/contracts/test_read_together.py`)."""


@dataclass(frozen=True)
class Found:
    """The documents of each collection that was asked for."""

    documents: Mapping[str, list[Document]]

    def all(self, of: Repository[S], *, sort: str = "_id") -> list[S]:
        """In the order of the stored field `sort`; one of an earlier release, which lacks it, comes first."""
        known = sorted(self.documents[of.name], key=lambda each: (each.get(sort) is not None, each.get(sort)))
        return [of.state(each) for each in known]

    def one(self, of: Repository[S]) -> S | None:
        """Where there are several, any of them."""
        return next((of.state(each) for each in self.documents[of.name]), None)


async def read_together(tx: Transaction, asked: Asked) -> Found:
    """As the transaction sees it. All that is found fits into 16 MB: what has no end is read by itself.

    `$unionWith` would be the stage for it, which the engine refuses in transactions; `$lookup` it takes.
    """
    (first, *others) = [(each.name, each.query(wanted)) for each, wanted in asked.items()]
    name, query = first
    pipeline = [{"$match": query}, {"$facet": {name: [ALL]}}, *_lookups(others)]
    (documents,) = await driver.aggregate(tx[name], pipeline, session=tx.session)
    return Found(documents)


def _lookups(asked: Iterable[tuple[str, Document]]) -> list[Document]:
    return [{"$lookup": {"from": name, "pipeline": [{"$match": query}], "as": name}} for name, query in asked]
