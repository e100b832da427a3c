"""Staff see, search, edit, confirm, close and import entries; partners confirm their own; all read the released."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.referral.domain import link
from services.referral.domain.link_tries import AT_ONCE, to_entry
from services.referral.domain.partner import Partner
from services.referral.store import ENTRY_CHANGES, LINK_TRIES, PARTNERS
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.web import Staff
from tests.contracts.hsds_fields import PAGE, SERVICE, faults
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines
DIRECTORY = "/referral/directory"
PUBLIC = "/api/referral/directory"
NEW = "5f6bd6a9-6a8e-4f0e-8a35-0c1f5c1f3b55"
EVERYWHERE = "Kein Gebiet genannt: Der Eintrag zählt für alle Länder."


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory."""
    before = await referral.store["partners"].find({}).to_list(None)
    yield
    await referral.store["partners"].delete_many({})
    await referral.store["partners"].insert_many(before)
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


def supervisor() -> dict[str, str]:
    staff = Staff("sven", "Sven", "supervisor", "sid", now(), now())
    return cookie_of(staff) | {"Origin": "http://staff.test", "Sec-Fetch-Site": "same-origin"}


async def post(referral: Referral, path: str, **fields: Any) -> httpx2.Response:
    sent = {"attempt": secrets.token_urlsafe(24)} | fields
    return await referral.http.post(path, headers=supervisor(), data=sent)


async def page(referral: Referral, path: str) -> str:
    return (await referral.http.get(path, headers=supervisor())).text


async def stored(referral: Referral, partner_id: str) -> Partner:
    return await UnitOfWork(referral.store, "referral")(lambda tx: PARTNERS.get(tx, partner_id=partner_id))


async def history(referral: Referral, partner_id: str) -> list[tuple[str, str, list[str]]]:
    found = await UnitOfWork(referral.store, "referral")(
        lambda tx: ENTRY_CHANGES.all(tx, sort="at", partner_id=partner_id)
    )
    return [(each.how, each.by, [change.field for change in each.changes]) for each in found]


