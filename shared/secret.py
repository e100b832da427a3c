"""A secret's present value: a service reads its file again when it changed, so that a rotation needs no restart."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Secret = Callable[[], str]
"""Returns one value a line, the newest first; what was made with an older value is still understood."""


def fixed(text: str) -> Secret:
    return lambda: text


class SecretFile:
    """A secret in a file; while the file is being replaced, its earlier value holds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, int] | None = None
        self._text = ""
        self()

    def __call__(self) -> str:
        with suppress(FileNotFoundError):
            found = self._file.stat()
            seen = (found.st_mtime_ns, found.st_ino)
            if seen != self._seen:
                self._text, self._seen = self._file.read_text(), seen
        return self._text


def values(text: str) -> list[str]:
    return text.split()
