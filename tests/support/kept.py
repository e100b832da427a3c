"""Looks at real documents: every field that lies in a store stands in the record of processing."""

from collections.abc import Mapping

from shared.keeping import Kept, unlisted
from shared.store import Store


async def nothing_unlisted(store: Store, kept: Mapping[str, Kept]) -> None:
    there = set(await store.database.list_collection_names()) & kept.keys()
    found = {name: await fields_unlisted(store, name, kept[name]) for name in sorted(there)}
    unexplained = {name: fields for name, fields in found.items() if fields}
    assert not unexplained, f"without a purpose in keeping.py: {unexplained}"


async def fields_unlisted(store: Store, name: str, kept: Kept) -> set[str]:
    return {field async for document in store[name].find({}) for field in unlisted(document, kept)}