def filled(form: str) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    body = re.sub(r'<form method="get".*?</form>', "", form, flags=re.DOTALL)
    fields: dict[str, Any] = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', body))
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if not name or not value or name[1] == "attempt":
            continue
        if 'type="checkbox"' in tag:
            fields.setdefault(name[1], [])
            fields[name[1]] += [value[1]] if "checked" in tag else []
        else:
            fields[name[1]] = value[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return {name: value for name, value in fields.items() if value != []}


async def test_the_directory_is_searched_and_says_how_fresh_each_entry_is(referral: Referral) -> None:
    found = await referral.page(f"{DIRECTORY}?q=atempause")
    assert found.count("data-entry=") == 1
    assert "Psychologische Beratung Atempause" in found
    assert (await referral.page(f"{DIRECTORY}?land=SN&category=prosecution")).count("data-entry=") == 1
    assert (await referral.page(f"{DIRECTORY}?q=gibtesnicht")).count("data-entry=") == 0
    assert (await referral.page(f"{DIRECTORY}?need=psychological&land=unsinn")).count("data-entry=") > 3


async def test_a_counsellor_reads_an_entry_and_changes_none(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    shown = await referral.page(f"{DIRECTORY}/{partner_id}")
    assert "Opferberatung Lindenhof" in shown
    assert '<form method="post" action="/referral/directory' not in shown
    refused = await referral.http.post(f"{DIRECTORY}/{partner_id}/confirm", headers=referral.counsellor, data={})
    assert refused.status_code == 404


async def test_what_a_supervisor_edits_is_saved_published_and_in_the_history(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    form = await page(referral, f"{DIRECTORY}/{partner_id}/edit")
    fields = filled(form) | {"name": "Opferberatung Linde (Demo)", "places": "05315\n05111", "released": "nein"}
    assert (await post(referral, f"{DIRECTORY}/{partner_id}", **fields)).status_code == 303
    entry = await stored(referral, partner_id)
    assert (entry.name, entry.places, entry.released) == (
        "Opferberatung Linde (Demo)",
        frozenset({"05315", "05111"}),
        False,
    )
    assert (await history(referral, partner_id))[-1] == ("edited", "Sven", ["name", "places", "released"])

    async def listed() -> list[Any]:
        return [each for each in referral.said if each["data"].get("name") == "Opferberatung Linde (Demo)"]

    assert await eventually(listed)


async def test_a_form_as_it_is_shown_changes_nothing(referral: Referral) -> None:
    for key in ("partner_a", "partner_b"):
        partner_id = referral.partners[key]["id"]
        before = await stored(referral, partner_id)
        fields = filled(await page(referral, f"{DIRECTORY}/{partner_id}/edit"))
        assert (await post(referral, f"{DIRECTORY}/{partner_id}", **fields)).status_code == 303
        assert await stored(referral, partner_id) == before


async def test_two_who_edit_at_once_see_what_the_other_saved(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    first = filled(await page(referral, f"{DIRECTORY}/{partner_id}/edit"))
    second = dict(first)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}", **first | {"note": "Vom einen"})).status_code == 303
    late = await post(referral, f"{DIRECTORY}/{partner_id}", **second | {"note": "Vom anderen"})
    assert late.status_code == 409
    assert "Vom einen" in late.text
    assert "Vom anderen" in late.text
    again = filled(late.text)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}", **again)).status_code == 303
    assert (await stored(referral, partner_id)).note == "Vom anderen"


async def test_a_wrong_field_is_refused_with_its_sentence_and_what_was_typed(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    fields = filled(await page(referral, f"{DIRECTORY}/{partner_id}/edit")) | {"openings": "montags"}
    refused = await post(referral, f"{DIRECTORY}/{partner_id}", **fields)
    assert refused.status_code == 422
    assert "montags" in refused.text
    assert "Öffnungszeiten: Tage und Zeit wie" in refused.text


async def test_a_new_entry_is_in_the_directory_once_however_often_it_is_sent(referral: Referral) -> None:
    fields = filled(await page(referral, f"{DIRECTORY}/new")) | {"name": "Beratung Gezeiten (Demo)", "needs": ["legal"]}
    fields["attempt"] = secrets.token_urlsafe(24)
    sent = [await post(referral, DIRECTORY, **fields) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert (await referral.page(f"{DIRECTORY}?q=gezeiten+beratung")).count("data-entry=") == 1


async def test_who_is_closed_for_a_while_is_not_proposed_until_it_is_opened_again(referral: Referral) -> None:
    partner_id, case_id = referral.partners["partner_a"]["id"], await referral.opened()
    until = (berlin_day(now()) + timedelta(days=3)).isoformat()
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/close", until=until)).status_code == 303
    shown = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert f'data-excluded="{partner_id}" data-why="closed_for_now"' in shown
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/reopen")).status_code == 303
    assert f'data-partner="{partner_id}"' in await referral.page(f"/referral/cases/{case_id}/proposals")
    past = await post(referral, f"{DIRECTORY}/{partner_id}/close", until="2026-01-01")
    assert past.status_code == 422


async def test_a_stale_entry_sinks_says_so_and_is_confirmed_with_one_button(referral: Referral) -> None:
    partner_id, case_id = referral.partners["partner_a"]["id"], await referral.opened()
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"assured_on": "2020-01-01"}})
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})
    shown = await referral.page(f"/referral/cases/{case_id}/proposals")
    together = shown.partition('aria-label="Vorschlag"')[2].partition("</ol>")[0]
    assert partner_id not in together
    assert 'data-caution="stale"' in shown
    assert f'data-entry="{partner_id}"' in await referral.page(f"{DIRECTORY}?only=due")
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/confirm")).status_code == 303
    entry = await stored(referral, partner_id)
    assert (entry.assured_on, entry.assured_by) == (berlin_day(now()), "Sven")
    assert f'data-entry="{partner_id}"' not in await referral.page(f"{DIRECTORY}?only=due")


async def test_who_is_delisted_gets_nothing_more_and_open_referrals_are_recalled(referral: Referral) -> None:
    partner_id, case_id = referral.partners["partner_a"]["id"], (await referral.at_partner()).case_id
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/delist")).status_code == 303
    recalled = await referral.heard("referral.recalled", case_id)
    assert recalled["data"]["reason"] == "partner_delisted"
    await referral.heard("directory.delisted", partner_id)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/relist")).status_code == 303
    assert [how for how, *_ in await history(referral, partner_id)][-2:] == ["delisted", "edited"]


