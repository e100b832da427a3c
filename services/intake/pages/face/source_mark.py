"""Counts reports that come by another portal's link: `?weg=portal` says that there was one, not which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.contracts.vocabulary import Channel

PARAMETER: Final = "weg"
ELSEWHERE: Final = "portal"


@dataclass(frozen=True)
class SourceMark:
    """The mark in an address.

    Any other value than ELSEWHERE counts as none: nobody is shown an error for a wrong link.
    """

    said: str = ""

    @property
    def from_elsewhere(self) -> bool:
        return self.said == ELSEWHERE

    @property
    def link(self) -> str:
        """The query to append to a link to the next page."""
        return f"?{PARAMETER}={ELSEWHERE}" if self.from_elsewhere else ""

    @property
    def channel(self) -> Channel:
        return Channel.OTHER_PORTAL if self.from_elsewhere else Channel.PORTAL


def source_mark(query: Mapping[str, str]) -> SourceMark:
    return SourceMark(query.get(PARAMETER, ""))
