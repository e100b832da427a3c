"""The only room that knows MongoDB: referral's documents, read and written inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from services.referral.domain.access import Access
from services.referral.domain.case import Case
from services.referral.domain.handover import Handover
from services.referral.domain.life import Referral
from services.referral.domain.matching import Matching
from services.referral.domain.partner import Partner
from services.referral.domain.proceeding import Proceeding
from shared.bus import Transaction
from shared.errors import NotFound
from shared.store import RETENTION, Document, Index, saved

T = TypeVar("T")

SCHEMA: Final = 1
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {
    "partners": (Index(("topic",), unique=True),),
    "access": (Index(("token_hash",), unique=True),),
    "cases": (Index(("closed",)),),
    "matchings": (),
    "handovers": (Index(("case_id",)),),
    "referrals": (
        Index(("case_id", "changed_at")),
        Index(("reference",), unique=True),
        Index(("handover_id",), unique=True),
        Index(("partner_id", "reference")),
    ),
    "packages": (Index(("case_id",)),),
    "proceedings": (Index(("case_id",)),),
}
OF_A_CASE: Final = ("handovers", "referrals", "packages", "proceedings")
PERSONS: Final = (Case, Handover, Referral, Proceeding)
IDENTITY: Final[Mapping[type[Any], tuple[str, str]]] = {
    Partner: ("partners", "partner_id"),
    Access: ("access", "partner_id"),
    Case: ("cases", "case_id"),
    Handover: ("handovers", "handover_id"),
    Referral: ("referrals", "referral_id"),
    Proceeding: ("proceedings", "proceeding_id"),
}


ADAPTERS: Final[Mapping[type[Any], TypeAdapter[Any]]] = {kind: TypeAdapter(kind) for kind in (*IDENTITY, Matching)}


async def find(tx: Transaction, kind: type[T], identity: str) -> T | None:
    collection, _ = IDENTITY[kind]
    return _read(kind, await tx[collection].find_one({"_id": identity}, session=tx.session))


async def get(tx: Transaction, kind: type[T], identity: str) -> T:
    return there(await find(tx, kind, identity))


async def find_by(tx: Transaction, kind: type[T], **values: object) -> T | None:
    collection, _ = IDENTITY[kind]
    return _read(kind, await tx[collection].find_one(values, session=tx.session))


async def every(tx: Transaction, kind: type[T], order: str | None = None, **values: object) -> list[T]:
    collection, _ = IDENTITY[kind]
    cursor = tx[collection].find(values, session=tx.session)
    if order:
        cursor = cursor.sort(order, 1)
    return [ADAPTERS[kind].validate_python(document) async for document in cursor]


async def shown_to(tx: Transaction, partner_id: str, after: str, limit: int) -> list[Referral]:
    """A partner's referrals by reference; those in preparation and the cold ones are not for its eyes."""
    shown = {"partner_id": partner_id, "reference": {"$gt": after}, "kind": "warm", "state": {"$ne": "preparing"}}
    cursor = tx["referrals"].find(shown, session=tx.session).sort("reference", 1).limit(limit)
    return [ADAPTERS[Referral].validate_python(document) async for document in cursor]


async def put(tx: Transaction, value: Any) -> None:
    collection, name = IDENTITY[type(value)]
    identity = getattr(value, name)
    ends = tx.now + RETENTION if type(value) in PERSONS else None
    await _save(tx, collection, identity, _written(value), ends)


async def put_matching(tx: Transaction, case_id: str, matching: Matching) -> None:
    await _save(
        tx, "matchings", case_id, _written(matching) | {"case_id": case_id, "made_at": tx.now}, tx.now + RETENTION
    )


async def matching_of(tx: Transaction, case_id: str) -> Matching | None:
    return _read(Matching, await tx["matchings"].find_one({"_id": case_id}, session=tx.session))


async def put_sealed(tx: Transaction, referral: Referral, content: Document) -> None:
    package = {"case_id": referral.case_id, "content": content}
    await _save(tx, "packages", referral.referral_id, package, tx.now + RETENTION)


async def sealed_of(tx: Transaction, referral: Referral) -> Document | None:
    found = await tx["packages"].find_one({"_id": referral.referral_id}, session=tx.session)
    return found["content"] if found else None


async def drop_sealed(tx: Transaction, referral: Referral) -> None:
    await tx["packages"].delete_one({"_id": referral.referral_id}, session=tx.session)


async def erase(tx: Transaction, case_id: str) -> None:
    for collection in OF_A_CASE:
        await tx[collection].delete_many({"case_id": case_id}, session=tx.session)
    for collection in ("cases", "matchings"):
        await tx[collection].delete_one({"_id": case_id}, session=tx.session)


def there(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def _read(kind: type[T], document: Document | None) -> T | None:
    return None if document is None else ADAPTERS[kind].validate_python(document)


async def _save(tx: Transaction, collection: str, identity: str, fields: Document, ends: datetime | None) -> None:
    change = saved(fields, schema=SCHEMA, erase_after=ends)
    await tx[collection].update_one({"_id": identity}, change, upsert=True, session=tx.session)


def _written(value: Any) -> Document:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return _written(value) if hasattr(value, "__dataclass_fields__") else value
