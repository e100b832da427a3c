"""Looks for planted strings in every document and every file of a running system."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path

from shared.store import Store

CHUNK = 1 << 24
FOLDERS = ("kafka", "mongo", "logs", "mail", "caddy")
MAY_BE_IN = {"mail": {"address"}}
"""A mail is addressed to the safe contact that the person gave."""


async def in_stores(stores: Iterable[Store], planted: Mapping[str, str]) -> AsyncIterator[str]:
    wanted = _any_of(planted)
    for store in stores:
        for name in await store.database.list_collection_names():
            async for document in store[name].find({}):
                if hit := wanted.search(repr(document).encode()):
                    yield f"{planted[hit[0].decode()]} in {store.database.name}.{name} {document['_id']}"


def in_files(data: Path, planted: Mapping[str, str]) -> Iterator[str]:
    for folder in FOLDERS:
        forbidden = {each: field for each, field in planted.items() if field not in MAY_BE_IN.get(folder, ())}
        wanted = _any_of(forbidden)
        for file in sorted(each for each in (data / folder).rglob("*") if each.is_file()):
            if hit := _first(file, wanted):
                yield f"{forbidden[hit]} in {file.relative_to(data)}"


def _first(file: Path, wanted: re.Pattern[bytes]) -> str | None:
    overlap = b""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if hit := wanted.search(overlap + chunk):
                return hit[0].decode()
            overlap = chunk[-200:]
    return None


def _any_of(planted: Mapping[str, str]) -> re.Pattern[bytes]:
    """Nothing at all matches when nothing was planted."""
    return re.compile(b"|".join(re.escape(each.encode()) for each in planted) or b"(?!)")
