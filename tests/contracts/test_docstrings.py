"""A docstring begins with a verb or with the noun itself, and can be read without the name above it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from infra.embedded.folders import ROOT

ROOMS: Final = ("services", "shared", "infra", "tests/harness")
FRAGMENT: Final = re.compile(
    r"(what|who|whom|whose|whoever|whatever|which|those|that|of|by|in|with|for|to|as|where|at|also|so|when|how|from|"
    r"only|without|if|after|before|behind|beside)\b",
    re.IGNORECASE,
)
"""Opening words of a fragment that hangs on something else: a relative clause, or a preposition without its noun."""


@pytest.mark.parametrize("room", ROOMS)
def test_no_docstring_begins_as_a_fragment(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.splitlines()[0]}"
        for path in files
        for line, text in docstrings(ast.parse(path.read_text()))
        if is_fragment(text)
    ]
    assert len(files) > 5
    assert found == []


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yields also the strings below constants and fields."""
    for each in ast.walk(tree):
        match each:
            case ast.Expr(value=ast.Constant(value=str(text))) if text.strip():
                yield each.lineno, text.strip()


def is_fragment(text: str) -> bool:
    return FRAGMENT.match(text) is not None


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("What of a table may be shown.", True),
        ("Of all together.", True),
        ("Where it lies; raises NotFound.", True),
        ("Returns the tables that may be shown.", False),
        ("Whether a table may be shown.", False),
        ("Number of all drafts together.", False),
        ("A table that may be shown.", False),
    ],
)
def test_a_fragment_is_told_from_a_sentence(text: str, fragment: bool) -> None:
    assert is_fragment(text) == fragment
