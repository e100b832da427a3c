"""The only room that knows MongoDB: references to safe contacts, mails asked for, and legal clocks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from services.notification.domain.deadlines import Clock
from services.notification.domain.telling import Delivery
from shared.bus import Transaction
from shared.store import RETENTION, DeleteOne, Document, Index, UpdateOne, saved

T = TypeVar("T")

SCHEMA: Final = 1
SAFE_CONTACTS: Final = "safe_contacts"
DELIVERIES: Final = "deliveries"
CLOCKS: Final = "clocks"
INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    SAFE_CONTACTS: (),
    DELIVERIES: (Index(("key", "audience", "-at")), Index(("contact_id",))),
    CLOCKS: (Index(("case_id", "proceeding_id")),),
}

_DELIVERY: Final = TypeAdapter(Delivery)
_CLOCK: Final = TypeAdapter(Clock)


async def keep_safe_contact(tx: Transaction, key: str, reference: str) -> None:
    change = _saved(tx, {"reference": reference})
    await tx[SAFE_CONTACTS].update_one({"_id": key}, change, upsert=True, session=tx.session)


async def forget_safe_contact(tx: Transaction, key: str) -> None:
    await tx[SAFE_CONTACTS].delete_one({"_id": key}, session=tx.session)


async def safe_contact(tx: Transaction, keys: Iterable[str]) -> str | None:
    """The reference known under the first of these keys that has one."""
    for key in keys:
        found = await tx[SAFE_CONTACTS].find_one({"_id": key}, session=tx.session)
        if found is not None:
            return str(found["reference"])
    return None


async def delivery(tx: Transaction, dispatch_id: str) -> Delivery | None:
    found = await tx[DELIVERIES].find_one({"_id": dispatch_id}, session=tx.session)
    return _read(_DELIVERY, found, "dispatch_id") if found is not None else None


async def last_told(tx: Transaction, key: str) -> Delivery | None:
    """The latest mail to this person that waits or was sent."""
    wanted = {"key": key, "audience": "person", "state": {"$in": ["waiting", "sent"]}}
    found = await tx[DELIVERIES].find_one(wanted, sort=[("at", -1)], session=tx.session)
    return _read(_DELIVERY, found, "dispatch_id") if found is not None else None


async def owed(tx: Transaction, key: str) -> list[Delivery]:
    """What the person of this case or contact could not be told yet, oldest first."""
    of_key = {"$or": [{"key": key, "audience": "person"}, {"contact_id": key}], "state": "owed"}
    cursor = tx[DELIVERIES].find(of_key, session=tx.session).sort("at", 1)
    return [_read(_DELIVERY, found, "dispatch_id") async for found in cursor]


async def save_delivery(tx: Transaction, told: Delivery) -> None:
    change = _saved(tx, _DELIVERY.dump_python(told, exclude={"dispatch_id"}))
    await tx[DELIVERIES].update_one({"_id": told.dispatch_id}, change, upsert=True, session=tx.session)


async def clocks(tx: Transaction, case_id: str, **wanted: str) -> list[Clock]:
    cursor = tx[CLOCKS].find({"case_id": case_id, **wanted}, session=tx.session).sort("proceeding_id", 1)
    return [_read(_CLOCK, found, "deadline_id") async for found in cursor]


async def replace_clocks(tx: Transaction, before: Iterable[Clock], after: Iterable[Clock]) -> None:
    kept = {clock.deadline_id: clock for clock in after}
    gone = [DeleteOne({"_id": clock.deadline_id}) for clock in before if clock.deadline_id not in kept]
    written = [UpdateOne({"_id": key}, _saved(tx, _fields(clock)), upsert=True) for key, clock in kept.items()]
    if gone or written:
        await tx[CLOCKS].bulk_write([*gone, *written], session=tx.session)


async def erase(tx: Transaction, key: str) -> None:
    await forget_safe_contact(tx, key)
    await tx[DELIVERIES].delete_many({"key": key}, session=tx.session)
    await tx[CLOCKS].delete_many({"case_id": key}, session=tx.session)


def _fields(clock: Clock) -> Document:
    """Days are kept as ISO text: a day has no time zone."""
    fields: Document = _CLOCK.dump_python(clock, mode="json", exclude={"deadline_id"})
    return fields


def _saved(tx: Transaction, fields: Document) -> Document:
    return saved(fields, schema=SCHEMA, erase_after=tx.now + RETENTION)


def _read(adapter: TypeAdapter[T], document: Document, identity: str) -> T:
    fields: dict[str, Any] = {**document, identity: document["_id"]}
    return adapter.validate_python(fields)
