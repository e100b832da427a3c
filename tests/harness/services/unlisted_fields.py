"""Compares real documents with the record of processing: a stored field without an entry fails."""

from collections.abc import Mapping
from typing import Final

from infra.privacy.stores import SHARED
from shared.retention import ProcessingRecord, unlisted
from shared.store import Document, Store
from tests.harness.engines.contents import contents

IN_EVERY_STORE: Final = {name: kept for database in SHARED for name, kept in database.kept.items()}


async def nothing_unlisted(store: Store, own: Mapping[str, ProcessingRecord]) -> None:
    nothing_unlisted_in(await contents(store), own)


def nothing_unlisted_in(found_there: Mapping[str, list[Document]], own: Mapping[str, ProcessingRecord]) -> None:
    """Asserts that every field has an entry; `found_there`: the documents by collection."""
    listed = {**IN_EVERY_STORE, **own}
    there = {name: documents for name, documents in found_there.items() if name in listed}
    found = {name: fields_unlisted(documents, listed[name]) for name, documents in there.items()}
    unexplained = {name: fields for name, fields in found.items() if fields}
    assert not unexplained, f"without a purpose in the retention of its owner: {unexplained}"


def fields_unlisted(documents: list[Document], kept: ProcessingRecord) -> set[str]:
    return {field for document in documents for field in unlisted(document, kept)}
