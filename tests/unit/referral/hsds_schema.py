"""A JSON schema of the parts of Open Referral HSDS 3.1 that the directory writes.

Written by us from the specification's lists of fields, required fields and enumerations (service, organization, phone,
schedule, service_area, language, attribute, and the header of a list); it is not the specification's own file, which no
package registry has. An object may have no fields that the specification does not list.
"""

from typing import Any, Final

Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": "string"}
UUID: Final[Schema] = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
TIME: Final[Schema] = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]"}


def table(required: tuple[str, ...], **fields: Schema) -> Schema:
    properties = {"id": UUID} | fields
    return {"type": "object", "properties": properties, "required": ["id", *required], "additionalProperties": False}


def many(of: Schema) -> Schema:
    return {"type": "array", "items": of}


ATTRIBUTE: Final = table(
    (), link_id=UUID, taxonomy_term_id=UUID, link_type=TEXT, link_entity=TEXT, value=TEXT, label=TEXT
)
PHONE: Final = table(
    ("number",),
    service_id=UUID,
    number={"type": "string", "minLength": 1},
    extension={"type": "number"},
    type={"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]},
    description=TEXT,
)
SCHEDULE: Final = table(
    (),
    service_id=UUID,
    valid_from=DAY,
    valid_to=DAY,
    dtstart=DAY,
    timezone={"type": "number"},
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    interval={"type": "number"},
    byday={"type": "string", "pattern": "^-?[0-9]*(MO|TU|WE|TH|FR|SA|SU)(,-?[0-9]*(MO|TU|WE|TH|FR|SA|SU))*$"},
    description=TEXT,
    opens_at=TIME,
    closes_at=TIME,
    notes=TEXT,
)
SERVICE_AREA: Final = table((), service_id=UUID, name=TEXT, description=TEXT, extent=TEXT, extent_type=TEXT, uri=TEXT)
LANGUAGE: Final = table((), service_id=UUID, name=TEXT, code={"type": "string", "pattern": "^[a-z]{2,3}$"}, note=TEXT)
ORGANISATION: Final = table(
    ("name", "description"),
    name={"type": "string", "minLength": 1},
    alternate_name=TEXT,
    description=TEXT,
    email={"type": "string", "format": "email"},
    website={"type": "string", "format": "uri"},
    uri={"type": "string", "format": "uri"},
    legal_status=TEXT,
)
SERVICE: Final = table(
    ("name", "status"),
    organization_id=UUID,
    name={"type": "string", "minLength": 1},
    alternate_name=TEXT,
    description=TEXT,
    url={"type": "string", "format": "uri"},
    email={"type": "string", "format": "email"},
    status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    application_process=TEXT,
    eligibility_description=TEXT,
    assured_date=DAY,
    assurer_email={"type": "string", "format": "email"},
    alert=TEXT,
    organization=ORGANISATION,
    phones=many(PHONE),
    schedules=many(SCHEDULE),
    service_areas=many(SERVICE_AREA),
    languages=many(LANGUAGE),
    attributes=many(ATTRIBUTE),
)
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
HEAD: Final[Schema] = {
    "total_items": COUNT,
    "total_pages": COUNT,
    "page_number": COUNT,
    "size": COUNT,
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
    "contents": many(SERVICE),
}
PAGE: Final[Schema] = {"type": "object", "properties": HEAD, "required": [*HEAD], "additionalProperties": False}
