"""Entries as text, as CSV and as HSDS: what comes in is what went out, and what is wrong says where."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from services.referral.commands import read_directory
from services.referral.domain import entries_csv, entry_text, hsds, hsds_reading
from services.referral.domain.entry_change import compare
from services.referral.domain.entry_import import NO_ID, TWICE, Plan, Row, plan
from services.referral.domain.entry_text import KINDS, Wrong
from services.referral.domain.freshness import freshness, gaps
from services.referral.domain.partner import Partner, blank, digest, import_directory
from shared.contracts.vocabulary import Land, Need
from shared.errors import Invalid
from tests.harness.services.referral import DIRECTORY
from tests.unit.referral.given import partner

DEMO = read_directory(json.loads(DIRECTORY.read_text())["partners"])
KNOWN = {entry.partner_id: entry for entry in DEMO}
TODAY = date(2026, 11, 28)
NEW = "5f6bd6a9-6a8e-4f0e-8a35-0c1f5c1f3b55"


def new(partner_id: str) -> Partner:
    return blank(partner_id or NEW, "opaque", TODAY)


def planned(rows: Any, known: dict[str, Partner] | None = None) -> Plan:
    return plan(rows, KNOWN if known is None else known, new)


def exported() -> list[dict[str, Any]]:
    return [hsds.private_service(entry) for entry in DEMO]


def without_topic(entry: Partner) -> Partner:
    return entry.model_copy(update={"topic": ""})


@pytest.mark.parametrize(
    ("text", "read"),
    [(entries_csv.write(DEMO), entries_csv.read), (json.dumps(exported()), hsds_reading.read)],
    ids=["csv", "hsds"],
)
def test_what_was_exported_changes_nothing_and_makes_the_same_directory_elsewhere(text: str, read: Any) -> None:
    assert planned(read(text)) == Plan((), len(DEMO), ())
    elsewhere = planned(read(text), {})
    assert [without_topic(each.after) for each in elsewhere.planned] == [without_topic(each) for each in DEMO]


def test_the_demo_directory_has_somebody_of_police_and_prosecution_in_every_land_and_no_gap() -> None:
    for category in ("police", "prosecution"):
        there = {land for entry in DEMO if entry.category == category for land in entry.areas}
        assert there == set(Land) - {Land.UNKNOWN}
    assert gaps(DEMO, TODAY) == []


def test_the_demo_directory_names_nobody_real() -> None:
    for entry in DEMO:
        assert entry.name.endswith("(Demo)")
        assert all(mail.endswith(".example.org") for mail in (*entry.mails, entry.public_mail))
        assert entry.web.endswith(".example.org/")
        assert all(phone.number.startswith("030 23125") for phone in entry.phones), "reserved for films"


def test_for_the_public_there_are_no_mailboxes_of_ours_and_no_names() -> None:
    told = json.dumps([hsds.public_service(each, TODAY) for each in DEMO])
    assert "eingang@" not in told
    assert "lotse:ways" not in told
    assert "lotse:assured_by" not in told


def test_a_page_says_where_it_stands_among_the_others() -> None:
    last = hsds.page(DEMO[:5], 3, 2, TODAY)
    head = {name: value for name, value in last.items() if name != "contents"}
    assert head == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 3,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    assert hsds.page([], 1, 2, TODAY)["empty"]


@pytest.mark.parametrize("start", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_a_cell_is_no_formula_and_comes_back_as_it_was(start: str) -> None:
    (row,) = csv.DictReader(io.StringIO(entries_csv.write([partner(NEW, note=start)])))
    assert row["note"] == f"'{start}"
    assert entries_csv.plain(row["note"]) == start


def test_a_cell_that_somebody_began_with_an_apostrophe_is_left_alone() -> None:
    assert entries_csv.plain("'s Hertogenbosch") == "'s Hertogenbosch"


def test_a_spreadsheet_that_writes_semicolons_is_read() -> None:
    (change,) = planned(entries_csv.read(f"\ufeffid;name;needs\r\n{NEW};Beratung;legal|peer\r\n"), {}).planned
    assert (change.after.name, change.after.needs) == ("Beratung", frozenset({Need.LEGAL, Need.PEER}))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("id,needs\nx,legal\n", {2: {"id": NO_ID}}),
        (f"id,name\n{NEW},A\n{NEW},B\n", {3: {"id": TWICE}}),
        (f"id,name,needs\n{NEW},A,law\n", {2: {"needs": "Bitte wählen Sie Wörter der Liste."}}),
        (f"id,nmae\n{NEW},A\n", {2: {"nmae": "Diese Spalte gibt es nicht."}}),
        (f"id,name\n{NEW},A,B\n", {2: {"": "Die Zeile hat 3 Zellen, der Kopf 2."}}),
        (f"id,name,phones\n{NEW},A,ruf an\n", {2: {"phones": KINDS["phones"].hint}}),
        (f"id,name,openings\n{NEW},A,MO 16:00-09:00\n", {2: {"openings": KINDS["openings"].hint}}),
        (f"id,name,assured_on\n{NEW},A,gestern\n", {2: {"assured_on": "Ein Datum wie 2026-11-20."}}),
        (f"id,name,web\n{NEW},A,javascript:alert(1)\n", {2: {"web": "Eine Adresse mit https://."}}),
        (f"id,name\n{NEW},\n", {2: {"name": "Bitte geben Sie einen Namen an."}}),
        (f"id,name\n{NEW},{'A' * 201}\n", {2: {"name": "Der Name darf höchstens 200 Zeichen haben."}}),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_wrong_row_says_which_field_and_never_what_stood_there(text: str, faults: dict[int, dict[str, str]]) -> None:
    found = planned(entries_csv.read(text), {})
    assert {each.number: dict(each.sentences) for each in found.faults} == faults
    assert not found.is_possible


@pytest.mark.parametrize("text", ["", "name\nA\n", "id,id\n1,2\n", 'id,name\n"x'])
def test_what_is_no_csv_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Invalid):
        list(entries_csv.read(text))


@pytest.mark.parametrize(
    "text",
    ["", "{", "{}", "3", '{"contents": 1}', "[" * 100_000, f'[{{"id": "{NEW}", "name": "\\ud800"}}]'],
    ids=["empty", "broken", "nothing", "number", "no list", "deep", "half a character"],
)
def test_what_is_no_hsds_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Invalid):
        list(hsds_reading.read(text))


def tables(**more: Any) -> str:
    one = {"id": NEW, "name": "Beratung", "status": "active", "organization_id": "o"}
    organisation = {"id": "o", "name": "Träger", "description": "Träger"}
    return json.dumps({"services": [one], "organizations": [organisation]} | more)


def test_the_tables_of_a_data_set_are_joined() -> None:
    phones = [{"id": "p", "service_id": NEW, "number": "030 23125001"}]
    areas = [{"id": "a", "service_id": NEW, "uri": "urn:lotse:area:land:NW"}]
    (change,) = planned(hsds_reading.read(tables(phones=phones, service_areas=areas)), {}).planned
    entry = change.after
    assert (entry.organisation, entry.areas, entry.phones[0].number) == ("Träger", frozenset({Land.NW}), "030 23125001")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (tables(organizations=[]), "organisation"),
        (tables(phones=[{"id": "p", "service_id": "gone", "number": "030 23125001"}]), "phones"),
        (tables(attributes=[{"id": "a", "link_id": "gone", "value": "x"}]), "attributes"),
        (tables(service_areas=[{"id": "a", "service_id": NEW, "name": "Norden"}]), "areas"),
        (tables(schedules=[{"id": "a", "service_id": NEW, "freq": "MONTHLY"}]), "openings"),
        (tables(phones=[{"id": "p", "service_id": NEW}]), "phones"),
        (tables(services=[{"name": "Ohne", "status": "active"}]), "id"),
        (tables(services=[{"id": NEW, "name": "A", "status": "asleep"}]), "status"),
    ],
)
def test_a_broken_reference_or_a_value_without_a_place_is_an_error_of_its_row(text: str, field: str) -> None:
    (fault,) = planned(hsds_reading.read(text), {}).faults
    assert list(fault.sentences) == [field]


def test_another_system_s_id_becomes_the_same_one_each_time() -> None:
    text = tables(services=[{"id": "Beratung-7", "name": "A", "status": "defunct"}])
    first, again = (planned(hsds_reading.read(text), {}).planned[0].after for _ in range(2))
    assert (first.partner_id, first.status) == (again.partner_id, "inactive")


def test_a_field_that_the_file_lacks_stays_as_it_was() -> None:
    known = partner(NEW, note="bleibt", needs=frozenset({Need.PEER}))
    (change,) = planned([Row(1, NEW, {"needs": ["legal"]})], {NEW: known}).planned
    assert (change.after.note, change.after.needs) == ("bleibt", frozenset({Need.LEGAL}))
    assert [(each.field, each.before, each.after) for each in change.changes] == [("needs", "peer", "legal")]


def test_a_capacity_needs_its_day_and_a_place_its_land() -> None:
    with pytest.raises(Wrong) as wrong:
        entry_text.read({"capacity": ["free"], "places": ["05315"], "areas": []}, partner(NEW, areas=frozenset()))
    assert set(wrong.value.sentences) == {"capacity_on", "areas"}


def test_the_history_names_every_field_that_changed() -> None:
    before = partner(NEW)
    after = before.model_copy(update={"note": "anders", "listed": False})
    assert [each.field for each in compare(before, after)] == ["note", "listed"]


@pytest.mark.parametrize(
    ("assured_on", "state"),
    [
        (date(2026, 11, 28), "fresh"),
        (date(2026, 6, 1), "fresh"),
        (date(2026, 5, 31), "ageing"),
        (date(2025, 12, 28), "ageing"),
        (date(2025, 12, 27), "due"),
        (date(2025, 11, 28), "due"),
        (date(2025, 11, 27), "stale"),
    ],
)
def test_an_entry_ages_and_is_asked_for_before_it_is_stale(assured_on: date, state: str) -> None:
    assert freshness(partner(NEW, assured_on=assured_on), TODAY) == state


def test_a_gap_is_what_nobody_serves_who_is_open_and_confirmed() -> None:
    only = partner(NEW, needs=frozenset({Need.PSYCHOLOGICAL}), areas=frozenset({Land.SN}), assured_on=TODAY)
    assert (Land.SN, Need.PSYCHOLOGICAL) not in {(gap.land, gap.need) for gap in gaps([only], TODAY)}
    for changes in ({"status": "inactive"}, {"listed": False}, {"assured_on": date(2025, 1, 1)},
                    {"status": "temporarily closed"}):  # fmt: skip
        lacking = gaps([only.model_copy(update=changes)], TODAY)
        assert (Land.SN, Need.PSYCHOLOGICAL) in {(gap.land, gap.need) for gap in lacking}


def test_the_operators_file_changes_what_it_has_otherwise_and_nothing_that_staff_changed() -> None:
    (first,) = import_directory([], [partner(NEW)])
    edited = first.model_copy(update={"note": "von uns"})
    assert import_directory([edited], [partner(NEW)]) == []
    (again,) = import_directory([edited], [partner(NEW, note="neu in der Datei")])
    assert again.note == "neu in der Datei"
    (gone,) = import_directory([edited], [])
    assert not gone.listed
    (back,) = import_directory([gone], [partner(NEW)])
    assert back.listed
    by_hand = partner("by-hand")
    assert import_directory([by_hand], []) == []


def test_the_digest_of_an_entry_does_not_depend_on_the_order_of_its_words() -> None:
    one = partner(NEW, needs=frozenset({Need.LEGAL, Need.PEER, Need.FAMILY}))
    assert digest(one) == digest(Partner.model_validate_json(one.model_dump_json()))


def test_what_a_partner_of_the_demo_directory_does_is_no_other_field_of_its_entry() -> None:
    for entry in DEMO:
        assert not (entry.phrase and entry.phrase in entry.note), entry.name
        begins = entry.note.partition(" ")[0]
        assert begins not in ("Bitte", "Rund", "Muss", "Nur", "Auch", "Für"), entry.name
