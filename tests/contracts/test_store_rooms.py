"""Only a service's store room speaks the engine's language; all others ask its functions and repositories."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pymongo.asynchronous.collection import AsyncCollection

from infra.embedded.folders import ROOT

SERVICES: Final = ROOT / "services"
OPERATOR: Final = re.compile(r"\$\w")
COMMAND: Final = re.compile(r"(aggregate|bulk|count|delete|distinct|estimated|find|insert|replace|update)")
COMMANDS: Final = {name for name in dir(AsyncCollection) if COMMAND.match(name)}
"""Methods of the driver's collection that read or write documents."""
OF_A_REPOSITORY: Final = "find"
"""The one method that collections and repositories both have; repositories are constants."""


def test_no_other_room_speaks_the_engines_language() -> None:
    files = [path for path in sorted(SERVICES.glob("*/**/*.py")) if not is_store_room(path)]
    rooms = {path.relative_to(SERVICES).parts[1] for path in files}
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in files
        for line, text in spoken(ast.parse(path.read_text()))
    ]
    assert {"handlers", "pages", "subscriptions.py"} <= rooms
    assert found == []


def is_store_room(path: Path) -> bool:
    return path.relative_to(SERVICES).parts[1] in ("store", "store.py")


def spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yields operators of the engine, and calls that read or write documents of a collection."""
    for each in ast.walk(tree):
        match each:
            case ast.Constant(value=str(text)) if OPERATOR.match(text):
                yield each.lineno, text
            case ast.Call(func=ast.Attribute(value=asked, attr=name)) if name in COMMANDS:
                if name != OF_A_REPOSITORY or not is_constant(asked):
                    yield each.lineno, name


def is_constant(asked: ast.expr) -> bool:
    return isinstance(asked, ast.Name) and asked.id.isupper()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('wanted = {"at": {"$lt": now}}', ["$lt"]),
        ('face["requests"].count_documents(WAITING)', ["count_documents"]),
        ("parts.find(query).sort(order)", ["find"]),
        ("tx[CASES.name].find(query)", ["find"]),
        ("store.aggregate(CASES.name, pipeline)", ["aggregate"]),
        ("CASES.find(tx, id=case_id)", []),
        ("CASES.count(tx, at=MoreThan(since))", []),
        ('re.compile(r"[0-9]+$")', []),
    ],
)
def test_what_the_engine_is_asked_is_told_from_what_a_repository_is(source: str, said: list[str]) -> None:
    assert [text for _, text in spoken(ast.parse(source))] == said
