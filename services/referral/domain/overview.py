"""In which order a partner's people see all its open referrals, page by page: what waits for them first."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Self

from services.referral.domain.referral import AT_WORK, WAITING, Referral, Stage
from shared.errors import NotFound

PAGE: Final = 50
ENDED_SHOWN_FOR: Final = timedelta(days=30)
MOST_ENDED: Final = 50
GROUPS: Final[tuple[frozenset[Stage], ...]] = (WAITING - {"questioned"}, AT_WORK, frozenset({"questioned"}))
"""Those to be answered come first, and among them what is overdue: each group is in the order of `respond_by`."""

ORDER: Final = ("respond_by", "reference")
"""Within a group; no two are the same."""
WRITTEN: Final = re.compile(r"([0-2])-([0-9]{1,13})-([0-9a-f]{32})")


class Place(NamedTuple):
    """After which referral a page begins: it holds also when that one moved on meanwhile."""

    group: int
    respond_by: datetime
    reference: str

    @classmethod
    def read(cls, written: str) -> Self:
        """Raises NotFound for what `write` did not make."""
        found = WRITTEN.fullmatch(written)
        if found is None:
            raise NotFound
        return cls(int(found[1]), datetime.fromtimestamp(int(found[2]) / 1000, UTC), found[3])

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """Requires one that is open and was sent."""
        assert referral.respond_by is not None
        group = next(number for number, states in enumerate(GROUPS) if referral.state in states)
        return cls(group, referral.respond_by, referral.reference)

    def write(self) -> str:
        return f"{self.group}-{round(self.respond_by.timestamp() * 1000)}-{self.reference}"


def ended_lately(ended: Sequence[Referral], now: datetime) -> list[Referral]:
    return [each for each in ended if now - each.changed_at < ENDED_SHOWN_FOR]
