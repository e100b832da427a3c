"""Who comes by another portal's link is counted as such: `?weg=portal` says that there was one, not which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.contracts.vocabulary import Channel

PARAMETER: Final = "weg"
ELSEWHERE: Final = "portal"


@dataclass(frozen=True)
class SourceMark:
    """Anything but ELSEWHERE says nothing: whoever follows a link is not bothered with what is wrong about it."""

    said: str = ""

    @property
    def from_elsewhere(self) -> bool:
        return self.said == ELSEWHERE

    @property
    def link(self) -> str:
        """What a link to the next page ends with."""
        return f"?{PARAMETER}={ELSEWHERE}" if self.from_elsewhere else ""

    @property
    def channel(self) -> Channel:
        return Channel.OTHER_PORTAL if self.from_elsewhere else Channel.PORTAL


def source_mark(query: Mapping[str, str]) -> SourceMark:
    return SourceMark(query.get(PARAMETER, ""))
