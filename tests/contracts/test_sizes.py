"""What can be read in an evening stays so: functions that one sees at once, and a bus of bounded size."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from infra.embedded.folders import ROOT

LONGEST_FUNCTION = 40
MOST_LINES_OF_THE_BUS = 2_700
MOST_FILES_OF_THE_BUS = 28

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def test_no_function_is_longer_than_one_sees_at_once() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for room in ("services", "shared", "infra")
        for path in sorted((ROOT / room).rglob("*.py"))
        for each in functions(path)
        if (each.end_lineno or 0) - each.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_the_bus_is_read_in_an_evening() -> None:
    files = [path for path in sorted((ROOT / "shared" / "bus").rglob("*.py")) if code(path)]

    assert len(files) <= MOST_FILES_OF_THE_BUS
    assert sum(len(code(path)) for path in files) <= MOST_LINES_OF_THE_BUS


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for each in ast.walk(ast.parse(path.read_text())):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each


def code(path: Path) -> set[int]:
    """The numbers of its lines that hold neither only a comment nor a docstring nor nothing."""
    text = path.read_text()
    said = {
        line
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
        for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    held = {line for each in tokens if each.type not in NO_CODE for line in range(each.start[0], each.end[0] + 1)}
    return held - said
