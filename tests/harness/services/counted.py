"""The figures that statistics counts from intake's events."""

from collections import Counter
from uuid import uuid4

from services.statistics.main import ALL_INDEXES
from services.statistics.subscriptions import event_handlers, on_many
from shared.bus import UnitOfWork
from shared.bus.consume.apply import Applier
from shared.contracts.catalogue import consumes
from shared.store import connect, prepare
from tests.harness.engines.arriving import OnDisk, decoded
from tests.harness.services.intake import Place


async def counted(place: Place, mongo: str) -> dict[str, int]:
    """Returns the sum of each table that has any, from all events until now, delivered twice and in chunks."""
    store = connect(mongo, f"counted_{uuid4().hex[:12]}")
    await prepare(store, ALL_INDEXES)
    applier = Applier(UnitOfWork(store, "statistics"), event_handlers(), on_many)
    said = [row for row in await place.published() if consumes("statistics", row["topic"], row["type"])]
    arrived = [decoded("statistics", OnDisk(row["topic"], row["key"].encode(), row["body"])) for row in said]
    for start in range(0, len(arrived), 3):
        await applier.take([*arrived[start : start + 3], *arrived[: start + 3]])
    figures: Counter[str] = Counter()
    async for cell in store["cells"].find({}):
        figures[cell["table"]] += cell["n"]
        assert cell["n"] >= 0
    await store.client.drop_database(store.database.name)
    await store.close()
    return {table: number for table, number in figures.items() if number}
