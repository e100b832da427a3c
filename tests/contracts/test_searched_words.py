"""What a test says is nowhere cannot stand there by chance, in a random number, a token or a digest."""

import ast
import re
from pathlib import Path
from typing import Final

from infra.embedded.folders import ROOT

BY_CHANCE: Final = re.compile(r"[0-9a-f]{1,7}")
"""Hexadecimal digits: of four, a store of a hundred UUIDs holds them once in twenty runs."""


def test_no_test_asserts_the_absence_of_what_a_random_number_may_hold() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{each.lineno} {word}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for each, word in absent(path)
        if BY_CHANCE.fullmatch(word)
    ] == []


def absent(path: Path) -> list[tuple[ast.Compare, str]]:
    """Each `"…" not in …` of the file whose word stands there as it is."""
    text = path.read_text()
    return [
        (each, each.left.value if isinstance(each.left.value, str) else each.left.value.decode("latin-1"))
        for each in (ast.walk(ast.parse(text)) if " not in " in text else ())
        if isinstance(each, ast.Compare) and isinstance(each.ops[0], ast.NotIn)
        if isinstance(each.left, ast.Constant) and isinstance(each.left.value, str | bytes)
    ]
