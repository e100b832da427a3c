"""Reads entries from HSDS 3 JSON: services with their parts inside, or the tables of a whole data set."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from services.referral.domain.entry_import import UUID, Row
from services.referral.domain.entry_text import KINDS
from services.referral.domain.hsds import NAMES, OURS
from shared.errors import Invalid

Document = Mapping[str, Any]
UNREADABLE: Final = "Diese Datei ist nicht als HSDS-JSON lesbar."
NO_SERVICES: Final = "In dieser Datei stehen keine Angebote (services)."
PARTS: Final = ("phones", "schedules", "service_areas", "languages", "attributes")
"""Tables whose rows belong to a service."""

PLAIN: Final = {
    "name": "name",
    "description": "note",
    "url": "web",
    "email": "public_mail",
    "eligibility_description": "eligibility",
    "assured_date": "assured_on",
}
"""Fields of a service, and ours."""

AREA: Final = "urn:lotse:area:"
UNKNOWN_AREA: Final = (
    "Ein Gebiet (service_area) ist nicht erkannt: uri urn:lotse:area:land:NW oder urn:lotse:area:ags:05."
)
ONLY_WEEKLY: Final = "Nur wöchentliche Zeiten (freq WEEKLY mit byday, opens_at, closes_at) sind lesbar."


def read(text: str) -> Iterator[Row]:
    """Rows count the services. Raises Invalid where it is no JSON, or nothing in it is a list of services."""
    try:
        document = json.loads(text)
    except ValueError:
        raise Invalid(sentence=UNREADABLE) from None
    services = _services(document)
    for number, service in enumerate(services, start=1):
        yield _row(number, service) if isinstance(service, dict) else Row(number, "", wrong={"": UNREADABLE})
    yield from _dangling(document, len(services)) if _is_tabular(document) else ()


def _services(document: Any) -> list[Any]:
    if _is_tabular(document):
        return _joined(document)
    services = document.get("contents") if isinstance(document, dict) else document
    if not isinstance(services, list):
        raise Invalid(sentence=NO_SERVICES)
    return services


def _is_tabular(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("services"), list)


def _table(document: Document, name: str) -> list[Document]:
    rows = document.get(name) or []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(document: Document) -> list[Any]:
    """Each service with its organisation and parts. One whose organisation is not there says so."""
    organisations = {row.get("id"): row for row in _table(document, "organizations")}
    return [_with_parts(document, service, organisations) for service in _table(document, "services")]


def _with_parts(document: Document, service: Document, organisations: Mapping[Any, Document]) -> dict[str, Any]:
    parts = {name: [row for row in _table(document, name) if _owner(row) == service.get("id")] for name in PARTS}
    organisation = organisations.get(service.get("organization_id"))
    broken = "organization_id" in service and organisation is None
    return {**service, **parts, "organization": organisation, "broken": broken}


def _owner(row: Document) -> Any:
    return row.get("service_id", row.get("link_id"))


def _dangling(document: Document, services: int) -> Iterator[Row]:
    """Parts of services that the file does not have, after the last service."""
    there = {row.get("id") for row in _table(document, "services")}
    number = services
    for name in PARTS:
        for row in _table(document, name):
            if _owner(row) is not None and _owner(row) not in there:
                number += 1
                yield Row(number, "", wrong={name: "Gehört zu einem Angebot, das nicht in der Datei ist."})


def _row(number: int, service: Document) -> Row:
    if service.get("broken"):
        sentence = "Die Organisation (organization_id) ist nicht in der Datei."
        return Row(number, "", wrong={"organisation": sentence})
    texts = {ours: [str(service[name])] for name, ours in PLAIN.items() if service.get(name) is not None}
    wrong: dict[str, str] = {}
    texts |= _organisation(service)
    if "status" in service:
        texts["status"] = ["inactive" if service["status"] == "defunct" else str(service["status"])]
    for name, reading in READING.items():
        if isinstance(service.get(name), list):
            try:
                texts |= reading([each for each in service[name] if isinstance(each, dict)])
            except (KeyError, ValueError, AttributeError) as error:
                wrong[name] = str(error) if isinstance(error, NotOurs) else UNREADABLE
    return Row(number, _id(service.get("id")), texts, wrong or ({} if service.get("id") else {"id": "Die id fehlt."}))


class NotOurs(ValueError):
    """A value that HSDS allows and the directory has no place for; the text is the sentence."""


def _id(given: Any) -> str:
    """Another system's id that is no UUID becomes one, the same each time."""
    text = str(given or "").lower()
    return text if not text or UUID.fullmatch(text) else str(uuid.uuid5(NAMES, text))


def _organisation(service: Document) -> dict[str, list[str]]:
    """None of its own where we made its id from the service's."""
    organisation = service.get("organization")
    if not isinstance(organisation, dict):
        return {}
    given, made = _id(organisation.get("id")), str(uuid.uuid5(NAMES, _id(service.get("id"))))
    own = given and given != made
    return {
        "organisation": [str(organisation.get("name", ""))] if own else [],
        "organisation_id": [given] if own else [],
    }


def _phones(rows: Iterable[Document]) -> dict[str, list[str]]:
    return {"phones": ["; ".join(filter(None, (row["number"], row.get("description", "")))) for row in rows]}


def _openings(rows: Iterable[Document]) -> dict[str, list[str]]:
    texts = []
    for row in rows:
        if row.get("freq") != "WEEKLY" or not {"byday", "opens_at", "closes_at"} <= row.keys():
            raise NotOurs(ONLY_WEEKLY)
        texts.append(f"{row['byday'].replace(' ', '')} {row['opens_at'][:5]}-{row['closes_at'][:5]}")
    return {"openings": texts}


def _areas(rows: Iterable[Document]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"areas": [], "places": []}
    for row in rows:
        kind, _, code = str(row.get("uri", "")).removeprefix(AREA).partition(":")
        if kind in ("land", "ags") and code:
            found["areas" if kind == "land" else "places"].append(code)
        elif kind != "DE":
            raise NotOurs(UNKNOWN_AREA)
    return found


def _languages(rows: Iterable[Document]) -> dict[str, list[str]]:
    return {"languages": [row["code"] for row in rows]}


def _attributes(rows: Iterable[Document]) -> dict[str, list[str]]:
    """Ours; of a field of ours that has none the entry keeps what it has."""
    found: dict[str, list[str]] = {}
    for row in rows:
        name = str(row.get("link_type", "")).removeprefix(OURS)
        if str(row.get("link_type", "")).startswith(OURS) and name in KINDS:
            found.setdefault(name, []).append(str(row["value"]))
    return found


READING: Final = {
    "phones": _phones,
    "schedules": _openings,
    "service_areas": _areas,
    "languages": _languages,
    "attributes": _attributes,
}
