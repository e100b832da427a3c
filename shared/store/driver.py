"""The driver: motor, or PyMongo's own asynchronous client with STORE_DRIVER=pymongo.

Whatever differs between the two is hidden by this file.
"""

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

Document = dict[str, Any]

if TYPE_CHECKING or os.environ.get("STORE_DRIVER") == "pymongo":
    from pymongo import AsyncMongoClient as Client
    from pymongo.asynchronous.client_session import AsyncClientSession as Session
    from pymongo.asynchronous.collection import AsyncCollection
    from pymongo.asynchronous.database import AsyncDatabase

    Collection = AsyncCollection[Document]
    Database = AsyncDatabase[Document]
else:
    from motor.motor_asyncio import AsyncIOMotorClient as Client
    from motor.motor_asyncio import AsyncIOMotorClientSession as Session
    from motor.motor_asyncio import AsyncIOMotorCollection as Collection
    from motor.motor_asyncio import AsyncIOMotorDatabase as Database

__all__ = ["Client", "Collection", "Database", "Document", "Session", "aggregate", "begin", "close", "session", "watch"]


async def _settle(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


@asynccontextmanager
async def session(client: "Client[Document]") -> AsyncIterator[Session]:
    async with await _settle(client.start_session()) as opened:
        yield opened


async def begin(opened: Session, **options: Any) -> None:
    """Starts a transaction in the session.

    motor returns a context manager, which is never entered: at its exit it would commit without a retry.
    """
    await _settle(opened.start_transaction(**options))


async def close(client: "Client[Document]") -> None:
    """Closes the client in a thread, because motor's `close` first waits for the engine."""
    await _settle(await asyncio.to_thread(client.close))


async def aggregate(collection: Collection, pipeline: Sequence[Document], **options: Any) -> list[Document]:
    cursor = await _settle(collection.aggregate(list(pipeline), **options))
    documents: list[Document] = await cursor.to_list(None)
    return documents


@asynccontextmanager
async def watch(database: Database, pipeline: Sequence[Document]) -> AsyncIterator[AsyncIterator[Document]]:
    async with await _settle(database.watch(list(pipeline))) as stream:
        yield stream
