"""A clock for demos and tests that is ahead by as much as a file says, in every process that reads the file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from pydantic import model_validator

from shared.clock import Clock, now
from shared.settings import Settings


@dataclass(frozen=True)
class MovedClock:
    """The moved clock; it is right while there is no such file."""

    file: Path

    def __call__(self) -> datetime:
        try:
            return now() + timedelta(seconds=float(self.file.read_text()))
        except FileNotFoundError:
            return now()

    def move(self, by: timedelta) -> None:
        """Moves the clock in all processes at once; a negative `by` is behind. Only its owner may read the file."""
        beside = self.file.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_text(str(by.total_seconds()))
        beside.replace(self.file)


class MovableClock(Settings):
    """Settings of a service that decides what is due; its clock can be moved, so that a demo need not wait.

    `clock_file`: a file that says by how many seconds the clock is ahead; empty: the clock is right. Production
    refuses it.
    """

    clock_file: str = ""

    @model_validator(mode="after")
    def _has_the_right_clock_in_production(self) -> Self:
        if self.profile == "production" and self.clock_file:
            raise ValueError("LOTSE_CLOCK_FILE is for the demo: the clock of production is nobody's to move")
        return self

    @property
    def clock(self) -> Clock:
        return MovedClock(Path(self.clock_file)) if self.clock_file else now
