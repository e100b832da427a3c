"""Queries of the parts of uploaded files, which lie at the face until the desk takes them over or sweeps them."""

from datetime import datetime

from services.intake.store.face import REQUESTS, UPLOAD_PARTS
from shared.store import Document, Store


async def part_numbers(store: Store, upload: str) -> list[int]:
    """Returns the numbers of the upload's parts that are there, in order."""
    found = store[UPLOAD_PARTS.name].find({"upload": upload}, {"number": 1}).sort("number", 1)
    return [each["number"] async for each in found]


async def count_begun_files(store: Store, locator: str, since: datetime) -> int:
    """Counts the files of a thread whose first part is there and came at `since` or later."""
    first = {"locator": locator, "number": 0, "at": {"$gte": since}}
    return await store[UPLOAD_PARTS.name].count_documents(first)


async def count_parts(store: Store, locator: str, most: int) -> int:
    """Counts the parts of a thread's files, and stops at `most`."""
    return await store[UPLOAD_PARTS.name].count_documents({"locator": locator}, limit=most)


async def estimate_all_parts(store: Store) -> int:
    """Returns the number of all parts as the engine estimates it, without looking at one."""
    return await store[UPLOAD_PARTS.name].estimated_document_count()


async def locators_of_old_parts(store: Store, before: datetime) -> list[str]:
    """Returns the locators of all threads with parts from before that time."""
    old: Document = {"at": {"$lt": before}}
    rows = await store.aggregate(UPLOAD_PARTS.name, [{"$match": old}, {"$group": {"_id": "$locator"}}])
    return [row["_id"] for row in rows]


async def has_untaken_evidence(store: Store, locator: str) -> bool:
    """Whether evidence of the thread waits or was refused, so that its parts are still needed."""
    needed = {"locator": locator, "kind": "evidence", "state": {"$ne": "taken"}}
    return await store[REQUESTS.name].find_one(needed, {"_id": 1}) is not None


async def drop_old_parts(store: Store, locator: str, before: datetime) -> None:
    """Deletes the thread's parts from before that time."""
    await store[UPLOAD_PARTS.name].delete_many({"locator": locator, "at": {"$lt": before}})
