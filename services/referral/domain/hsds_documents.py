"""Finds the services of an HSDS 3 document, with their organisation and parts, in each of the specification's forms.

These are: a service, an organisation with its services, a page of either, and the tables of a whole data set in one
document.
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
"""Tables whose rows belong to a service: the names inside a service, and of a single table."""

OURS_OF: Final[Mapping[str, str]] = {"schedules": "openings", "service_areas": "areas"}
"""Parts with another name in the directory: an error names the directory's field."""

TABLES: Final[Mapping[str, str]] = {"services": "service", "organizations": "organization", **PARTS}
BROKEN: Final = "broken"
"""A key that we add: whether the organisation that the service names is missing in the file."""


def services_of(document: Any) -> Iterator[Any]:
    """Yields services one by one, so that a reader may stop early. Raises Invalid where the document has none."""
    if is_data_set(document):
        yield from _joined(document)
        return
    listed = document.get("contents") if isinstance(document, dict) and "contents" in document else document
    if isinstance(listed, dict) and "name" in listed:
        listed = [listed]
    if not isinstance(listed, list):
        raise Invalid(sentence=NO_SERVICES)
    for each in listed:
        yield from _of(each)


def is_data_set(document: Any) -> bool:
    """Whether the document is tables by name. An organisation also has `services`, but has a name."""
    return isinstance(document, dict) and "name" not in document and isinstance(_rows(document, "services"), list)


def dangling(document: Document) -> Iterator[Row]:
    """Yields an error for each part of a service that the data set lacks; numbers go on after the last service."""
    services = _table(document, "services")
    there, number = {_named(row.get("id")) for row in services}, len(services)
    for name in PARTS:
        for row in _table(document, name):
            owner = _owner(row)
            if owner is not None and owner not in there:
                number += 1
                yield Row(number, "", wrong={OURS_OF.get(name, name): DANGLING})


def _of(listed: Any) -> Iterable[Any]:
    """Returns the service itself, or those of an organisation, each with the organisation's own fields."""
    if not isinstance(listed, dict) or not isinstance(listed.get("services"), list):
        return [listed]
    whose = {name: value for name, value in listed.items() if name != "services"}
    return [{"organization": whose, **each} if isinstance(each, dict) else each for each in listed["services"]]


def _rows(document: Document, name: str) -> Any:
    return document.get(name, document.get(TABLES[name]))


def _table(document: Document, name: str) -> list[Document]:
    rows = _rows(document, name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(document: Document) -> Iterator[Any]:
    """Yields each service with its organisation and parts; `BROKEN` is true where the organisation is missing.

    Each table is read once. Of two services with the same id, which is an error, the first gets the parts.
    """
    organisations = {_named(row.get("id")): row for row in _table(document, "organizations")}
    parts = {name: _by_owner(_table(document, name)) for name in PARTS}
    for service in _table(document, "services"):
        own = _named(service.get("id"))
        whose = _named(service.get("organization_id"))
        organisation = organisations.get(whose) if whose is not None else None
        broken = "organization_id" in service and organisation is None
        of_it = {name: by_owner.pop(own, []) for name, by_owner in parts.items()}
        yield {**service, **of_it, "organization": organisation, BROKEN: broken}


def _by_owner(rows: Iterable[Document]) -> dict[str | None, list[Document]]:
    """Leaves out rows that name no service: they belong to an organisation or a place."""
    found: dict[str | None, list[Document]] = {}
    for row in rows:
        if (owner := _owner(row)) is not None:
            found.setdefault(owner, []).append(row)
    return found


def _owner(row: Document) -> str | None:
    return _named(row.get("service_id", row.get("link_id")))


def _named(row_id: Any) -> str | None:
    """Returns an id as text, whatever its type; None where there is none."""
    return None if row_id is None else str(row_id)
