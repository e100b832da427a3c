"""The services of an HSDS 3 document with their organisation and parts, whichever of its forms it has.

Those of the specification: a service, an organisation with its services, a page of either, and the tables of a whole
data set in one document.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from services.referral.domain.entry_import import Row
from shared.errors import Invalid

Document = Mapping[str, Any]
NO_SERVICES: Final = "In dieser Datei stehen keine Angebote (services)."
DANGLING: Final = "Gehört zu einem Angebot, das nicht in der Datei ist."
PARTS: Final[Mapping[str, str]] = {
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "attributes": "attribute",
}
"""Tables whose rows belong to a service, as they are called inside of one, and alone."""

OURS_OF: Final[Mapping[str, str]] = {"schedules": "openings", "service_areas": "areas"}
"""Parts that are called otherwise in the directory: an error names its field."""

TABLES: Final[Mapping[str, str]] = {"services": "service", "organizations": "organization", **PARTS}
BROKEN: Final = "broken"
"""A key of ours: the organisation that the service names is not in the file."""


def services_of(document: Any) -> list[Any]:
    """Raises Invalid where nothing in it is a service."""
    if is_data_set(document):
        return _joined(document)
    listed = document.get("contents") if isinstance(document, dict) and "contents" in document else document
    if isinstance(listed, dict) and "name" in listed:
        listed = [listed]
    if not isinstance(listed, list):
        raise Invalid(sentence=NO_SERVICES)
    return [service for each in listed for service in _of(each)]


def is_data_set(document: Any) -> bool:
    """Tables by name. An organisation has a name and its services inside."""
    return isinstance(document, dict) and "name" not in document and isinstance(_rows(document, "services"), list)


def dangling(document: Document) -> Iterator[Row]:
    """Parts of services that the data set does not have, counted on after the last service."""
    services = _table(document, "services")
    there, number = {row.get("id") for row in services}, len(services)
    for name in PARTS:
        for row in _table(document, name):
            if _owner(row) is not None and _owner(row) not in there:
                number += 1
                yield Row(number, "", wrong={OURS_OF.get(name, name): DANGLING})


def _of(listed: Any) -> Iterable[Any]:
    """The service itself, or those of an organisation, with what it says of itself."""
    if not isinstance(listed, dict) or not isinstance(listed.get("services"), list):
        return [listed]
    whose = {name: value for name, value in listed.items() if name != "services"}
    return [{"organization": whose, **each} if isinstance(each, dict) else each for each in listed["services"]]


def _rows(document: Document, name: str) -> Any:
    return document.get(name, document.get(TABLES[name]))


def _table(document: Document, name: str) -> list[Document]:
    rows = _rows(document, name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(document: Document) -> list[Any]:
    """Each service with its organisation and parts. One whose organisation is not there says so."""
    organisations = {row.get("id"): row for row in _table(document, "organizations")}
    return [_with_parts(document, service, organisations) for service in _table(document, "services")]


def _with_parts(document: Document, service: Document, organisations: Mapping[Any, Document]) -> dict[str, Any]:
    parts = {name: [row for row in _table(document, name) if _owner(row) == service.get("id")] for name in PARTS}
    organisation = organisations.get(service.get("organization_id"))
    broken = "organization_id" in service and organisation is None
    return {**service, **parts, "organization": organisation, BROKEN: broken}


def _owner(row: Document) -> Any:
    return row.get("service_id", row.get("link_id"))
