"""A file that a browser sends piece by piece, and goes on with after a break: what belongs together, and until when."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.evidence import LARGEST_FILM, PIECE, TOO_LARGE, UNCLAIMED, NotTaken

HOUR: Final = 3_600
RESUMED_WITHIN: Final = 2
"""Hours, the one that has begun counted: an upload that began in one of them goes on."""
HANDED_IN_WITHIN: Final = UNCLAIMED - timedelta(minutes=30)
"""After the hour in which it began: what is handed in is not swept meanwhile."""

Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(gt=PIECE)]
"""In bytes; what one piece holds is sent by the form itself."""


class InPieces(BaseModel):
    """`of_pieces` as in Manifest, `begun`: the hour, counted from 1970. As the browser says it: all is checked."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    of_pieces: Sum = Field(repr=False)
    size: int = Field(gt=PIECE, le=LARGEST_FILM)
    begun: int = Field(default=0, ge=0)

    @classmethod
    def said(cls, of_pieces: str, size: int, begun: int = 0) -> "InPieces":
        """Raises NotTaken for what is larger than any file may be."""
        if size > LARGEST_FILM:
            raise NotTaken(TOO_LARGE)
        return cls(of_pieces=of_pieces, size=size, begun=begun)

    @property
    def many(self) -> int:
        return -(-self.size // PIECE)

    def length_of(self, number: int) -> int:
        """In bytes. Raises IndexError for a piece that it does not have."""
        if not 0 <= number < self.many:
            raise IndexError
        return min(PIECE, self.size - number * PIECE)

    def upload(self, pepper: bytes, locator: str) -> str:
        """Under which its pieces lie at the face: of another file, thread or beginning they lie elsewhere."""
        named = f"pieces|{locator}|{self.of_pieces}|{self.size}|{self.begun}"
        return hmac.digest(pepper, named.encode(), "sha256").hex()[:32]

    def may_be_handed_in(self, now: datetime) -> bool:
        began = datetime.fromtimestamp(min(self.begun, hour_of(now)) * HOUR, UTC)
        return self.begun <= hour_of(now) and now <= began + HANDED_IN_WITHIN

    def beginnings(self, now: datetime) -> list["InPieces"]:
        """Those that may go on, the newest first."""
        return [self.model_copy(update={"begun": hour_of(now) - back}) for back in range(RESUMED_WITHIN)]


def hour_of(at: datetime) -> int:
    return int(at.timestamp()) // HOUR


def sum_of(pieces: Iterable[bytes]) -> str:
    """Of the SHA-256 of each piece."""
    return hashlib.sha256(b"".join(pieces)).hexdigest()
