"""What is read together is found by an index: the engine tells a walk through a collection only where it begins."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pytest

from infra.embedded.folders import ROOT
from services.intake.handlers.desk.read_file import of_file
from services.intake.handlers.desk.retention import decisive
from services.intake.handlers.thread_content import of_thread
from services.intake.store import INDEXES
from shared.clock import now
from shared.store import Asked, read_together
from shared.web import Staff
from tests.harness.contacts import a_contact

ANNA: Final = Staff("anna", "Anna", "counsellor", "sid", began=now(), seen=now())
CASE: Final = a_contact()
QUESTIONS: Final[Sequence[Asked]] = (of_thread(CASE.thread), of_file(CASE, ANNA), decisive(CASE))
KEYS: Final = {"_id", "thread", "case_id", "by"}
"""Each narrows to a few documents."""


def uses() -> Iterator[str]:
    for file in sorted((ROOT / "services").rglob("*.py")):
        text = file.read_text()
        for node in ast.walk(ast.parse(text)) if read_together.__name__ in text else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) == read_together.__name__:
                yield str(file)


def test_every_use_is_looked_at() -> None:
    assert len(list(uses())) == len(QUESTIONS)


@pytest.mark.parametrize(
    ("name", "query"), [(of.name, of.query(wanted)) for asked in QUESTIONS for of, wanted in asked.items()]
)
def test_an_index_begins_with_what_is_asked_for(name: str, query: Mapping[str, object]) -> None:
    begins = {"_id", *(index.fields[0] for index in INDEXES[name] if index.where is None)}

    assert set(query) & begins & KEYS
