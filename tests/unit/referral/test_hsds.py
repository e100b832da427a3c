"""What we write is HSDS 3 by its own fields, also at the edges; what its documents say is read whole."""

import json
from datetime import date
from typing import Any, Final

import pytest

from services.referral.commands import read_directory
from services.referral.directory_api import EXAMPLE
from services.referral.domain import hsds, hsds_reading
from services.referral.domain.entry_import import Plan, plan
from services.referral.domain.entry_text import LONGEST
from services.referral.domain.hsds_documents import DANGLING, dangling, services_of
from services.referral.domain.opening import Opening
from services.referral.domain.partner import Partner, Phone, blank
from services.referral.handlers.supervisor import import_entries
from shared.contracts.vocabulary import Land, Need, TargetGroup
from shared.errors import Invalid
from tests.contracts.hsds_fields import PAGE, SERVICE, faults
from tests.harness.services.referral import DIRECTORY
from tests.unit.referral.given import partner

DEMO: Final = read_directory(json.loads(DIRECTORY.read_text())["partners"])
TODAY: Final = date(2026, 11, 28)
ID: Final = "5f6bd6a9-6a8e-4f0e-8a35-0c1f5c1f3b55"
OF_ANOTHER: Final = "0b8a3b62-8a55-4c3e-9a1b-6c3f0c1c7a11"
DAY_AND_NIGHT: Final = (Opening(days=("MO", "SU"), opens="00:00", closes="24:00"),)


def entry(**changes: Any) -> Partner:
    return partner(ID, **changes).model_copy(update={"name": "Beratung Gezeiten"})


CLOSED: Final = entry(status="temporarily closed", closed_until=date(2026, 12, 5))
EDGES: Final = {
    "a new one": blank(ID, "opaque", TODAY).model_copy(update={"name": "Neu"}),
    "without phones": entry(phones=()),
    "one number twice": entry(phones=(Phone(number="030 23125001"), Phone(number="030 23125001", note="nachts"))),
    "confidential": entry(confidential_location=True, note="Der Ort wird nicht genannt."),
    "closed": CLOSED,
    "closed without an end": entry(status="temporarily closed"),
    "inactive": entry(status="inactive"),
    "day and night": entry(openings=(*DAY_AND_NIGHT, Opening(days=("TU",), opens="09:00", closes="23:59"))),
    "letters in an address": entry(web="https://bürger.example.org/hilfe-für-alle?q=ä|b"),
    "marks in an address": entry(web="https://hilfe.example.org/100%/{a}"),
    "what an operator's file may have": entry(web="siehe Aushang", public_mail="am Empfang", note=""),
    "a mailbox in letters": entry(public_mail="hilfe@bücher.example.org"),
    "an organisation of another system": entry(organisation="Träger", organisation_id="Org-7"),
    "an organisation without an id": entry(organisation="Träger"),
    "an organisation with an id alone": entry(organisation_id=OF_ANOTHER),
    "everywhere": entry(areas=frozenset(), land=None),
    "places": entry(places=frozenset({"05", "05315"})),
    "much": entry(
        note="ß" * LONGEST, does_not="Keine Vertretung; keine | Begleitung", phrase='Sagen Sie: „Amtsträger“',
        excluded_groups=frozenset(TargetGroup), needs=frozenset(Need), languages=frozenset({"de", "ukr"}),
    ),
}  # fmt: skip
BY_OPERATORS: Final = ("what an operator's file may have", "a mailbox in letters")
"""What no form takes."""
READABLE: Final = {name: each for name, each in EDGES.items() if name not in BY_OPERATORS}


def planned(text: str, known: dict[str, Partner] | None = None) -> Plan:
    return plan(hsds_reading.read(text), known or {}, lambda partner_id: blank(partner_id, "opaque", TODAY))


@pytest.mark.parametrize("given", [*DEMO, *EDGES.values()], ids=[*(each.name for each in DEMO), *EDGES])
def test_every_entry_is_a_service_of_the_specification(given: Partner) -> None:
    for service in (hsds.private_service(given), hsds.public_service(given, TODAY)):
        assert faults(SERVICE, service) == []
        parts = [each["id"] for name in hsds_reading.READING for each in service[name]]
        assert len(parts) == len(set(parts))


@pytest.mark.parametrize(("entries", "number"), [(DEMO, 1), (DEMO, 2), (DEMO, 7), ([], 1), (list(EDGES.values()), 1)])
def test_every_page_is_one_of_the_specification(entries: list[Partner], number: int) -> None:
    assert faults(PAGE, hsds.page(entries, number, 50, TODAY)) == []


