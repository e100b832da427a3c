"""The queries of the services under test and their plans, read from the engine's own log."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from infra.mongo.users import Client

FILTERED: Final = "internalQueryGlobalProfilingFilter=true"
"""A setting of the engine that lets its log be filtered for all of its databases (since MongoDB 6.0)."""
NAME: Final = "service-under-test"
SLOW_QUERY: Final = 51803
WALK: Final = "COLLSCAN"
SAYS_WHAT: Final = ("find", "filter", "q", "pipeline", "query", "key", "sort")


@dataclass(frozen=True)
class Question:
    collection: str
    asked: str
    plan: str
    examined: int

    def __str__(self) -> str:
        return f"{self.collection} {self.asked}"

    @property
    def walks_through_all(self) -> bool:
        return WALK in self.plan


def watched(uri: str) -> str:
    """Returns the store's address for a service, by which the engine's log tells its queries from the test's own."""
    return f"{uri}&appName={NAME}"


def is_watched(uri: str) -> bool:
    return uri.endswith(watched(""))


def tell_all(root: str) -> None:
    """Makes the engine log every operation of the services under test."""
    _tell(root, {"appName": NAME})


def tell_walks(root: str) -> None:
    """Makes the engine log only those that walk through a collection: logging all takes a fifth of its time."""
    _tell(root, {"appName": NAME, "planSummary": {"$regex": WALK}})


def _tell(root: str, which: dict[str, Any]) -> None:
    with Client(root) as client:
        client.admin.command({"setProfilingFilterGlobally": 1, "filter": which})


class Asked:
    """The queries in the log; each is returned once, in the first look after it."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._seen = 0

    def new(self) -> list[Question]:
        return self._told(NAME.encode())

    def walks(self) -> list[Question]:
        """Returns the new ones that walked through a whole collection."""
        return [question for question in self._told(WALK.encode()) if question.walks_through_all]

    def forget(self) -> None:
        self._told(having=b"\n")

    def _told(self, having: bytes) -> list[Question]:
        """Returns the questions in the services' lines that contain the bytes `having`; other lines are not parsed."""
        with self._log.open("rb") as log:
            log.seek(self._seen)
            told = log.read()
        whole = told[: told.rfind(b"\n") + 1]
        self._seen += len(whole)
        lines = (line for line in whole.splitlines() if having in line and NAME.encode() in line)
        return [question for line in lines for question in _read(line)]


def _read(line: bytes) -> Iterator[Question]:
    told: dict[str, Any] = json.loads(line)
    what = told["attr"]
    if told["id"] == SLOW_QUERY and "planSummary" in what:
        collection = what["ns"].partition(".")[2]
        command = what.get("originatingCommand") or what["command"]
        if not collection.startswith("$"):  # a change stream walks through the oplog, as it must
            asked = {key: command[key] for key in SAYS_WHAT if key in command}
            yield Question(collection, _shape(asked), what["planSummary"], what.get("docsExamined", 0))


def _shape(asked: Any) -> str:
    """Returns the query without its values."""
    if isinstance(asked, dict):
        return "{" + ", ".join(f"{key}: {_shape(value)}" for key, value in asked.items()) + "}"
    if isinstance(asked, list):
        return f"[{_shape(asked[0])}]" if asked else "[]"
    return "?"
