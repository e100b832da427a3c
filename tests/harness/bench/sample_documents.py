"""The documents that one accepted submission leaves in the stores, and copies of them with new ids."""

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
    """Returns the database of each collection."""
    face = store.beside(DATABASE)
    return dict.fromkeys(STATES, store) | dict.fromkeys(FACE_STATES, face) | dict.fromkeys(KEY_STATES, keys)


async def sample(store: Store, keys: Store) -> Left:
    """Returns all documents by collection; the stores must hold nothing but one submission."""
    return {name: await of[name].find({}).to_list(None) for name, of in places(store, keys).items()}


def renewed(left: Left) -> Left:
    """Returns a copy with new ids; documents that referred to each other do so again."""
    new: dict[str, str] = defaultdict(lambda: str(uuid4()))

    def own(field: str, value: object) -> object:
        return new[value] if field in IDS and isinstance(value, str) else value

    return {
        name: [{field: own(field, value) for field, value in document.items()} for document in documents]
        for name, documents in left.items()
    }
