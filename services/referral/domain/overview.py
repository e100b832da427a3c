"""The order in which a partner's people see all its open referrals, page by page: first those that wait for them."""

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
"""Groups in their order; within each, by `respond_by`, so that overdue ones come first."""

ORDER: Final = ("respond_by", "reference")
"""Order within a group; no two referrals are equal in it."""
WRITTEN: Final = re.compile(r"([0-2])-([0-9]{1,13})-([0-9a-f]{32})")


class Place(NamedTuple):
    """The referral after which a page begins; it stays valid when that referral has changed meanwhile."""

    group: int
    respond_by: datetime
    reference: str

    @classmethod
    def read(cls, written: str) -> Self:
        """Raises NotFound for a text that `write` did not make."""
        found = WRITTEN.fullmatch(written)
        if found is None:
            raise NotFound
        return cls(int(found[1]), datetime.fromtimestamp(int(found[2]) / 1000, UTC), found[3])

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """Requires a referral that is open and was sent."""
        assert referral.respond_by is not None
        group = next(number for number, states in enumerate(GROUPS) if referral.state in states)
        return cls(group, referral.respond_by, referral.reference)

    def write(self) -> str:
        return f"{self.group}-{round(self.respond_by.timestamp() * 1000)}-{self.reference}"


def ended_lately(ended: Sequence[Referral], now: datetime) -> list[Referral]:
    return [each for each in ended if now - each.changed_at < ENDED_SHOWN_FOR]
