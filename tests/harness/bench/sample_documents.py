"""What one accepted submission leaves behind in the stores, and copies of it with ids of their own."""

from collections import defaultdict
from typing import Final
from uuid import uuid4

from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.store import Document, Store

STATES: Final = ("contacts", "cases", "messages", "safe_contacts", "threads", "acceptances")
KEY_STATES: Final = ("keys", "receipts")
IDS: Final = frozenset({"_id", "thread", "key", "owner", "contact_id", "case_id"})

Left = dict[str, list[Document]]


async def sample(store: Store, keys: Store) -> Left:
    """Of stores with nothing else in them; the channel's own ledger has issued nothing."""
    left = {name: await store[name].find({}).to_list(None) for name in (*STATES, OUTBOX)}
    left[LEDGER] = await store[LEDGER].find({"issued": {"$ne": {}}}).to_list(None)
    return left | {name: await keys[name].find({}).to_list(None) for name in KEY_STATES}


def renewed(left: Left) -> Left:
    """What referred to each other does so again."""
    new: dict[str, str] = defaultdict(lambda: str(uuid4()))

    def own(field: str, value: object) -> object:
        return new[value] if field in IDS and isinstance(value, str) else value

    return {
        name: [{field: own(field, value) for field, value in document.items()} for document in documents]
        for name, documents in left.items()
    }