async def test_an_import_shows_first_what_it_would_change_and_then_changes_that(referral: Referral) -> None:
    text = f"id,name,needs,assured_on\n{NEW},Neue Beratung (Demo),legal|peer,2026-11-01\n"
    preview = await post(referral, f"{DIRECTORY}/import", written_as="csv", file=text)
    assert 'data-changed="1" data-faults="0"' in preview.text
    assert "Neu: Neue Beratung (Demo)" in preview.text
    assert await referral.store["partners"].find_one({"_id": NEW}) is None
    done = await post(referral, f"{DIRECTORY}/import", **filled(preview.text) | {"file": text})
    assert done.status_code == 303
    assert (await stored(referral, NEW)).name == "Neue Beratung (Demo)"
    assert [how for how, *_ in await history(referral, NEW)] == ["imported"]


async def test_an_import_with_a_wrong_row_names_it_and_changes_nothing(referral: Referral) -> None:
    text = f"id,name,needs\n{NEW},Neue Beratung (Demo),legal\nx,Andere (Demo),legal\n"
    preview = await post(referral, f"{DIRECTORY}/import", written_as="csv", file=text)
    assert 'data-row="3"' in preview.text
    assert 'name="seen"' not in preview.text
    forced = await post(referral, f"{DIRECTORY}/import", written_as="csv", file=text, seen="0")
    assert forced.status_code in (409, 422), forced.text
    assert await referral.store["partners"].find_one({"_id": NEW}) is None


async def test_an_import_whose_directory_changed_since_the_preview_is_shown_again(referral: Referral) -> None:
    text = f"id,name\n{NEW},Neue Beratung (Demo)\n"
    preview = await post(referral, f"{DIRECTORY}/import", written_as="csv", file=text)
    assert (await post(referral, f"{DIRECTORY}/{referral.partners['partner_b']['id']}/confirm")).status_code == 303
    late = await post(referral, f"{DIRECTORY}/import", **filled(preview.text) | {"file": text})
    assert (late.status_code, 'data-changed="1"' in late.text) == (409, True)
    assert await referral.store["partners"].find_one({"_id": NEW}) is None


async def test_a_file_that_is_no_text_is_refused(referral: Referral) -> None:
    sent = await referral.http.post(
        f"{DIRECTORY}/import",
        headers=supervisor(),
        data={"attempt": secrets.token_urlsafe(24), "written_as": "csv"},
        files={"file": ("x.csv", b"\xff\xfe\x00\xd8", "text/csv")},
    )
    assert sent.status_code == 422


async def test_what_is_exported_changes_nothing_when_it_is_imported(referral: Referral) -> None:
    for name, written_as in (("export.csv", "csv"), ("export.json", "hsds")):
        text = await referral.page(f"{DIRECTORY}/{name}")
        preview = await referral.http.post(
            f"{DIRECTORY}/import",
            headers=supervisor(),
            data={"attempt": secrets.token_urlsafe(24), "written_as": written_as},
            files={"file": (name, text.encode())},
        )
        assert 'data-changed="0" data-faults="0"' in preview.text, name


async def test_everybody_reads_the_released_entries_page_by_page_and_no_others(referral: Referral) -> None:
    first = (await referral.http.get("/api/referral/directory?per_page=50")).json()
    second = (await referral.http.get("/api/referral/directory?per_page=50&page=2")).json()
    names = [each["name"] for found in (first, second) for each in found["contents"]]
    assert first["total_items"] == len(names) == len(set(names))
    released = await referral.store["partners"].count_documents({"released": True, "listed": True})
    assert len(names) == released < await referral.store["partners"].count_documents({})
    assert "eingang@" not in str(first) + str(second)
    assert (await referral.http.get("/api/referral/directory?page=0")).status_code == 422


