"""The fields of Open Referral HSDS that a service of the directory can have, as JSON schemas: a transcript with source.

Source: the repository openreferral/specification, `schema/*.json` at commit 149f77cdef6e8a2d617114a0ad31d3861a3bfe8a
(service, organization, phone, schedule, service_area, language, attribute; HSDS 3.1 and the branch of 3.2), and `Page`
of `schema/openapi.json` at commit 0adc618fc73f0f867a9a878f79bfa7f188876bde. Licence: CC BY-SA 4.0, "Human Services Data
Specification: an Open Referral resource (https://openreferral.org/)".

It holds names, types, formats, enumerations and required fields, read there one by one, and no sentence of the
specification; its own files are not part of this project (decision 112). What is stricter than they are:

- an object has no fields that the specification does not list,
- what it gives the type `date` or `time` in a data package (there, in JSON, any string) has that form,
- `freq`, `wkst` and the type of a phone have the words that its descriptions name.
"""

from typing import Any, Final

from jsonschema_rs import Draft202012Validator

Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": "string"}
NAME: Final[Schema] = {"type": "string", "minLength": 1}
NUMBER: Final[Schema] = {"type": "number"}
ID: Final[Schema] = {"type": "string", "format": "uuid"}
URI: Final[Schema] = {"type": "string", "format": "uri"}
MAIL: Final[Schema] = {"type": "string", "format": "email"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
TIME: Final[Schema] = {
    "type": "string",
    "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][0-9]{2}:[0-9]{2})?$",
}
OTHER: Final[Schema] = {"type": "object", "required": ["id"]}
"""An object of the specification whose fields are not transcribed: the directory writes none."""


def many(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def table(required: str, **fields: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"id": ID} | fields,
        "required": ["id", *required.split()],
        "additionalProperties": False,
    }


ATTRIBUTE: Final = table(
    "",
    link_id=ID,
    taxonomy_term_id=ID,
    link_type=TEXT,
    link_entity=TEXT,
    value=TEXT,
    taxonomy_term=OTHER,
    metadata=many(OTHER),
    label=TEXT,
)
EVERYWHERE: Final = {"attributes": many(ATTRIBUTE), "metadata": many(OTHER)}
LANGUAGE: Final = table("", service_id=ID, location_id=ID, phone_id=ID, name=TEXT, code=TEXT, note=TEXT, **EVERYWHERE)
PHONE: Final = table(
    "number",
    location_id=ID,
    service_id=ID,
    organization_id=ID,
    contact_id=ID,
    service_at_location_id=ID,
    number=TEXT,
    extension=NUMBER,
    type={"enum": ["text", "voice", "fax", "cell", "video", "pager", "textphone"]},
    description=TEXT,
    languages=many(LANGUAGE),
    **EVERYWHERE,
)
WEEKDAYS: Final = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SCHEDULE: Final = table(
    "",
    service_id=ID,
    location_id=ID,
    service_at_location_id=ID,
    valid_from=DAY,
    valid_to=DAY,
    dtstart=DAY,
    timezone=NUMBER,
    until=DAY,
    count=NUMBER,
    wkst={"enum": WEEKDAYS},
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    interval=NUMBER,
    byday={"type": "string", "pattern": f"^-?[0-9]*({'|'.join(WEEKDAYS)})(,-?[0-9]*({'|'.join(WEEKDAYS)}))*$"},
    byweekno=TEXT,
    bymonthday=TEXT,
    byyearday=TEXT,
    description=TEXT,
    opens_at=TIME,
    closes_at=TIME,
    schedule_link=URI,
    attending_type=TEXT,
    notes=TEXT,
    **EVERYWHERE,
)
SERVICE_AREA: Final = table(
    "",
    service_id=ID,
    service_at_location_id=ID,
    name=TEXT,
    description=TEXT,
    extent=TEXT,
    extent_type=TEXT,
    uri=URI,
    **EVERYWHERE,
)
ORGANISATION: Final = table(
    "name description",
    name=NAME,
    alternate_name=TEXT,
    description=TEXT,
    email=MAIL,
    website=URI,
    additional_websites=many(OTHER),
    tax_status=TEXT,
    tax_id=TEXT,
    year_incorporated=NUMBER,
    legal_status=TEXT,
    logo=TEXT,
    uri=URI,
    parent_organization_id=ID,
    funding=many(OTHER),
    contacts=many(OTHER),
    phones=many(PHONE),
    locations=many(OTHER),
    programs=many(OTHER),
    organization_identifiers=many(OTHER),
    **EVERYWHERE,
)
SERVICE: Final = table(
    "name status",
    organization_id=ID,
    program_id=ID,
    name=NAME,
    alternate_name=TEXT,
    description=TEXT,
    url=URI,
    additional_urls=many(OTHER),
    email=MAIL,
    status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    interpretation_services=TEXT,
    application_process=TEXT,
    fees_description=TEXT,
    wait_time=TEXT,
    fees=TEXT,
    accreditations=TEXT,
    eligibility_description=TEXT,
    minimum_age=NUMBER,
    maximum_age=NUMBER,
    assured_date=DAY,
    assurer_email=MAIL,
    licenses=TEXT,
    alert=TEXT,
    last_modified=MOMENT,
    phones=many(PHONE),
    schedules=many(SCHEDULE),
    service_areas=many(SERVICE_AREA),
    service_at_locations=many(OTHER),
    languages=many(LANGUAGE),
    organization=ORGANISATION,
    funding=many(OTHER),
    cost_options=many(OTHER),
    program=OTHER,
    required_documents=many(OTHER),
    contacts=many(OTHER),
    capacities=many(OTHER),
    **EVERYWHERE,
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
}
PAGE: Final[Schema] = {
    "type": "object",
    "properties": {**HEAD, "contents": many(SERVICE)},
    "required": [*HEAD, "contents"],
    "additionalProperties": False,
}
"""The specification requires `empty` alone; a page of ours says all."""


def faults(schema: Schema, document: Any) -> list[str]:
    """Where the document is otherwise, formats included."""
    check = Draft202012Validator(schema, validate_formats=True)
    return [f"{'/'.join(map(str, each.instance_path))}: {each.message}" for each in check.iter_errors(document)]