def test_the_example_that_the_api_is_described_with_is_one_too() -> None:
    assert faults(PAGE, EXAMPLE) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        {"id": None},
        {"id": "Beratung-7"},
        {"name": None},
        {"status": "open"},
        {"url": "https://bürger.example.org"},
        {"email": "am Empfang"},
        {"assured_date": "28.11.2026"},
        {"phones": [{"number": "1"}]},
        {"organization": {"id": ID, "name": "Träger"}},
        {"schedules": [{"id": ID, "closes_at": "24:00"}]},
        {"note": "gibt es dort nicht"},
    ],
    ids=str,
)
def test_the_fields_refuse_what_the_specification_does(spoiled: dict[str, Any]) -> None:
    service = {name: value for name, value in (hsds.private_service(entry()) | spoiled).items() if value is not None}
    assert faults(SERVICE, service)


@pytest.mark.parametrize("given", READABLE.values(), ids=READABLE)
def test_what_was_written_comes_back_as_it_was(given: Partner) -> None:
    text = json.dumps([hsds.private_service(given)])
    assert planned(text, {ID: given}) == Plan((), 1, ())
    (elsewhere,) = planned(text).planned
    assert elsewhere.after == given.model_copy(update={"version": elsewhere.after.version})


def test_who_changed_a_field_of_the_standard_meant_that_and_not_our_text_beside_it() -> None:
    service = hsds.private_service(entry(web="https://bürger.example.org/"))
    (change,) = planned(json.dumps([service | {"url": "https://neu.example.org/"}])).planned
    assert change.after.web == "https://neu.example.org/"


def test_the_public_reads_when_who_is_closed_opens_and_nothing_of_it_afterwards() -> None:
    closed, opened = (hsds.public_service(CLOSED, day) for day in (date(2026, 12, 4), date(2026, 12, 5)))
    assert (closed["status"], closed["alert"]) == (
        "temporarily closed",
        "Vorübergehend geschlossen. Wieder offen ab 05.12.2026.",
    )
    assert (opened["status"], "alert" in opened, "05.12.2026" in str(opened), "2026-12-05" in str(opened)) == (
        "active", False, False, False,
    )  # fmt: skip


def a_service(**more: Any) -> dict[str, Any]:
    """With all that the specification's full example has and the directory has no place for."""
    return {
        "id": ID,
        "name": "Beratung Gezeiten",
        "alternate_name": "Gezeiten",
        "description": "Berät nach Angriffen.",
        "url": "https://gezeiten.example.org/",
        "additional_urls": [{"id": ID, "label": "Termine", "url": "https://termine.example.org/"}],
        "email": "hilfe@gezeiten.example.org",
        "status": "active",
        "interpretation_services": "Mit Dolmetscherin",
        "minimum_age": 18,
        "assured_date": "2026-11-01",
        "last_modified": "2026-11-02T10:30:45.123Z",
        "phones": [
            {"id": ID, "number": '"+49 30 23125001"', "extension": 12, "type": "voice", "languages": []},
            {"id": ID, "number": "+49 30 23125002", "type": "fax"},
        ],
        "schedules": [
            {
                "id": ID, "freq": "WEEKLY", "interval": 1, "wkst": "MO", "dtstart": "2020-01-01",
                "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00", "notes": "Mittags zu",
            }
        ],
        "service_areas": [{"id": ID, "name": "Nordrhein-Westfalen", "uri": "urn:lotse:area:land:NW"}],
        "service_at_locations": [{"id": ID, "location": {"id": ID, "location_type": "physical"}}],
        "languages": [{"id": ID, "name": "Deutsch", "code": "de"}],
        "organization": {"id": OF_ANOTHER, "name": "Träger", "description": "Träger", "contacts": []},
        "cost_options": [],
        "attributes": [{"id": ID, "link_type": "topic", "value": "x", "taxonomy_term": {"id": ID, "name": "x"}}],
    } | more  # fmt: skip


ORGANISATION: Final = {"id": OF_ANOTHER, "name": "Träger", "description": "Träger"}
INSIDE: Final = {name: value for name, value in a_service().items() if name != "organization"}
PARTS: Final = ("phones", "schedules", "service_areas", "languages", "attributes")
ALONE: Final = {name: value for name, value in INSIDE.items() if name not in PARTS} | {"organization_id": OF_ANOTHER}
ROWS: Final = {name: [{**row, "service_id": ID} for row in a_service()[name]] for name in PARTS}
DOCUMENTS: Final = {
    "a service": a_service(),
    "a list": [a_service()],
    "a page": {"total_items": 1, "empty": False, "contents": [a_service()]},
    "an organisation": ORGANISATION | {"services": [INSIDE]},
    "a page of organisations": {"empty": False, "contents": [ORGANISATION | {"services": [INSIDE]}]},
    "tables": {"services": [ALONE], "organizations": [ORGANISATION], **ROWS},
    "tables named alone": {
        "service": [ALONE], "organization": [ORGANISATION], **{name[:-1]: rows for name, rows in ROWS.items()},
    },
}  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_form_of_document_says_the_same_entry(document: Any) -> None:
    assert faults(SERVICE, a_service()) == []
    (change,) = planned(json.dumps(document)).planned
    read = change.after
    assert (read.partner_id, read.name, read.organisation, read.organisation_id) == (
        ID, "Beratung Gezeiten", "Träger", OF_ANOTHER,
    )  # fmt: skip
    assert (read.areas, read.languages) == (frozenset({Land.NW}), frozenset({"de"}))
    assert read.phones == (Phone(number="+49 30 23125001", note="Durchwahl 12"),)
    assert read.openings == (Opening(days=("TH", "FR"), opens="10:00", closes="18:00"),)


