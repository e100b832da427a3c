"""What is read together is found by an index: the engine tells a walk through a collection only where it begins."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pytest

from infra.embedded.folders import ROOT
from services.intake.domain.ids import ThreadId
from services.intake.handlers.thread_content import of_thread
from services.intake.store import INDEXES
from shared.store import Asked, Index, read_together

QUESTIONS: Final[Sequence[tuple[Asked, Mapping[str, Sequence[Index]]]]] = ((of_thread(ThreadId("one")), INDEXES),)


def uses() -> Iterator[str]:
    for file in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == read_together.__name__:
                yield str(file)


def test_every_use_is_looked_at() -> None:
    assert len(list(uses())) == len(QUESTIONS)


@pytest.mark.parametrize(
    ("name", "query", "indexes"),
    [(of.name, of.query(wanted), indexes[of.name]) for asked, indexes in QUESTIONS for of, wanted in asked.items()],
)
def test_an_index_begins_with_what_is_asked_for(
    name: str, query: Mapping[str, object], indexes: Sequence[Index]
) -> None:
    whole = [index for index in indexes if index.where is None]

    assert set(query) == {"_id"} or any(set(query) == set(index.fields[: len(query)]) for index in whole)
