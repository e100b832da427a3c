"""Entries in the form of Open Referral HSDS 3 (version 3.1), as its services with their organisation.

Fields that HSDS lacks travel as attributes whose `link_type` begins with `lotse:`; so does the exact text of a field
that HSDS has in another form (hsds_forms).
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.referral.domain import entry_text
from services.referral.domain.hsds_forms import FORMS, NAMES, as_mail, as_time, as_uri, as_uuid
from services.referral.domain.opening import Opening
from services.referral.domain.partner import Partner, Phone
from shared.contracts.vocabulary import Land

Document = dict[str, Any]
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
"""Fields for us only: where our notices go, how a referral reaches the partner, who confirmed the entry."""

GERMANY: Final = "Deutschland"
LOCAL_TIME: Final = "Ortszeit in Deutschland (Europe/Berlin)"
CLOSED: Final = "Vorübergehend geschlossen."
LABELS: Final[Mapping[str, str]] = {"does_not": "Was die Stelle nicht tut"}
"""Labels of attributes that users of other directories should be able to read."""


def page(entries: Sequence[Partner], number: int, size: int, today: date) -> Document:
    """Returns one page of the list of services, with the header that HSDS's interface requires. Pages count from 1."""
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
        "contents": [public_service(entry, today) for entry in shown],
    }


def public_service(entry: Partner, today: date) -> Document:
    """Returns the entry for everybody: one that was closed until a past day is shown as open."""
    is_open_again = entry.status == "temporarily closed" and not entry.is_closed(today)
    return _service(entry.model_copy(update={"status": "active", "closed_until": None}) if is_open_again else entry)


def private_service(entry: Partner) -> Document:
    """Returns the entry for ourselves, to be imported again without a change. As for everybody, a confidential location
    is not in it.
    """
    return _service(entry, PRIVATE)


def _service(entry: Partner, private: Sequence[str] = ()) -> Document:
    texts = entry_text.write(entry)
    attributes = [*OURS_ONLY, *private, *(name for name in FORMS if _is_otherwise(name, texts[name]))]
    described = {
        "description": entry.note,
        "url": as_uri(entry.web),
        "email": as_mail(entry.public_mail),
        "eligibility_description": entry.eligibility,
        "alert": _alert(entry),
    }
    return {
        "id": entry.partner_id,
        "name": entry.name,
        "status": entry.status,
        "assured_date": entry.assured_on.isoformat(),
        **{name: text for name, text in described.items() if text},
        "organization": organisation(entry),
        "phones": [
            _part(entry, "phone", text, **_phone(each))
            for each, text in zip(entry.phones, texts["phones"], strict=True)
        ],
        "schedules": [
            _part(entry, "schedule", text, **_schedule(each))
            for each, text in zip(entry.openings, texts["openings"], strict=True)
        ],
        "service_areas": [_part(entry, "area", code, **area) for code, area in _areas(entry).items()],
        "languages": [_part(entry, "language", code, code=code) for code in texts["languages"]],
        "attributes": [_attribute(entry, name, text) for name in attributes for text in texts[name]],
    }


def _is_otherwise(name: str, texts: list[str]) -> bool:
    return any(FORMS[name](text) != text for text in texts)


def _attribute(entry: Partner, name: str, text: str) -> Document:
    told = {"link_type": OURS + name, "link_entity": "service", "value": text}
    return _part(entry, name, text, **told, **({"label": LABELS[name]} if name in LABELS else {}))


def _alert(entry: Partner) -> str:
    """Returns HSDS's field for what holds for a short time: that the partner is closed."""
    if entry.status != "temporarily closed":
        return ""
    return f"{CLOSED} Wieder offen ab {entry.closed_until:%d.%m.%Y}." if entry.closed_until else CLOSED


def organisation(entry: Partner) -> Document:
    """HSDS requires a description: it is the name, as the directory has no description of an organisation."""
    name, named = entry.organisation or entry.name, entry.organisation_id
    return {"id": as_uuid(named) if named else made_id(entry.partner_id), "name": name, "description": name}


def made_id(service_id: str) -> str:
    """Returns an id for the organisation of a service that names none."""
    return str(uuid.uuid5(NAMES, service_id))


def _phone(phone: Phone) -> Document:
    return {"number": phone.number, "type": "voice"} | ({"description": phone.note} if phone.note else {})


def _schedule(opening: Opening) -> Document:
    """Leaves out the offset from UTC, which changes twice a year."""
    return {
        "freq": "WEEKLY",
        "byday": ",".join(opening.days),
        "opens_at": opening.opens,
        "closes_at": as_time(opening.closes),
        "notes": LOCAL_TIME,
    }


def _areas(entry: Partner) -> Mapping[str, Document]:
    """Returns areas by Gemeindeschlüssel or Land; the whole country where the entry names neither."""
    named = [*sorted(entry.places), *sorted(entry.areas)]
    if not named:
        return {"DE": {"name": GERMANY, "uri": "urn:lotse:area:DE"}}
    return {code: {"name": code, "uri": f"urn:lotse:area:{_kind_of(code)}:{code}"} for code in named}


def _kind_of(code: str) -> str:
    return "land" if code in set(Land) else "ags"


def _part(entry: Partner, kind: str, key: str, **fields: Any) -> Document:
    """Adds an id that is the same each time."""
    return {"id": str(uuid.uuid5(NAMES, f"{entry.partner_id}/{kind}/{key}")), **fields}
