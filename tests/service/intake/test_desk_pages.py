"""The desk as counsellors use it: pages and forms, without a script."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.domain.ids import HandoverId, PartnerId
from services.intake.domain.partner import ListedPartner
from services.intake.handlers.services.fetch import fetch_package
from services.intake.pages.desk import answer
from services.intake.store import PARTNERS
from shared.audit import Actor
from tests.harness.services.intake import Place, a_counsellor, fill_in, signed_in
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

STAFF = "http://staff.test"
TEXT = "In einem Kommentar wurden mir Prügel angedroht."
PARTNER = PartnerId("5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b11")
YES = {"items": ["account"]}
TRIAGE = {
    "urgency": "urgent",
    "land": "SN",
    "threat_kinds": ["threat"],
    "needs": ["legal", "peer"],
    "no_police": "true",
}


@asynccontextmanager
async def at_the_desk(
    mongo_of: Mapping[str, str], name: str, role: str = "counsellor"
) -> AsyncIterator[httpx2.AsyncClient]:
    async with signed_in(mongo_of, a_counsellor(name, role)) as opened:
        opened.follow_redirects = True
        yield opened


@pytest.fixture
async def anna(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    await with_a_partner(place)
    async with at_the_desk(mongo_of, "anna") as opened:
        yield opened


@laid_out
async def with_a_partner(place: Place) -> None:
    partner = ListedPartner(id=PARTNER, name="Opferhilfe (Demo)", category="victim_support")
    await place.unit_of_work(lambda tx: PARTNERS.put(tx, partner))


def forms(page: httpx2.Response) -> list[str]:
    return re.findall(r'<form[^>]+method="post" action="([^"]+)"', page.text)


def form(page: httpx2.Response, ending: str) -> str:
    return next(action for action in forms(page) if action.endswith(ending))


async def first_in_queue(browser: httpx2.AsyncClient) -> httpx2.Response:
    page = await browser.get("/desk")
    found = re.search(r'href="(/desk/(?:cases|contacts)/(?!new)[^"]+)"', page.text)
    assert found, page.text
    return await browser.get(found[1])


async def test_a_counsellor_takes_over_triages_answers_and_closes(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT, urgency="immediate")
    page = await first_in_queue(anna)
    assert TEXT in page.text
    own = {form(page, "/take-over"), form(page, "/quotes")}
    assert {*forms(page)} - own == {"/desk/search", "/desk/abmelden"}

    page = await anna.post(form(page, "/take-over"))
    case = page.url.path
    page = await anna.get(f"{case}/assessment")
    seen = re.search(r'name="seen" value="(\d+)"', page.text)
    assert seen
    page = await anna.post(form(page, "/triage"), data=TRIAGE | {"seen": seen[1]})
    assert "Dringend" in page.text
    assert "Passende Stellen ansehen" in page.text
    assert "keine Polizei" in page.text
    page = await anna.post(form(await anna.get(case), "/answers"), data={"text": "Wir sind da."})
    assert "Wir sind da." in page.text
    page = await anna.post(form(await anna.get(f"{case}/record"), "/close"), data={"outcome": "resolved"})

    assert "Abgeschlossen" in page.text
    assert set((await place.types())[-2:]) == {"case.closed", "contact.closed"}


async def test_a_prevention_enquiry_is_answered_and_closed_without_a_case(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text="Gibt es Schulungen?", reason="prevention")
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    page = await anna.post(form(page, "/answers"), data={"text": "Ja, diese hier.", "articles": ["vorbeugen"]})
    assert "Artikel: Vorbeugen" in page.text
    assert "Ersteinschätzung" not in page.text
    await anna.post(form(page, "/close"))

    assert await place.types() == ["contact.recorded", "contact.assigned", "contact.answered", "contact.closed"]


async def test_a_hand_over_is_asked_word_for_word_and_decided_by_voice(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    blank = await anna.get(f"{case}/handovers/new?partner={PARTNER}")
    assert "Opferhilfe (Demo)" in blank.text
    assert " checked" not in blank.text.split("Was soll die Stelle erfahren?")[1]

    asked = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung.", "text_name": "nie"}
    page = await anna.post(form(blank, "/handovers"), data=asked)
    assert "Wartet auf Einwilligung" in page.text
    assert "nie" not in page.text.split("Was weitergegeben werden soll")[1].split("</dl>")[0]
    page = await anna.post(
        form(page, "/decisions"), data={"case_id": case.split("/")[-1], "decision": "given", "how": "voice"} | YES
    )

    assert "Eingewilligt" in page.text
    assert (await place.types(case.split("/")[-1]))[-2:] == ["consent.asked", "consent.given"]


async def test_a_question_is_taken_back_and_asked_anew(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    asked = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung mit Schreibfehler."}
    page = await anna.post(f"{case}/handovers", data=asked)
    page = await anna.post(form(page, "/take-back"), data={"case_id": case.split("/")[-1]})
    assert "Die Frage ist zurückgenommen." in page.text
    assert "Neu fragen" in page.text
    page = await anna.post(f"{case}/handovers", data=asked | {"text_account": "Drohung."})

    assert "Wartet auf Einwilligung" in page.text
    consents = [each for each in await place.types(case.split("/")[-1]) if each.startswith("consent")]
    assert consents == ["consent.asked", "consent.lapsed", "consent.asked"]


async def test_who_refused_is_asked_again_by_a_step_that_says_so(
    browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    asked = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung."}
    page = await anna.post(f"{case}/handovers", data=asked)
    assert "schon einmal abgelehnt" not in (await anna.get(f"{case}/handovers/new?partner={PARTNER}")).text
    decided = {"case_id": case.split("/")[-1], "decision": "refused", "how": "voice"}
    page = await anna.post(form(page, "/decisions"), data=decided)
    again = re.search(r'href="([^"]+)">Neu fragen', page.text)
    assert again
    assert "schon einmal abgelehnt" in (await anna.get(again[1].replace("&amp;", "&"))).text
    assert "Wartet auf Einwilligung" in (await anna.post(f"{case}/handovers", data=asked)).text


async def test_what_the_person_agreed_to_by_voice_is_ticked_and_nothing_else_is_passed_on(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    asked = {"partner": PARTNER, "kind": "warm", "items": ["account", "name"], "text_account": "Drohung."}
    page = await anna.post(f"{page.url.path}/handovers", data=asked | {"text_name": "Ein Name."})
    decisions = form(page, "/decisions")
    said = {"case_id": page.url.path.split("/")[-2], "how": "voice", "decision": "given"}

    refused = await anna.post(decisions, data=said)
    assert (refused.status_code, "kreuzen Sie an, was die Person erlaubt hat" in refused.text) == (422, True)
    unsure = await anna.post(decisions, data={**said, **YES, "how": ""})
    assert re.search(r'value="account" checked', unsure.text)
    page = await anna.post(decisions, data=said | YES)
    assert "Name (nicht zugestimmt)" in page.text
    handover_id = HandoverId(decisions.split("/")[-2])
    package = await fetch_package(place.desk, Actor("referral", "service"), handover_id)
    assert package["items"] == {"account": "Drohung."}


async def test_whoever_was_refused_for_good_is_asked_for_where_she_wants_it_only(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    asked = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung."}
    page = await anna.post(f"{case}/handovers", data=asked)
    never = {"case_id": case.split("/")[-1], "decision": "never", "how": "voice"}
    await anna.post(form(page, "/decisions"), data=never)
    assert "despite_never" in (await anna.get(f"{case}/handovers/new?partner={PARTNER}")).text
    refused = next(row for row in await place.published() if row["type"].endswith("consent.refused.v1"))
    assert json.loads(refused["body"])["data"]["never"] is True

    opened_before = await anna.post(f"{case}/handovers", data=asked)
    assert (opened_before.status_code, "nie an diese Stelle" in opened_before.text) == (409, True)
    assert "despite_never" in opened_before.text
    page = await anna.post(f"{case}/handovers", data=asked | {"despite_never": "true"})
    assert "Wartet auf Einwilligung" in page.text


async def test_a_question_that_was_decided_is_not_taken_back(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    asked = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung."}
    page = await anna.post(f"{case}/handovers", data=asked)
    decided = {"case_id": case.split("/")[-1], "decision": "given", "how": "voice"} | YES
    take_back = form(page, "/take-back")
    await anna.post(form(page, "/decisions"), data=decided)
    refused = await anna.post(take_back, data={"case_id": case.split("/")[-1]})

    assert (refused.status_code, "steht nicht mehr offen" in refused.text) == (409, True)
    assert "consent.lapsed" not in await place.types(case.split("/")[-1])


async def test_whoever_is_reached_by_the_person_herself_gets_nothing_ticked(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    cold = {"partner": PARTNER, "kind": "cold", "items": ["account"], "text_account": "So weit war ich."}
    refused = await anna.post(f"{case}/handovers", data=cold)
    assert refused.status_code == 422
    assert "geben wir nichts weiter" in refused.text
    assert "So weit war ich." in refused.text
    page = await anna.post(f"{case}/handovers", data=cold | {"items": []})

    assert "Wartet auf Antwort" in page.text
    assert (await place.types(case.split("/")[-1]))[-1] == "consent.asked"


@pytest.mark.parametrize("wrong", [{"items": []}, {"items": ["name"], "text_name": " "}])
async def test_a_hand_over_that_is_not_complete_comes_back_as_it_was_typed(
    browser: httpx2.AsyncClient, anna: httpx2.AsyncClient, wrong: dict[str, str]
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case = page.url.path
    page = await anna.post(f"{case}/handovers", data={"partner": PARTNER, "text_account": "So weit war ich.", **wrong})

    assert page.status_code == 422
    assert "So weit war ich." in page.text


async def test_while_the_store_is_away_an_answer_stays_and_is_sent_again(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))

    with monkeypatch.context() as away:
        away.setattr(answer, "answer", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await anna.post(form(page, "/answers"), data={"text": "Wir sind da.", "articles": ["vorbeugen"]})
    sent = await anna.post(form(refused, "/answers"), data={"text": "Wir sind da."})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "Wir sind da." in refused.text
    assert 'name="articles" value="vorbeugen"' in refused.text
    assert (sent.status_code, await place.count("messages")) == (200, 2)


async def test_who_answers_must_take_over_first_and_nothing_typed_is_lost(
    browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    nobodys = form(await first_in_queue(anna), "/take-over").removesuffix("/take-over")
    answer = await anna.post(f"{nobodys}/answers", data={"text": "Ich war schneller."})

    assert answer.status_code == 409
    assert "übernehmen Sie das Anliegen zuerst" in answer.text
    assert "Ich war schneller." in answer.text


async def test_a_triage_with_a_field_that_the_form_lacks_changes_nothing_and_loses_nothing(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    before = await place.store["cases"].find_one({})

    sent = {"seen": "1", **TRIAGE, "reported_to_police": "yes", "languages": ["uk"], "no_help": "true"}
    refused = await anna.post(form(await anna.get(f"{page.url.path}/assessment"), "/triage"), data=sent)

    assert refused.status_code == 422
    assert "Bitte prüfen Sie die Einschätzung." in refused.text
    assert await place.store["cases"].find_one({}) == before
    for entered in (
        "urgency-urgent",
        "threat_kinds-threat",
        "needs-legal",
        "needs-peer",
        "no_police-true",
        "languages-uk",
    ):
        assert re.search(rf'id="f-{entered}"[^>]* checked', refused.text), entered
    assert re.search(r'<option value="yes" selected', refused.text)
    assert re.search(r'name="seen" value="1"', refused.text)

    del sent["no_help"]
    assert (await anna.post(form(refused, "/triage"), data=sent)).status_code == 200
    saved = await place.store["cases"].find_one({})
    assert saved is not None
    assert saved["situation"]["reported_to_police"] is True
    assert saved["situation"]["wishes"] == {"no_police": True, "no_prosecution": False, "languages": ["uk"]}


async def test_an_answer_with_a_field_that_the_form_lacks_stays_on_the_page(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT, reason="prevention")
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))

    sent = {"text": "Eine lange Antwort.", "articles": ["vorbeugen"], "canary": "x"}
    refused = await anna.post(form(page, "/answers"), data=sent)

    assert refused.status_code == 422
    assert "Eine lange Antwort." in refused.text
    assert re.search(r'id="f-articles-vorbeugen"[^>]* checked', refused.text)
    assert await place.count("messages") == 1


async def test_a_page_that_is_out_of_date_changes_nothing(
    browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    page = await anna.get(f"{page.url.path}/assessment")
    answer = await anna.post(form(page, "/triage"), data=TRIAGE | {"seen": "999"})

    assert answer.status_code == 409
    assert "inzwischen geändert" in answer.text


@pytest.mark.parametrize("role", ["operator", "analyst"])
async def test_for_those_who_do_not_counsel_there_are_no_cases(
    mongo_of: Mapping[str, str], browser: httpx2.AsyncClient, anna: httpx2.AsyncClient, role: str
) -> None:
    await fill_in(browser, text=TEXT)
    page = await first_in_queue(anna)
    async with at_the_desk(mongo_of, "omar", role) as other:
        answers = [
            await other.get("/desk"),
            await other.get(str(page.url.path)),
            await other.get("/desk/cases/nirgends"),
        ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
