"""Checks a key database: for which key pair each data key is wrapped, whether it opens, and whether it is an orphan."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.sealing.keyring import Keyring
from shared.sealing.keys import CannotOpen
from shared.sealing.keystore import unwrapped
from shared.store import Document, Store

SETTLED: Final = timedelta(hours=24)
"""Age from which an unused key is an orphan: a key is written before the transaction that uses it."""
PAGE: Final = 500


@dataclass
class Found:
    wrapped_for: Counter[str] = field(default_factory=Counter)
    """Number of data keys by the fingerprint of the key pair that they are wrapped for."""
    cannot_open: int = 0
    orphans: int = 0
    """Keys older than a day whose owner has no ledger in the service's store."""
    erased: int = 0
    """Keys that are there again although their owner was erased: a backup brought them back."""


async def check(keys: Store, private: Keyring, store: Store | None, now: datetime) -> Found:
    """Counts what the key database holds; without the service's own `store`, orphans are not looked for."""
    found, last = Found(), ""
    while page := await keys["keys"].find({"_id": {"$gt": last}}).sort("_id", 1).limit(PAGE).to_list(PAGE):
        owners = {document["_id"]: document for document in page}
        last = page[-1]["_id"]
        found.erased += await keys["erased"].count_documents({"_id": {"$in": list(owners)}})
        for owner, document in owners.items():
            found.wrapped_for[document.get("wrapped_for", "unnamed")] += 1
            found.cannot_open += not opens(private, owner, document)
        if store is not None:
            settled = [owner for owner, document in owners.items() if document["created"] < now - SETTLED]
            known = await store["ledger"].count_documents({"_id": {"$in": settled}})
            found.orphans += len(settled) - known
    return found


def opens(private: Keyring, owner: str, document: Document) -> bool:
    try:
        unwrapped(private, owner, document)
    except CannotOpen:
        return False
    return True
