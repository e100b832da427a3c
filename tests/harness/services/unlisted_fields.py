"""Compares real documents with the record of processing: a stored field without an entry fails."""

from collections.abc import Mapping
from typing import Final

from infra.privacy.stores import SHARED
from shared.retention import ProcessingRecord, unlisted
from shared.store import Store

IN_EVERY_STORE: Final = {name: kept for database in SHARED for name, kept in database.kept.items()}


async def nothing_unlisted(store: Store, own: Mapping[str, ProcessingRecord]) -> None:
    listed = {**IN_EVERY_STORE, **own}
    there = set(await store.database.list_collection_names()) & listed.keys()
    found = {name: await fields_unlisted(store, name, listed[name]) for name in sorted(there)}
    unexplained = {name: fields for name, fields in found.items() if fields}
    assert not unexplained, f"without a purpose in retention.py: {unexplained}"


async def fields_unlisted(store: Store, name: str, kept: ProcessingRecord) -> set[str]:
    return {field async for document in store[name].find({}) for field in unlisted(document, kept)}
