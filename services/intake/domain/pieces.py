"""A file that a browser sends in pieces and resumes after a break: which pieces belong together, and until when."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.evidence import LARGEST_FILM, PIECE, TOO_LARGE, UNCLAIMED, NotTaken

HOUR: Final = 3_600
RESUMED_WITHIN: Final = 2
"""Hours in which an upload can be resumed, the one in which it began included."""
HANDED_IN_WITHIN: Final = UNCLAIMED - timedelta(minutes=30)
"""Time from the hour in which an upload began until it is handed in: within it, nothing of it is deleted."""

Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(gt=PIECE)]
"""Size in bytes; a smaller file fits into one piece, and the form itself sends it."""


class InPieces(BaseModel):
    """A browser's description of its upload, in which nothing is trusted.

    `of_pieces`: see Manifest; `begun`: the hour in which it began, counted from 1970.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    of_pieces: Sum = Field(repr=False)
    size: int = Field(gt=PIECE, le=LARGEST_FILM)
    begun: int = Field(default=0, ge=0)

    @classmethod
    def said(cls, of_pieces: str, size: int, begun: int = 0) -> "InPieces":
        """Makes the description. Raises NotTaken for a file larger than any may be."""
        if size > LARGEST_FILM:
            raise NotTaken(TOO_LARGE)
        return cls(of_pieces=of_pieces, size=size, begun=begun)

    @property
    def many(self) -> int:
        return -(-self.size // PIECE)

    def length_of(self, number: int) -> int:
        """Returns the bytes of a piece. Raises IndexError for a number that the file does not have."""
        if not 0 <= number < self.many:
            raise IndexError
        return min(PIECE, self.size - number * PIECE)

    def upload(self, pepper: bytes, locator: str) -> str:
        """Returns the name under which its pieces lie at the face, unique to file, thread and beginning."""
        named = f"pieces|{locator}|{self.of_pieces}|{self.size}|{self.begun}"
        return hmac.digest(pepper, named.encode(), "sha256").hex()[:32]

    def may_be_handed_in(self, now: datetime) -> bool:
        began = datetime.fromtimestamp(min(self.begun, hour_of(now)) * HOUR, UTC)
        return self.begun <= hour_of(now) and now <= began + HANDED_IN_WITHIN

    def beginnings(self, now: datetime) -> list["InPieces"]:
        """Returns the uploads of this file that may be resumed, the newest first."""
        return [self.model_copy(update={"begun": hour_of(now) - back}) for back in range(RESUMED_WITHIN)]


def hour_of(at: datetime) -> int:
    return int(at.timestamp()) // HOUR


def sum_of(pieces: Iterable[bytes]) -> str:
    """Returns the SHA-256, in hex, of the pieces' SHA-256 digests."""
    return hashlib.sha256(b"".join(pieces)).hexdigest()
