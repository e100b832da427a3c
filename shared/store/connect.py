"""A service's own database, opened with the only settings under which a write cannot be rolled back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from pymongo.errors import ConnectionFailure, ExecutionTimeout, NotPrimaryError

from shared.store import driver
from shared.store.driver import Client, Collection, Database, Document, Session

__all__ = ["AWAY", "Collection", "Document", "Session", "Store", "connect"]

AWAY = (ConnectionFailure, NotPrimaryError, ExecutionTimeout)
"""The store cannot be reached or has no primary now; the same call may succeed later."""


@dataclass(frozen=True)
class Store:
    client: "Client[Document]"
    database: Database
    _opened: dict[str, Collection] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __getitem__(self, collection: str) -> Collection:
        """Returns the same object each time, because making one takes as long as a small command."""
        if collection not in self._opened:
            self._opened[collection] = self.database[collection]
        return self._opened[collection]

    def beside(self, database: str) -> "Store":
        """Returns another database of the same engine, through the same client: one transaction may write both."""
        return Store(self.client, self.client[database])

    async def ping(self) -> None:
        """Raises one of AWAY where no primary answers."""
        await self.database.command("ping")

    async def aggregate(self, collection: str, pipeline: Sequence[Document], **options: object) -> list[Document]:
        return await driver.aggregate(self[collection], pipeline, **options)

    def watch(self, pipeline: Sequence[Document]) -> AbstractAsyncContextManager[AsyncIterator[Document]]:
        return driver.watch(self.database, pipeline)

    async def close(self) -> None:
        await driver.close(self.client)


def connect(uri: str, database: str) -> Store:
    client: Client[Document] = Client(
        uri,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        retryWrites=True,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=10_000,
    )
    return Store(client, client[database])
