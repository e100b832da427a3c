"""Partners are asked for room before anything of a person, and nobody reads another's question."""

import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.referral.handlers.capacity_inquiries import lapse_in_time, note_inquiry_mail_returned
from services.referral.handlers.effects.schedule import LAPSE_CAPACITY
from shared.bus import Effect, UnitOfWork
from shared.clock import berlin_day, now
from shared.contracts.intake import CaseClosed, CaseErased
from shared.contracts.notification import DeliveryDoubted
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page
from tests.service.referral.test_directory_pages import DIRECTORY, post
from tests.service.referral.test_onboarding import entered as new_entry
from tests.service.referral.test_onboarding import told

pytestmark = pytest.mark.engines
API = "/api/referral/partner/capacity-inquiries"
CHOSEN = {"need": "legal", "urgency": "routine", "language": "de", "format": "phone"}


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory and its PINs."""
    before = {name: await referral.store[name].find({}).to_list(None) for name in ("partners", "access")}
    yield
    for name, rows in before.items():
        await referral.store[name].delete_many({})
        await referral.store[name].insert_many(rows)
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


async def sent(referral: Referral, case_id: str, *partners: str, **more: str) -> httpx2.Response:
    address = f"/referral/cases/{case_id}/capacity-inquiries"
    fields: dict[str, Any] = {"attempt": secrets.token_urlsafe(24), "partner": list(partners), **CHOSEN, **more}
    return await referral.http.post(address, headers=referral.counsellor, data=fields)


async def stored(referral: Referral, case_id: str) -> list[dict[str, Any]]:
    return await referral.store["capacity_inquiries"].find({"case_id": case_id}).to_list(None)


async def asked(referral: Referral, partner: str = "partner_a", **more: str) -> dict[str, Any]:
    """The one question of a new case, as it is stored."""
    case_id = await referral.opened()
    assert (await sent(referral, case_id, referral.partners[partner]["id"], **more)).status_code == 303
    (row,) = await stored(referral, case_id)
    return row


async def link_to(referral: Referral, row: dict[str, Any]) -> str:
    content = (await told(referral, f"/internal/capacity-inquiries/{row['_id']}/notice"))[1]
    return "/partner/" + str(content["link"]).partition("/partner/")[2]


async def inside(referral: Referral, link: str, partner: str = "partner_a") -> dict[str, str]:
    headers, pin = _from_the_page(referral), referral.partners[partner]["pin"]
    entered = await referral.http.post(link, headers=headers, data={"pin": pin, "attempt": secrets.token_urlsafe(24)})
    assert entered.status_code == 303
    return headers | {"Cookie": entered.headers["set-cookie"].partition(";")[0]}


async def answered(referral: Referral, row: dict[str, Any], partner: str = "partner_a", **said: str) -> httpx2.Response:
    address = f"{API}/{row['reference']}/answer"
    return await referral.http.post(address, headers=referral.system(partner), json=said)


async def test_several_are_asked_each_by_a_reference_of_its_own_and_of_the_case_nothing_travels(
    referral: Referral,
) -> None:
    case_id = await referral.opened(number="L-4F7KM")
    partners = [referral.partners[each]["id"] for each in ("partner_a", "partner_b")]
    assert (await sent(referral, case_id, *partners, names_land="true")).status_code == 303
    rows = await stored(referral, case_id)
    assert len({row["reference"] for row in rows}) == 2
    await referral.heard("referral.capacity-asked", case_id)
    for row in rows:
        content = (await told(referral, f"/internal/capacity-inquiries/{row['_id']}/notice"))[1]
        assert content["reference"] == row["reference"]
        assert not [each for each in (case_id, "L-4F7KM", row["_id"]) if each in json.dumps(content)]
    key = next(each for each in referral.partners if referral.partners[each]["id"] == rows[0]["partner_id"])
    read = await referral.http.get(f"{API}/{rows[0]['reference']}", headers=referral.system(key))
    assert read.json() | {"answer_by": "…"} == {
        "reference": rows[0]["reference"],
        "state": "open",
        "need": "legal",
        "land": "NW",
        "urgency": "routine",
        "language": "de",
        "format": "phone",
        "answer_by": "…",
    }
    on_topics = [each for each in referral.said if each["partitionkey"] in {row["reference"] for row in rows}]
    assert not [each for each in on_topics if case_id in json.dumps(each)]


async def test_a_partner_answers_at_its_link_behind_its_pin_and_may_change_its_mind(referral: Referral) -> None:
    row = await asked(referral)
    link = await link_to(referral, row)
    closed = await referral.http.get(link)
    assert "Haben Sie Platz?" not in closed.text
    assert "Rechtliche" not in closed.text
    headers = await inside(referral, link)
    opened = (await referral.http.get(link, headers=headers)).text
    assert "Rechtliche Beratung" in opened
    assert "Vielleicht fragen wir auch andere Stellen." in opened, "several may be asked at once"

    half = {"answer": "later", "attempt": secrets.token_urlsafe(24)}
    refused = await referral.http.post(f"{link}/antwort", headers=headers, data=half)
    assert (refused.status_code, 'href="#f-from_on"' in refused.text) == (422, True)
    assert re.search(r'value="later" checked', refused.text)
    day = (berlin_day(now()) + timedelta(days=20)).isoformat()
    done = await referral.http.post(f"{link}/antwort", headers=headers, data=half | {"from_on": day})
    assert done.status_code == 303
    event = await referral.heard("referral.capacity-answered", row["case_id"])
    assert event["data"] == {"case_id": row["case_id"], "inquiry_id": row["_id"], "partner_id": row["partner_id"]}
    page = await referral.page(f"/referral/cases/{row['case_id']}/proposals")
    assert 'data-capacity="later"' in page
    assert "Platz ab dem" in page

    again = {"answer": "no", "reason": "full", "attempt": secrets.token_urlsafe(24)}
    for _ in range(2):
        assert (await referral.http.post(f"{link}/antwort", headers=headers, data=again)).status_code == 303
    page = await referral.page(f"/referral/cases/{row['case_id']}/proposals")
    assert "Kein Platz: Bei uns ist zurzeit alles belegt" in page
    said = [each["type"] for each in referral.said if each["partitionkey"] == row["case_id"]]
    assert said.count("lotse.referral.referral.capacity-answered.v1") == 2


async def test_an_answer_that_comes_without_the_pin_is_kept_for_who_enters_it_and_says_nothing(
    referral: Referral,
) -> None:
    row = await asked(referral)
    link, headers = await link_to(referral, row), _from_the_page(referral)
    given = {"answer": "no", "reason": "full", "attempt": secrets.token_urlsafe(24)}
    asked_for = await referral.http.post(f"{link}/antwort", headers=headers, data=given)
    assert asked_for.status_code == 401
    assert 'name="reason" value="full"' in asked_for.text
    assert "Rechtliche" not in asked_for.text
    with_pin = given | {"pin": referral.partners["partner_a"]["pin"]}
    done = await referral.http.post(f"{link}/antwort", headers=headers, data=with_pin)
    assert (done.status_code, "set-cookie" in done.headers) == (303, True)
    assert (await stored(referral, row["case_id"]))[0]["answer"] == "no"


async def test_what_is_not_the_partners_own_is_not_there(referral: Referral) -> None:
    row = await asked(referral)
    link = await link_to(referral, row)
    other = await referral.http.get(f"{API}/{row['reference']}", headers=referral.system("partner_b"))
    guessed = await referral.http.get(f"{API}/{uuid.uuid4().hex}", headers=referral.system("partner_b"))
    assert (other.status_code, other.text) == (404, guessed.text)
    assert (await answered(referral, row, "partner_b", answer="yes")).status_code == 404
    listed = await referral.http.get(API, headers=referral.system("partner_b"))
    assert row["reference"] not in listed.text
    wrong = {"pin": referral.partners["partner_b"]["pin"], "attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.post(link, headers=_from_the_page(referral), data=wrong)).status_code == 401
    for token in (link[:-3] + "AAA", "/partner/platzanfrage/" + "A" * 56, link.replace("platzanfrage", "eintrag")):
        assert (await referral.http.get(token)).status_code == 404


async def test_police_prosecution_and_whom_we_do_not_write_to_are_refused_with_the_reason_and_nobody_is_asked(
    referral: Referral,
) -> None:
    case_id = await referral.opened(needs=["legal", "police_security"])
    police = await referral.store["partners"].find_one({"category": "police", "areas": "NW"})
    assert police is not None
    waiting = await new_entry(referral, areas=["NW"])
    first = referral.partners["partner_a"]["id"]
    for partner, sentence in ((str(police["_id"]), "muss oder darf sie handeln"), (waiting, "noch nicht eingerichtet")):
        refused = await sent(referral, case_id, first, partner)
        assert (refused.status_code, sentence in refused.text) == (409, True)
        assert f'value="{first}" checked' in refused.text
    assert (await sent(referral, case_id, str(uuid.uuid4()))).status_code == 409
    assert await stored(referral, case_id) == []
    shown = await referral.page(f"/referral/cases/{case_id}/capacity-inquiries")
    assert f'value="{police["_id"]}"' not in shown
    assert "Wir fragen sie nicht nach Platz" in shown


async def test_a_form_that_says_too_little_is_refused_at_each_field_at_once(referral: Referral) -> None:
    case_id = await referral.opened()
    address = f"/referral/cases/{case_id}/capacity-inquiries"
    refused = await referral.http.post(address, headers=referral.counsellor, data={"format": "video"})
    assert refused.status_code == 422
    for field in ("partner", "need", "urgency", "language"):
        assert f'href="#f-{field}"' in refused.text
    immediate = await sent(referral, case_id, referral.partners["partner_a"]["id"], urgency="immediate")
    assert immediate.status_code == 422
    words = await sent(referral, case_id, referral.partners["partner_a"]["id"], text="Frau B. aus Köln")
    assert (words.status_code, "Köln" in words.text) == (422, False)
    assert await stored(referral, case_id) == []


async def test_the_same_form_sent_twice_asks_once_and_who_is_asked_is_not_asked_again(referral: Referral) -> None:
    case_id, partner = await referral.opened(), referral.partners["partner_a"]["id"]
    attempt = secrets.token_urlsafe(24)
    for _ in range(2):
        assert (await sent(referral, case_id, partner, attempt=attempt)).status_code == 303
    assert (await sent(referral, case_id, partner)).status_code == 409
    assert len(await stored(referral, case_id)) == 1


async def lapse(referral: Referral, row: dict[str, Any]) -> None:
    effect = Effect("e", LAPSE_CAPACITY, row["case_id"], {"inquiry_id": row["_id"]}, 0, now(), None)
    await UnitOfWork(referral.store, "referral")(await lapse_in_time(effect))


async def test_what_nobody_answers_lapses_and_its_link_says_so(referral: Referral) -> None:
    row = await asked(referral)
    waits = await referral.store["dispatches"].find_one({"kind": LAPSE_CAPACITY, "key": row["case_id"]})
    assert waits is not None
    link = await link_to(referral, row)
    headers = await inside(referral, link)
    for _ in range(2):
        await lapse(referral, row)
    await referral.heard("referral.capacity-lapsed", row["case_id"])
    assert "Die Zeit für eine Antwort ist vorbei." in (await referral.http.get(link, headers=headers)).text
    late = {"answer": "yes", "attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.post(f"{link}/antwort", headers=headers, data=late)).status_code == 409
    assert (await answered(referral, row, answer="yes")).status_code == 409
    assert (await told(referral, f"/internal/capacity-inquiries/{row['_id']}/notice"))[1]["link"] == ""
    assert (await sent(referral, row["case_id"], row["partner_id"])).status_code == 303


async def test_an_answered_one_does_not_lapse_and_the_mail_is_needed_no_more(referral: Referral) -> None:
    row = await asked(referral)
    assert (await answered(referral, row, answer="yes")).json()["answer"] == "yes"
    await lapse(referral, row)
    assert (await stored(referral, row["case_id"]))[0]["standing"] == "open"
    assert (await told(referral, f"/internal/capacity-inquiries/{row['_id']}/notice"))[1]["to"] == []


async def test_a_mail_that_comes_back_ends_the_waiting(referral: Referral) -> None:
    case_id = await referral.opened()
    mailed = await referral.store["partners"].find_one({"ways": ["mail"], "listed": True, "areas": "NW"})
    partner = str(mailed["_id"]) if mailed else referral.partners["partner_a"]["id"]
    await referral.store["partners"].update_one({"_id": partner}, {"$set": {"ways": ["mail"], "needs": ["legal"]}})
    await referral.store["access"].update_one({"_id": partner}, {"$set": {"onboarded": True}})
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})
    done = await sent(referral, case_id, partner)
    assert done.status_code == 303, done.text
    (row,) = await stored(referral, case_id)
    await UnitOfWork(referral.store, "referral")(lambda tx: note_inquiry_mail_returned(tx, row["_id"]))
    await referral.heard("referral.capacity-lapsed", case_id)
    assert "Die Mail kam bei der Stelle nicht an." in await referral.page(f"/referral/cases/{case_id}/proposals")


async def test_a_mail_that_came_back_somehow_is_said_beside_its_question_which_stays_open(referral: Referral) -> None:
    row = await asked(referral)
    said = {"dispatch_id": str(uuid.uuid4()), "audience": "partner", "channel": "mail", "rule": "capacity_asked"}
    doubted = DeliveryDoubted.model_validate(said | {"case_id": row["case_id"], "inquiry_id": row["_id"]})
    await referral.speaker.say_and_send(row["case_id"], doubted)
    await eventually(lambda: stored(referral, row["case_id"]), lambda rows: rows[0]["doubted"])
    proposals = f"/referral/cases/{row['case_id']}/proposals"
    said_of_it = at_its_place(await referral.page(proposals), row)
    assert "Vielleicht kam sie bei der Stelle nicht an." in said_of_it
    assert 'href="tel:' in said_of_it, "who is to be rung has its number there"
    assert (await answered(referral, row, answer="yes")).status_code == 200
    answered_one = at_its_place(await referral.page(proposals), row)
    assert ("Vielleicht kam sie" in answered_one, 'href="tel:' in answered_one) == (False, False)


def at_its_place(page: str, row: Mapping[str, Any]) -> str:
    """Where the task leads to."""
    return page.partition(f'id="stelle-{row["_id"]}"')[2].partition("</li>")[0]


async def test_a_closed_case_and_a_question_taken_back_are_said_at_the_link(referral: Referral) -> None:
    for ends in ("closed", "taken back"):
        row = await asked(referral)
        link = await link_to(referral, row)
        headers, case_id = await inside(referral, link), row["case_id"]
        if ends == "closed":
            await referral.speaker.say_and_send(case_id, CaseClosed(case_id=case_id, outcome="resolved"))
        else:
            address = f"/referral/cases/{case_id}/capacity-inquiries/{row['_id']}/take-back"
            data = {"attempt": secrets.token_urlsafe(24)}
            assert (await referral.http.post(address, headers=referral.counsellor, data=data)).status_code == 303

        async def shown(link: str = link, headers: dict[str, str] = headers) -> str:
            return (await referral.http.get(link, headers=headers)).text

        await eventually(shown, lambda page: "Diese Frage hat sich erledigt." in page)
        assert (await answered(referral, row, answer="yes")).status_code == 409


async def test_who_is_suspended_reads_nothing_and_its_counsellor_is_told(referral: Referral) -> None:
    row = await asked(referral, "partner_b")
    link = await link_to(referral, row)
    headers = await inside(referral, link, "partner_b")
    assert (await post(referral, f"{DIRECTORY}/{row['partner_id']}/suspend", why="misuse")).status_code == 303
    assert (await referral.http.get(link, headers=headers)).status_code == 404
    assert (await answered(referral, row, "partner_b", answer="yes")).status_code == 401
    await referral.heard("referral.capacity-lapsed", row["case_id"])


async def test_an_erased_case_leaves_no_question(referral: Referral) -> None:
    row = await asked(referral)
    link, case_id = await link_to(referral, row), row["case_id"]
    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))
    await eventually(lambda: stored(referral, case_id), lambda rows: not rows)
    assert (await referral.http.get(link)).status_code == 404
    assert (await told(referral, f"/internal/capacity-inquiries/{row['_id']}/notice"))[0] == 404


async def test_a_colleagues_case_is_not_there(referral: Referral) -> None:
    address = f"/referral/cases/{uuid.uuid4()}/capacity-inquiries"
    assert (await referral.http.get(address, headers=referral.counsellor)).status_code == 404
    assert (await sent(referral, str(uuid.uuid4()), referral.partners["partner_a"]["id"])).status_code == 404


async def test_an_answer_about_one_case_moves_nothing_in_the_directory(referral: Referral) -> None:
    row = await asked(referral)
    before = await referral.store["partners"].find_one({"_id": row["partner_id"]})
    assert (await answered(referral, row, answer="no", reason="full")).status_code == 200
    assert await referral.store["partners"].find_one({"_id": row["partner_id"]}) == before
    other = await referral.page(f"/referral/cases/{await referral.opened()}/proposals")
    assert f'data-partner="{row["partner_id"]}"' in other


async def test_what_was_asked_of_whom_is_given_to_the_person_with_all_that_is_held_of_her(referral: Referral) -> None:
    row = await asked(referral)
    own = await referral.page(f"/referral/cases/{row['case_id']}/proceedings/own-data")
    assert "Wo wir nach Platz gefragt haben" in own
    assert "Rechtliche Beratung" in own
