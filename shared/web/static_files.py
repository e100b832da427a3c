"""Static files at an address that changes with their content, so that a browser may keep them for good."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

STATIC: Final = Path(__file__).parent / "static"
FOR_GOOD: Final = "public, max-age=31536000, immutable"
FOR_A_WHILE: Final = "public, max-age=3600"


@cache
def address() -> str:
    """Named by all files together, so that what one of them asks for is found beside it."""
    digest = hashlib.sha256()
    for file in sorted(each for each in STATIC.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(STATIC)}\0".encode() + file.read_bytes())
    return f"/static/v-{digest.hexdigest()[:12]}"


def mount(app: FastAPI) -> None:
    """Another version's address has this version's files: while versions change, pages of both are open."""
    files = StaticFiles(directory=STATIC)
    app.mount("/static/v-{version}", files, name="static of a version")
    app.mount("/static", files, name="static")


def cache_control(path: str) -> str:
    if path.startswith(f"{address()}/"):
        return FOR_GOOD
    return FOR_A_WHILE if path.startswith("/static/") else "no-store"