def weekly(**more: Any) -> dict[str, Any]:
    return {"id": ID, "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "16:00"} | more


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        ({"schedules": [weekly(interval=2)]}, {"openings": hsds_reading.ONLY_WEEKLY}),
        ({"schedules": [weekly(valid_to="2026-12-31")]}, {"openings": hsds_reading.ONLY_WEEKLY}),
        ({"schedules": [weekly(byweekno="41,42")]}, {"openings": hsds_reading.ONLY_WEEKLY}),
        ({"schedules": [weekly(freq="MONTHLY")]}, {"openings": hsds_reading.ONLY_WEEKLY}),
        ({"schedules": [weekly(timezone=3)]}, {"openings": hsds_reading.ONLY_LOCAL}),
        ({"schedules": [weekly(opens_at="09:00Z")]}, {"openings": hsds_reading.ONLY_LOCAL}),
        ({"service_areas": [{"id": ID, "name": "Am Fluss"}]}, {"areas": hsds_reading.UNKNOWN_AREA}),
        ({"languages": [{"id": ID, "name": "Urdu"}]}, {"languages": hsds_reading.NO_CODE}),
        ({"phones": [{"id": ID}]}, {"phones": hsds_reading.NO_NUMBER}),
        (
            {"schedules": [weekly(count=3)], "service_areas": [{"id": ID}]},
            {"openings": hsds_reading.ONLY_WEEKLY, "areas": hsds_reading.UNKNOWN_AREA},
        ),
    ],
    ids=str,
)
def test_what_the_directory_cannot_say_is_an_error_with_its_reason_and_never_read_as_less(
    more: dict[str, Any], sentences: dict[str, str]
) -> None:
    (fault,) = planned(json.dumps(a_service(**more))).faults
    assert fault.sentences == sentences


def test_tables_with_broken_references_say_so_row_by_row() -> None:
    tables = {"service": [ALONE], "organization": [], "phone": [{"id": ID, "service_id": OF_ANOTHER, "number": "1"}]}
    found = planned(json.dumps(tables)).faults
    assert [(each.number, dict(each.sentences)) for each in found] == [
        (1, {"organisation": hsds_reading.NO_ORGANISATION}),
        (2, {"phones": DANGLING}),
    ]


@pytest.mark.parametrize(
    ("tables", "sentences"),
    [
        ({"services": [{"id": ["a"], "name": "x"}]}, [{"id": hsds_reading.NO_TEXT}]),
        (
            {"services": [ALONE | {"organization_id": [1]}], "organizations": [{"id": [1], "name": "Träger"}]},
            [{"organisation": hsds_reading.NO_TEXT}],
        ),
        ({"services": [ALONE | {"organization_id": {}}]}, [{"organisation": hsds_reading.NO_ORGANISATION}]),
        (
            {"services": [{"id": ID, "name": "x"}], "phones": [{"service_id": ["a"], "number": "1"}]},
            [{"phones": DANGLING}],
        ),
    ],
    ids=str,
)
def test_an_id_that_is_no_text_is_an_error_of_its_row(tables: dict[str, Any], sentences: list[dict[str, str]]) -> None:
    assert [dict(each.sentences) for each in planned(json.dumps(tables)).faults] == sentences


class Counted(dict[str, Any]):
    """A row that counts how often something of it is looked at."""

    looks = 0

    def get(self, key: str, default: Any = None) -> Any:
        Counted.looks += 1
        return super().get(key, default)


@pytest.mark.parametrize("own", [{}, {"id": "a"}, None], ids=["without ids", "one id", "its own"])
def test_a_data_set_of_any_size_is_joined_by_looking_at_each_row_a_few_times(own: dict[str, str] | None) -> None:
    def looked_at(size: int) -> int:
        services = [Counted({"id": str(number)} if own is None else own) for number in range(size)]
        phones = [Counted({"service_id": each["id"]} if "id" in each else {}) for each in services for _ in range(9)]
        Counted.looks = 0
        document = {"services": services, "phones": phones}
        joined = list(services_of(document))
        assert not list(dangling(document))
        for service in joined:
            Counted.looks += len(service["phones"])
        return Counted.looks

    assert looked_at(200) == 10 * looked_at(20)


def test_of_a_file_that_has_too_much_no_more_is_joined_than_one_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_entries, "MOST", 10)
    joined = services_of({"services": [{"id": str(number)} for number in range(1000)]})
    monkeypatch.setattr(hsds_reading, "services_of", lambda _: joined)
    with pytest.raises(Invalid) as refused:
        import_entries.read_file(json.dumps({"services": []}), "hsds")
    assert refused.value.slug == "too-long"
    assert next(joined)["id"] == "11"
