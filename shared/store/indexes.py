"""Indexes as data: each store names its own beside its queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import OperationFailure

from shared.store.connect import Document, Store

ALREADY_THERE = 48


@dataclass(frozen=True)
class Index:
    """Fields of an index in order; a leading minus means descending.

    `where` makes it a partial index; `expires` makes the engine delete a document that many seconds after its date.
    """

    fields: tuple[str, ...]
    unique: bool = False
    where: Document | None = None
    expires: int | None = None

    def model(self) -> IndexModel:
        keys = [(field.lstrip("-"), DESCENDING if field.startswith("-") else ASCENDING) for field in self.fields]
        options: Document = {"unique": self.unique}
        if self.where is not None:
            options["partialFilterExpression"] = self.where
            options["name"] = f"{' '.join(self.fields)} where {self.where}"
        if self.expires is not None:
            options["expireAfterSeconds"] = self.expires
        return IndexModel(keys, **options)


async def prepare(store: Store, indexes: Mapping[str, Sequence[Index]]) -> None:
    """Creates collections and indexes that are missing, so that no transaction has to."""
    there = set(await store.database.list_collection_names())
    for name, wanted in indexes.items():
        if name not in there:
            await _create(store, name)
        if wanted:
            await store[name].create_indexes([index.model() for index in wanted])


async def _create(store: Store, name: str) -> None:
    """Creates the collection, unless another process of this service was first."""
    try:
        await store.database.create_collection(name, check_exists=False)
    except OperationFailure as refused:
        if refused.code != ALREADY_THERE:
            raise
