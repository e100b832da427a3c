"""Static files, named by their content: a browser that has one never asks for it again."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent / "static"
PATH: Final = "/static"
VERSION: Final = re.compile(r"[0-9a-f]{16}/")


@cache
def version() -> str:
    """The version of all files together, for some name others by relative addresses; the same in every service."""
    content = hashlib.sha256()
    for file in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
        for part in (file.relative_to(FOLDER).as_posix().encode(), file.read_bytes()):
            content.update(len(part).to_bytes(8) + part)
    return content.hexdigest()[:16]


def address(name: str) -> str:
    """The file's address, for templates: `static("lotse.css")`. Raises ValueError for a file that is not there."""
    if not (FOLDER / name).is_file():
        raise ValueError(f"no static file {name}")
    return f"{PATH}/{version()}/{name}"


def caching(path: str, status: int) -> str:
    """The Cache-Control of an answer: for good under the present content's address, briefly under any other."""
    if not path.startswith(f"{PATH}/") or status >= 400:
        return "no-store"
    return "public, max-age=31536000, immutable" if path.startswith(f"{PATH}/{version()}/") else "public, max-age=3600"


class VersionedFiles(StaticFiles):
    """Serves the present file under another version's address too: while processes are replaced, both are in use."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def get_path(self, scope: Scope) -> str:
        return VERSION.sub("", super().get_path(scope), count=1)
