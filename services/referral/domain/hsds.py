"""Entries in the form of Open Referral HSDS 3 (version 3.1), as its services with their organisation.

What HSDS has no field for travels as attributes whose `link_type` begins with `lotse:`.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.referral.domain import entry_text
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land

Document = dict[str, Any]
NAMES: Final = uuid.UUID("6a1f0c55-2f0b-4c5e-9c2f-7d3b1f4f7e10")
OURS: Final = "lotse:"
OURS_ONLY: Final = (
    "category",
    "level",
    "land",
    "needs",
    "subjects",
    "threat_kinds",
    "target_groups",
    "municipality_kinds",
    "excluded_groups",
    "excluded_persons",
    "response_days",
    "does_not",
    "phrase",
    "confidential_location",
    "capacity",
    "capacity_on",
    "released",
    "closed_until",
)
"""Fields that HSDS has no place for."""

PRIVATE: Final = ("mails", "ways", "assured_by")
"""For us: where our notices go, how a referral reaches the partner, who confirmed."""

GERMANY: Final = "Deutschland"
LOCAL_TIME: Final = "Ortszeit in Deutschland (Europe/Berlin)"


def page(entries: Sequence[Partner], number: int, size: int) -> Document:
    """One page of the list of services, with the header that HSDS's interface asks for. Pages count from 1."""
    pages = max(1, -(-len(entries) // size))
    shown = entries[(number - 1) * size : number * size]
    return {
        "total_items": len(entries),
        "total_pages": pages,
        "page_number": number,
        "size": len(shown),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not shown,
        "contents": [service(entry) for entry in shown],
    }


def service(entry: Partner, *, with_private: bool = False) -> Document:
    """`with_private`: for ourselves, to import it again; the location of a confidential one is never in it."""
    texts, attributes = entry_text.write(entry), OURS_ONLY + (PRIVATE if with_private else ())
    described = {
        "description": entry.note,
        "url": entry.web,
        "email": entry.public_mail,
        "eligibility_description": entry.eligibility,
        "alert": entry.does_not and f"Nicht: {entry.does_not}",
    }
    return {
        "id": entry.partner_id,
        "name": entry.name,
        "status": entry.status,
        "assured_date": entry.assured_on.isoformat(),
        **{name: text for name, text in described.items() if text},
        "organization": organisation(entry),
        "phones": [_part(entry, "phone", each.number, **_phone(each)) for each in entry.phones],
        "schedules": [
            _part(entry, "schedule", text, **_schedule(each))
            for each, text in zip(entry.openings, texts["openings"], strict=True)
        ],
        "service_areas": [_part(entry, "area", code, **area) for code, area in _areas(entry).items()],
        "languages": [_part(entry, "language", code, code=code) for code in texts["languages"]],
        "attributes": [
            _part(entry, name, text, link_type=OURS + name, link_entity="service", value=text)
            for name in attributes
            for text in texts[name]
        ],
    }


def organisation(entry: Partner) -> Document:
    """HSDS requires a description: without one of its own the organisation has its name there."""
    name = entry.organisation or entry.name
    return {"id": entry.organisation_id or str(uuid.uuid5(NAMES, entry.partner_id)), "name": name, "description": name}


def _phone(phone: Any) -> Document:
    return {"number": phone.number, "type": "voice"} | ({"description": phone.note} if phone.note else {})


def _schedule(opening: Any) -> Document:
    return {
        "freq": "WEEKLY",
        "byday": ",".join(opening.days),
        "opens_at": opening.opens,
        "closes_at": opening.closes,
        "description": LOCAL_TIME,
    }


def _areas(entry: Partner) -> Mapping[str, Document]:
    """By Gemeindeschlüssel or Land; the whole country where the entry names neither."""
    named = [*sorted(entry.places), *sorted(entry.areas)]
    if not named:
        return {"DE": {"name": GERMANY, "uri": "urn:lotse:area:DE"}}
    return {code: {"name": code, "uri": f"urn:lotse:area:{_kind_of(code)}:{code}"} for code in named}


def _kind_of(code: str) -> str:
    return "land" if code in set(Land) else "ags"


def _part(entry: Partner, kind: str, key: str, **fields: Any) -> Document:
    """With an id that is the same each time."""
    return {"id": str(uuid.uuid5(NAMES, f"{entry.partner_id}/{kind}/{key}")), **fields}
