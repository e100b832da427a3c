"""A clock that is ahead by as much as a file says, for every process that reads the file: for demos and tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared.clock import now


@dataclass(frozen=True)
class MovedClock:
    """It is right while there is no such file."""

    file: Path

    def __call__(self) -> datetime:
        try:
            return now() + timedelta(seconds=float(self.file.read_text()))
        except FileNotFoundError:
            return now()

    def move(self, by: timedelta) -> None:
        """For all who read it at once; a negative `by` is behind. The file is for its owner only."""
        beside = self.file.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_text(str(by.total_seconds()))
        beside.replace(self.file)
