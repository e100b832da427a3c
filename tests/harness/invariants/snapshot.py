"""The contents of the stores and of the client's history at one moment, from which invariants are computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.clock import now
from shared.contracts.cloudevent import CloudEvent, decode
from shared.store import Document, Store

BUS = ("ledger", "outbox", "parked", "dispatches", "gaps", "quarantine", "stops")
RETENTION = {
    "intake": ("contacts", "cases", "messages"),
    "referral": ("cases", "referrals", "handovers"),
    "notification": (),
    "statistics": ("cells", "contributions"),
}
KEYS = "keys"
REQUESTS = "requests"
"""A collection of the face's database."""

Lane = tuple[str, str]
"""Topic and key."""


@dataclass(frozen=True)
class Snapshot:
    taken: datetime
    stores: Mapping[str, Mapping[str, Sequence[Document]]]
    history: Sequence[Mapping[str, Any]] = ()
    exposed: Sequence[str] = ()
    """Places where a planted string was found."""

    def rows(self, service: str, collection: str) -> Sequence[Document]:
        return self.stores.get(service, {}).get(collection, ())

    def by_id(self, service: str, collection: str) -> dict[str, Document]:
        return {row["_id"]: row for row in self.rows(service, collection)}

    def erased(self, service: str) -> set[str]:
        return {row["_id"] for row in self.rows(service, "ledger") if "erased" in row}

    def said(self, service: str) -> Iterator["Said"]:
        """Yields all events in the service's outbox, each lane in order."""
        for row in sorted(self.rows(service, "outbox"), key=lambda row: (row["topic"], row["key"], row["sequence"])):
            yield Said(row, decode(row["body"]))

    def lanes(self, service: str) -> dict[Lane, list[Document]]:
        lanes: dict[Lane, list[Document]] = {}
        for row in self.rows(service, "outbox"):
            lanes.setdefault((row["topic"], row["key"]), []).append(row)
        return lanes


@dataclass(frozen=True)
class Said:
    row: Document = field(repr=False)
    envelope: CloudEvent

    @property
    def id(self) -> str:
        return self.envelope.id

    @property
    def fact(self) -> str:
        """The short name of the event's type: `case.opened` of `lotse.intake.case.opened.v1`."""
        return ".".join(self.envelope.type.split(".")[2:4])


async def take(
    stores: Mapping[str, Store],
    *,
    keys: Mapping[str, Store] | None = None,
    faces: Mapping[str, Store] | None = None,
    history: Iterable[Mapping[str, Any]] = (),
    exposed: Iterable[str] = (),
) -> Snapshot:
    at = now()
    read = {
        name: {each: await _all(store, each) for each in (*BUS, *RETENTION[name])} for name, store in stores.items()
    }
    for name, store in (keys or {}).items():
        read[name][KEYS] = await _all(store, KEYS)
    for name, store in (faces or {}).items():
        read[name][REQUESTS] = await _all(store, REQUESTS)
    return Snapshot(at, read, tuple(history), tuple(exposed))


async def _all(store: Store, collection: str) -> list[Document]:
    return await store[collection].find({}).to_list(None)
