"""The fail points at which a process may be killed, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]


def of_the_bus() -> list[str]:
    return sorted(_named(ROOT / "shared"))


def of_services() -> list[str]:
    return sorted(_named(ROOT / "services"))


def _named(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failpoint":
                (name,) = node.args
                assert isinstance(name, ast.Constant), f"{file}: a fail point's name is written out where it is"
                yield str(name.value)
