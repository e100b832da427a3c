"""The code of an earlier revision, checked out beside today's."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
MARKER: Final = "tests/faults/checker.py"
"""The file that the earlier revision added, which identifies it whatever its hash and the file's name today."""
EXAMPLES: Final = "shared/contracts/examples"
"""One example for every shape that an event ever had; each new shape adds a file."""


class Unavailable(Exception):
    """Raised where there is no earlier revision; the text says why, in one sentence."""


def earlier(clone: Path = ROOT) -> str:
    return _brought(clone, MARKER)[-1]


def previous(clone: Path = ROOT) -> str:
    """Returns the newest revision that does not know every shape of an event that today's knows."""
    return f"{_brought(clone, EXAMPLES, '--first-parent')[0]}^"


def _brought(clone: Path, path: str, *which: str) -> list[str]:
    """Returns the revisions that added something there, the newest first. Raises Unavailable where there are none."""
    try:
        if _git(clone, "rev-parse", "--is-shallow-repository") == "true":
            raise Unavailable("This clone's history is cut off: git fetch --unshallow brings the earlier revision.")
        brought = _git(clone, "log", *which, "--diff-filter=A", "--format=%H", "--", path).split()
    except (subprocess.CalledProcessError, FileNotFoundError):
        raise Unavailable("This is no clone: the earlier revision is in the history only.") from None
    if not brought:
        raise Unavailable(f"The history does not know who brought {path}.")
    return brought


@contextmanager
def laid_out(folder: Path, revision: str | None = None) -> Iterator[Path]:
    """Yields the checked out revision, by default the earlier one; it is removed at the end."""
    _git(ROOT, "worktree", "add", "--quiet", "--detach", str(folder), revision or earlier())
    try:
        yield folder
    finally:
        _git(ROOT, "worktree", "remove", "--force", str(folder))


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=clone, capture_output=True, text=True, check=True)
    return done.stdout.strip()
