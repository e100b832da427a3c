"""Searches every document and every file of a running system for planted strings."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from shared.store import Store

CHUNK = 1 << 24
FOLDERS = ("kafka", "mongo", "logs", "mail", "sms", "webhooks", "caddy")
MAY_BE_IN = {"mail": {"address"}}
"""Fields whose strings may lie in a folder: a mail is addressed to the person's safe contact."""


class Search:
    """Searches for any planted word by their common beginning: one word is found much faster than thousands."""

    def __init__(self, planted: Iterable[str]) -> None:
        self._planted = set(planted)
        self._start = _common_start(self._planted).encode()
        self._lengths = {len(each.encode()) for each in self._planted}

    def first_in(self, content: bytes) -> str | None:
        at = content.find(self._start) if self._planted else -1
        while at >= 0:
            for length in self._lengths:
                if (word := content[at : at + length].decode(errors="replace")) in self._planted:
                    return word
            at = content.find(self._start, at + 1)
        return None


async def in_stores(stores: Iterable[Store], planted: Mapping[str, str]) -> AsyncIterator[str]:
    search = Search(planted)
    for store in stores:
        for name in await store.database.list_collection_names():
            async for document in store[name].find({}):
                if hit := search.first_in(repr(document).encode()):
                    yield f"{planted[hit]} in {store.database.name}.{name} {document['_id']}"


def in_files(data: Path, planted: Mapping[str, str]) -> Iterator[str]:
    for folder in FOLDERS:
        search = Search(each for each, field in planted.items() if field not in MAY_BE_IN.get(folder, ()))
        for file in sorted(each for each in (data / folder).rglob("*") if each.is_file()):
            if hit := _first_in(file, search):
                yield f"{planted[hit]} in {file.relative_to(data)}"


def _first_in(file: Path, search: Search) -> str | None:
    overlap = b""
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if hit := search.first_in(overlap + chunk):
                return hit
            overlap = chunk[-200:]
    return None


def _common_start(words: Iterable[str]) -> str:
    ordered = sorted(words) or [""]
    equal = takewhile(lambda pair: pair[0] == pair[1], zip(ordered[0], ordered[-1], strict=False))
    return "".join(letter for letter, _ in equal)
