"""One cell of the table: what happened, what it means, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Audience = Literal["person", "counsellor"]


@dataclass(frozen=True)
class Said:
    """Whole German sentences; `means` and `then` may be empty for colleagues, who work here every day."""

    happened: str
    means: str = ""
    then: str = ""

    def filled(self, **words: str) -> "Said":
        return Said(self.happened.format(**words), self.means.format(**words), self.then.format(**words))


Row = Mapping[Audience, Said]


def row(happened: str, means: str, then: str, at_the_desk: str) -> Row:
    """Makes the cells of both audiences. `at_the_desk`: the same in the counsellors' words."""
    return {"person": Said(happened, means, then), "counsellor": Said(at_the_desk)}
