"""The client's view: a JSON line for each answer, on disk outside of the system before the client goes on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["unknown", "ok", "fail"]


class History:
    """The client's requests in a file. One is `unknown` until its answer is there; `fail` is a certain refusal."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a")

    def sent(self, request: str, **canaries: str) -> None:
        self._write(request, "unknown", canaries=canaries)

    def ok(self, request: str, contact_id: str, case_id: str | None) -> None:
        self._write(request, "ok", contact_id=contact_id, case_id=case_id)

    def failed(self, request: str, status: int) -> None:
        self._write(request, "fail", status=status)

    def close(self) -> None:
        self._file.close()

    def _write(self, request: str, outcome: Outcome, **more: object) -> None:
        self._file.write(json.dumps({"request": request, "outcome": outcome, **more}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def read(file: Path) -> Iterator[dict[str, Any]]:
    """Yields the last state of each request; a line that was cut off when the client ended is ignored."""
    words: dict[str, dict[str, Any]] = {}
    answers: list[dict[str, Any]] = []
    for line in file.read_text().splitlines():
        try:
            word = json.loads(line)
        except ValueError:
            continue
        before = words.get(word["request"], {})
        words[word["request"]] = before | word
        if word["outcome"] == "ok":
            answers.append(words[word["request"]])
    yield from answers
    yield from (word for word in words.values() if word["outcome"] != "ok")


def canaries(words: Iterator[dict[str, Any]]) -> dict[str, str]:
    """Returns the planted strings, and the field in which each was planted."""
    return {planted: field for word in words for field, planted in word.get("canaries", {}).items()}
