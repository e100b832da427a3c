"""What one accepted submission leaves behind in the stores, and copies of it with ids of their own."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from services.intake.store.face import DATABASE
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.store import Document, Store

STATES: Final = ("contacts", "cases", "messages", "safe_contacts", "taken", OUTBOX, LEDGER)
FACE_STATES: Final = ("requests", "threads")
KEY_STATES: Final = ("keys",)
IDS: Final = frozenset({"_id", "thread", "key", "owner", "contact_id", "case_id", "locator"})

Left = dict[str, list[Document]]


def places(store: Store, keys: Store) -> Mapping[str, Store]:
    """In which database each collection lies."""
    face = store.beside(DATABASE)
    return dict.fromkeys(STATES, store) | dict.fromkeys(FACE_STATES, face) | dict.fromkeys(KEY_STATES, keys)


async def sample(store: Store, keys: Store) -> Left:
    """Of stores with nothing else in them."""
    return {name: await of[name].find({}).to_list(None) for name, of in places(store, keys).items()}


def renewed(left: Left) -> Left:
    """What referred to each other does so again."""
    new: dict[str, str] = defaultdict(lambda: str(uuid4()))

    def own(field: str, value: object) -> object:
        return new[value] if field in IDS and isinstance(value, str) else value

    return {
        name: [{field: own(field, value) for field, value in document.items()} for document in documents]
        for name, documents in left.items()
    }
