"""Events change cells, together and in their order."""

from collections.abc import Sequence

from services.statistics import store
from services.statistics.domain.counted import Counted, combine
from shared.bus import Transaction


async def count(tx: Transaction, changes: Sequence[Counted]) -> None:
    subjects = {change.subject for change in changes}
    await store.save(tx, combine(await store.contributions(tx, subjects), changes))
