"""Reads entries from HSDS 3 JSON. A value that the directory cannot hold is an error of its row, in
each field we read.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from services.referral.domain.entry_import import Row
from services.referral.domain.entry_text import KINDS
from services.referral.domain.hsds import OURS, made_id
from services.referral.domain.hsds_documents import BROKEN, OURS_OF, Document, dangling, is_data_set, services_of
from services.referral.domain.hsds_forms import FORMS, as_uuid
from shared.errors import Invalid

UNREADABLE: Final = "Diese Datei ist nicht als HSDS-JSON lesbar."
NO_ORGANISATION: Final = "Die Organisation (organization_id) ist nicht in der Datei."
PLAIN: Final = {
    "name": "name",
    "description": "note",
    "url": "web",
    "email": "public_mail",
    "eligibility_description": "eligibility",
    "assured_date": "assured_on",
}
"""Fields of a service in HSDS, and ours."""

AREA: Final = "urn:lotse:area:"
UNKNOWN_AREA: Final = (
    "Ein Gebiet (service_area) ist nicht erkannt: uri urn:lotse:area:land:NW oder urn:lotse:area:ags:05."
)
ONLY_WEEKLY: Final = (
    "Nur Zeiten, die jede Woche gelten, sind lesbar: freq WEEKLY mit byday, opens_at und closes_at, ohne interval, "
    "count, until, valid_to, byweekno, bymonthday und byyearday."
)
ONLY_LOCAL: Final = "Nur Uhrzeiten in deutscher Ortszeit sind lesbar, wie 09:00: ohne timezone, Z oder +01:00."
NO_NUMBER: Final = "Ein Telefon (phone) hat keine Nummer (number)."
NO_TEXT: Final = "Eine id muss ein Text sein."
NO_CODE: Final = "Eine Sprache (language) hat keinen code nach ISO 639, wie de."
NOT_EVERY_WEEK: Final = ("count", "until", "valid_to", "byweekno", "bymonthday", "byyearday")
LOCAL: Final = re.compile(r"([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?")
FOR_VOICES: Final = (None, "", "voice", "cell")
"""Types of a phone on which somebody talks; others, such as fax, are not taken over."""


def read(text: str) -> Iterator[Row]:
    """Yields rows, numbered by service. Raises Invalid for a text that is no JSON, or has no service."""
    document = _document(text)
    for number, service in enumerate(services_of(document), start=1):
        yield _row(number, service) if isinstance(service, dict) else Row(number, "", wrong={"": UNREADABLE})
    yield from dangling(document) if is_data_set(document) else ()


def _document(text: str) -> Any:
    """Raises Invalid also for lone surrogates, which JSON can escape: a text with them cannot be stored."""
    try:
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Invalid(sentence=UNREADABLE) from None
    return document


def _row(number: int, service: Document) -> Row:
    if service.get(BROKEN):
        return Row(number, "", wrong={"organisation": NO_ORGANISATION})
    texts = {ours: [str(service[name])] for name, ours in PLAIN.items() if service.get(name) is not None}
    wrong = _wrong_ids(service)
    texts |= _organisation(service)
    if "status" in service:
        texts["status"] = ["inactive" if service["status"] == "defunct" else str(service["status"])]
    for name, reading in READING.items():
        if isinstance(service.get(name), list):
            try:
                texts |= reading([each for each in service[name] if isinstance(each, dict)])
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                wrong[OURS_OF.get(name, name)] = str(error) if isinstance(error, NotOurs) else UNREADABLE
    if not wrong and not service.get("id"):
        wrong["id"] = "Die id fehlt."
    return Row(number, as_uuid(str(service.get("id") or "")), _exact(texts), wrong)


def _wrong_ids(service: Document) -> dict[str, str]:
    """Returns errors for ids that are lists or objects: as text they would become the id of an entry."""
    organisation = service.get("organization")
    named = {"id": service, "organisation": organisation if isinstance(organisation, dict) else {}}
    return {ours: NO_TEXT for ours, of in named.items() if isinstance(of.get("id"), list | dict)}


class NotOurs(ValueError):
    """A value that HSDS allows and the directory has no place for; the text is the sentence that is shown."""


def _organisation(service: Document) -> dict[str, list[str]]:
    """Leaves out an id that we made from the service's, and a name that equals the service's."""
    organisation = service.get("organization")
    if not isinstance(organisation, dict):
        return {}
    given, name = as_uuid(str(organisation.get("id") or "")), str(organisation.get("name") or "")
    own = given != made_id(as_uuid(str(service.get("id") or "")))
    return {
        "organisation": [name] if name != service.get("name") else [],
        "organisation_id": [given] if given and own else [],
    }


def _phones(rows: Iterable[Document]) -> dict[str, list[str]]:
    """Puts the extension into the note: a number with it cannot be dialled."""
    texts = []
    for row in rows:
        number = str(row.get("number") or "").strip(' "')
        if not number:
            raise NotOurs(NO_NUMBER)
        if row.get("type") in FOR_VOICES:
            extension = f"Durchwahl {row['extension']}" if row.get("extension") is not None else ""
            note = ", ".join(filter(None, (extension, str(row.get("description") or ""))))
            texts.append("; ".join(filter(None, (number, note))))
    return {"phones": texts}


def _openings(rows: Iterable[Document]) -> dict[str, list[str]]:
    """Raises NotOurs for times that do not hold every week. The day of their beginning is ignored:
    it counts as past.
    """
    texts = []
    for row in rows:
        if row.get("freq") != "WEEKLY" or not {"byday", "opens_at", "closes_at"} <= row.keys():
            raise NotOurs(ONLY_WEEKLY)
        if row.get("interval") not in (None, 1) or any(row.get(name) is not None for name in NOT_EVERY_WEEK):
            raise NotOurs(ONLY_WEEKLY)
        times = (row["opens_at"], row["closes_at"])
        if row.get("timezone") is not None or not all(LOCAL.fullmatch(each) for each in times):
            raise NotOurs(ONLY_LOCAL)
        texts.append(f"{row['byday'].replace(' ', '')} {times[0][:5]}-{times[1][:5]}")
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
    codes = [str(row.get("code") or "") for row in rows]
    if not all(codes):
        raise NotOurs(NO_CODE)
    return {"languages": codes}


def _attributes(rows: Iterable[Document]) -> dict[str, list[str]]:
    """Returns our attributes by field; a field without one is absent, so the entry keeps its value."""
    found: dict[str, list[str]] = {}
    for row in rows:
        kind = str(row.get("link_type", ""))
        name = kind.removeprefix(OURS)
        if kind.startswith(OURS) and name in KINDS:
            found.setdefault(EXACTLY + name if name in FORMS else name, []).append(str(row["value"]))
    return found


EXACTLY: Final = "exactly "
"""Prefix of a field name for the exact text that travels beside the field of HSDS."""


def _exact(texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Takes the exact text where the field still has the same value; otherwise the field was changed, and wins."""
    plain = {name: text for name, text in texts.items() if not name.startswith(EXACTLY)}
    for name, form in FORMS.items():
        exact = texts.get(EXACTLY + name)
        if exact and [said for said in map(form, exact) if said] == plain.get(name, []):
            plain[name] = exact
    return plain


READING: Final[Mapping[str, Callable[[Iterable[Document]], dict[str, list[str]]]]] = {
    "phones": _phones,
    "schedules": _openings,
    "service_areas": _areas,
    "languages": _languages,
    "attributes": _attributes,
}