async def test_what_is_told_to_everybody_and_what_is_exported_is_hsds(referral: Referral) -> None:
    """The demo directory, somebody closed, somebody open again since today, and nobody at all."""
    closed, opened = (referral.partners[key]["id"] for key in ("partner_a", "partner_b"))
    today = berlin_day(now())
    for partner_id, until in ((closed, today + timedelta(days=1)), (opened, today)):
        shut = {"status": "temporarily closed", "closed_until": until.isoformat(), "released": True, "phones": []}
        await referral.store["partners"].update_one({"_id": partner_id}, {"$set": shut})
    await moved_on(referral)
    first, second = [(await referral.http.get(f"{PUBLIC}?per_page=50&page={page}")).json() for page in (1, 2)]
    assert faults(PAGE, first) + faults(PAGE, second) == []
    shown = {each["id"]: each for each in first["contents"] + second["contents"]}
    assert (shown[closed]["status"], shown[opened]["status"]) == ("temporarily closed", "active")
    assert "Wieder offen ab" in shown[closed]["alert"]
    exported = (await referral.http.get(f"{DIRECTORY}/export.json", headers=supervisor())).json()
    assert len(exported) > len(shown)
    assert [fault for each in exported for fault in faults(SERVICE, each)] == []

    await referral.store["partners"].update_many({}, {"$set": {"released": False}})
    await moved_on(referral)
    nobody = (await referral.http.get(PUBLIC)).json()
    assert (faults(PAGE, nobody), nobody["empty"], nobody["total_items"]) == ([], True, 0)


async def test_a_new_entry_without_an_area_says_in_the_preview_that_it_counts_everywhere(referral: Referral) -> None:
    service = {"id": NEW, "name": "Neue Beratung (Demo)", "status": "active"}
    everywhere = await post(referral, f"{DIRECTORY}/import", written_as="hsds", file=json.dumps(service))
    assert 'data-changed="1" data-faults="0"' in everywhere.text
    assert EVERYWHERE in everywhere.text
    in_one = service | {"service_areas": [{"id": NEW, "uri": "urn:lotse:area:land:NW"}]}
    there = await post(referral, f"{DIRECTORY}/import", written_as="hsds", file=json.dumps(in_one))
    assert EVERYWHERE not in there.text


async def moved_on(referral: Referral) -> None:
    """The processes read the directory again."""
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


@pytest.fixture
async def own(referral: Referral) -> str:
    """The address of partner_a's own entry, as a supervisor finds it."""
    shown = await page(referral, f"{DIRECTORY}/{referral.partners['partner_a']['id']}")
    found = re.search(r"/partner/eintrag/[A-Za-z0-9_-]+", shown)
    assert found
    return found[0]


def from_partner() -> dict[str, str]:
    return {"Sec-Fetch-Site": "same-origin"}


async def opened(referral: Referral, own: str) -> dict[str, str]:
    """Headers of who entered the PIN."""
    sent = {"attempt": secrets.token_urlsafe(24), "pin": referral.partners["partner_a"]["pin"]}
    entered = await referral.http.post(own, headers=from_partner(), data=sent)
    assert entered.status_code == 303
    referral.http.cookies.clear()
    return from_partner() | {"Cookie": entered.headers["set-cookie"].partition(";")[0]}


