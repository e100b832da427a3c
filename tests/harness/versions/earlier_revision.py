"""The code of an earlier revision, checked out beside today's."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
MARKER: Final = "tests/faults/checker.py"
"""The earlier revision is the one that brought this file, whatever its number and the file's name are by now."""


class Unavailable(Exception):
    """Why there is no earlier revision here, as one sentence."""


def earlier(clone: Path = ROOT) -> str:
    try:
        if _git(clone, "rev-parse", "--is-shallow-repository") == "true":
            raise Unavailable("This clone's history is cut off: git fetch --unshallow brings the earlier revision.")
        brought = _git(clone, "log", "--diff-filter=A", "--format=%H", "--", MARKER).split()
    except (subprocess.CalledProcessError, FileNotFoundError):
        raise Unavailable("This is no clone: the earlier revision is in the history only.") from None
    if not brought:
        raise Unavailable(f"The history does not know who brought {MARKER}.")
    return brought[-1]


@contextmanager
def laid_out(folder: Path) -> Iterator[Path]:
    _git(ROOT, "worktree", "add", "--quiet", "--detach", str(folder), earlier())
    try:
        yield folder
    finally:
        _git(ROOT, "worktree", "remove", "--force", str(folder))


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=clone, capture_output=True, text=True, check=True)
    return done.stdout.strip()