async def test_a_partner_confirms_its_entry_with_one_button(referral: Referral, own: str) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    before = await stored(referral, partner_id)
    headers = await opened(referral, own)
    shown = (await referral.http.get(own, headers=headers)).text
    assert "Stimmt Ihr Eintrag noch?" in shown
    sent = filled(shown) | {"attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.post(f"{own}/bestaetigung", headers=headers, data=sent)).status_code == 303
    entry = await stored(referral, partner_id)
    assert (entry.assured_on, entry.assured_by) == (berlin_day(now()), "Stelle")
    same = {"assured_on", "assured_by", "capacity_on", "version"}
    assert entry.model_dump(exclude=same) == before.model_dump(exclude=same)
    assert (await history(referral, partner_id))[-1][:2] == ("by_partner", "Stelle")


async def test_a_partner_corrects_how_it_is_reached_and_nothing_else(referral: Referral, own: str) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    headers = await opened(referral, own)
    sent = filled((await referral.http.get(own, headers=headers)).text) | {"attempt": secrets.token_urlsafe(24)}
    corrected = sent | {"phones": "030 23125999; neu", "capacity": "full"}
    assert (await referral.http.post(f"{own}/bestaetigung", headers=headers, data=corrected)).status_code == 303
    entry = await stored(referral, partner_id)
    assert (entry.phones[0].number, entry.capacity, entry.capacity_on) == ("030 23125999", "full", berlin_day(now()))
    other = sent | {"attempt": secrets.token_urlsafe(24), "name": "Andere"}
    assert (await referral.http.post(f"{own}/bestaetigung", headers=headers, data=other)).status_code == 422


async def test_an_entry_s_link_opens_nothing_without_the_pin_and_no_referral(referral: Referral, own: str) -> None:
    assert "PIN Ihrer Stelle" in (await referral.http.get(own)).text
    token = own.rpartition("/")[2]
    assert (await referral.http.get(f"/partner/zugang/{token}")).status_code == 404
    never = link.sign_entry(secrets.token_bytes(32), referral.partners["partner_a"]["id"], now() + timedelta(days=1))
    assert (await referral.http.get(f"/partner/eintrag/{never}")).status_code == 404


async def test_what_was_corrected_without_the_pin_is_kept_and_goes_with_it(referral: Referral, own: str) -> None:
    partner, address = referral.partners["partner_a"], f"{own}/bestaetigung"
    shown = await referral.http.get(own, headers=await opened(referral, own))
    typed = filled(shown.text) | {"attempt": secrets.token_urlsafe(24), "phones": "030 23125998; Zentrale"}
    asked = await referral.http.post(address, headers=from_partner(), data=typed)
    assert (asked.status_code, "set-cookie" in asked.headers) == (401, False)
    assert "Ihre Angaben sind noch nicht gesendet." in asked.text
    assert (await stored(referral, partner["id"])).phones[0].number != "030 23125998"

    kept = filled(asked.text)
    assert kept["phones"] == "030 23125998; Zentrale"
    wrong = f"{(int(partner['pin']) + 1) % 10**8:08d}"
    refused = await referral.http.post(address, headers=from_partner(), data=kept | {"pin": wrong})
    assert (refused.status_code, wrong in refused.text, "set-cookie" in refused.headers) == (401, False, False)
    assert filled(refused.text)["phones"] == kept["phones"]
    done = await referral.http.post(address, headers=from_partner(), data=kept | {"pin": partner["pin"]})
    referral.http.cookies.clear()
    assert (done.status_code, "set-cookie" in done.headers) == (303, True)
    assert (await stored(referral, partner["id"])).phones[0].number == "030 23125998"


@pytest.mark.parametrize("sent", [{}, {"attempt": "b" * 32}, {"pin": ""}, {"pin": "zwölf"}])
async def test_a_form_without_anything_shows_nothing_of_the_entry_before_the_pin(
    referral: Referral, own: str, sent: dict[str, str]
) -> None:
    shown = filled((await referral.http.get(own, headers=await opened(referral, own))).text)
    asked = await referral.http.post(f"{own}/bestaetigung", headers=from_partner(), data=sent)
    typed = {name: value for name, value in filled(asked.text).items() if name != "attempt" and value}
    entry = await stored(referral, referral.partners["partner_a"]["id"])

    assert asked.status_code in (401, 422)
    assert (len(shown) > 5, typed) == (True, {})
    assert not [each for each in (entry.phones[0].number, entry.name, entry.note) if each and each in asked.text]
    assert " selected" not in asked.text.replace('<option value="" selected', "")


async def test_wrong_pins_slow_the_link_to_the_entry_and_tell_the_desk(referral: Referral, own: str) -> None:
    partner = referral.partners["partner_a"]
    for number in range(1, AT_ONCE + 1):
        wrong = {"attempt": f"{number:032d}", "pin": f"{(int(partner['pin']) + number) % 10**8:08d}"}
        assert (await referral.http.post(own, headers=from_partner(), data=wrong)).status_code == 401
    right = {"attempt": "a" * 32, "pin": partner["pin"]}
    assert (await referral.http.post(own, headers=from_partner(), data=right)).status_code == 409
    warning, entry = "mehrmals falsche PINs eingegeben", f"{DIRECTORY}/{partner['id']}"
    assert warning in await page(referral, entry)

    rested = {"$set": {"rests_until": now() - timedelta(seconds=1)}}
    here = {"_id": to_entry(partner["id"]).reference}
    await referral.store[LINK_TRIES.name].update_one(here, rested)
    await opened(referral, own)
    assert warning not in await page(referral, entry)
    assert await referral.store[LINK_TRIES.name].find_one(here) is None
