"""What the desk refuses is not lost: it comes again with the reason, at its field, beside what others did."""

import re
from collections.abc import Mapping
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.domain.situation import Situation
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.triage import triage
from services.intake.pages.desk import case as case_page
from shared.clock import now
from shared.contracts.vocabulary import Land, Urgency
from tests.harness.services.intake import Place, a_counsellor
from tests.service.intake.test_desk_pages import PARTNER, TRIAGE, anna, at_the_desk, form
from tests.service.intake.test_desk_sent_twice import ANNA, a_case

__all__ = ["anna"]

pytestmark = pytest.mark.engines

CALL = {"text": "Seit gestern wird gedroht.", "reason": "counselling", "land": "SN", "urgency": "urgent"}


def says_at(page: httpx2.Response, field: str) -> str:
    """The sentence beside a field, which the summary leads to."""
    assert "<title>Fehler: " in page.text
    assert re.search(r'id="fehler"[^>]*autofocus', page.text)
    assert f'href="#f-{field}"' in page.text, page.text
    found = re.search(rf'id="f-{field}-error">.*?<span class="kern-body">([^<]+)<', page.text, re.DOTALL)
    assert found, page.text
    return found[1]


async def test_a_triage_that_came_too_late_stands_beside_what_is_stored_and_can_be_saved_over_it(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = await a_case(place, browser)
    page = await anna.get(f"/desk/cases/{case_id}/assessment")
    found = await place.store["cases"].find_one({})
    assert found is not None
    theirs = Situation(land=Land.BY, urgency=Urgency.ROUTINE)
    await triage(place.desk, found["_id"], ANNA, theirs)
    late = await anna.post(form(page, "/triage"), data={"seen": str(found["version"]), **TRIAGE})

    assert late.status_code == 409
    differing = late.text.split("Was sich unterscheidet")[-1].split("</table>")[0]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", differing)]
    assert "Land|Sachsen|Bayern" in "|".join(cells)
    assert re.search(r'id="f-urgency-urgent"[^>]* checked', late.text)
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen
    saved = await anna.post(form(late, "/triage"), data={"seen": seen[1], **TRIAGE})
    assert "Die Einschätzung ist gespeichert." in saved.text
    stored = await place.store["cases"].find_one({})
    assert stored is not None
    assert stored["situation"]["land"] == "SN"


async def test_what_is_written_while_a_colleague_takes_over_stays_before_my_eyes(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = await a_case(place, browser)
    page = await anna.get(f"/desk/cases/{case_id}")
    found = await place.store["contacts"].find_one({})
    assert found is not None
    await take_over(place.desk, found["_id"], a_counsellor("sven", "supervisor").opening(case_id, now(), "quality"))
    answer = await anna.post(form(page, "/answers"), data={"text": "Guten Tag, ich melde mich."})
    asked = {"partner": PARTNER, "items": ["account"], "text_account": "Drohung im Netz."}
    handover = await anna.post(f"/desk/cases/{case_id}/handovers", data=asked)
    never = await anna.post(f"/desk/cases/{PARTNER}/handovers", data=asked)

    assert (answer.status_code, handover.status_code) == (404, 404)
    assert "Guten Tag, ich melde mich." in answer.text
    assert "Drohung im Netz." in handover.text
    assert "jemand anderes hat es übernommen" in answer.text
    assert never.text.replace(PARTNER, "") == handover.text.replace(case_id, "").replace(PARTNER, "")
    assert await place.count("messages") == 1


async def test_a_supervisor_s_text_waits_while_the_reason_is_asked_for(
    place: Place, browser: httpx2.AsyncClient, mongo_of: Mapping[str, str]
) -> None:
    case_id = await a_case(place, browser)
    found = await place.store["contacts"].find_one({})
    assert found is not None
    async with at_the_desk(mongo_of, "sven", "supervisor") as sven:
        sven.follow_redirects = False
        sent = await sven.post(f"/desk/contacts/{found['_id']}/answers", data={"text": "Bitte rufen Sie an."})
        asked = await sven.get(sent.headers["location"])
        next_page = re.search(r'name="next" value="([^"]+)"', asked.text)
        assert next_page
        opened = await sven.post(f"/desk/begruendung/{case_id}", data={"reason": "absence", "next": next_page[1]})
        assert opened.status_code == 303, opened.text
        kept = await sven.get(opened.headers["location"])

    assert sent.headers["location"].startswith(f"/desk/begruendung/{case_id}?next=/desk/fortsetzen/")
    assert "Bitte rufen Sie an." in kept.text
    assert "Jetzt absenden" in kept.text


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"text": ""}, "text", "Bitte füllen Sie dieses Feld aus."),
        ({"channel": "mail", "address": "p@example.org."}, "address", "können wir nicht anschreiben"),
        ({"channel": "mail", "address": "(p@example.org)"}, "address", "können wir nicht anschreiben"),
        ({"channel": "phone", "address": "<0151>"}, "address", "eine einzelne Telefonnummer"),
        ({"channel": "phone", "address": "0151 0", "who_answers": "x" * 201}, "who_answers", "Das sind 201 Zeichen."),
        ({"channel": "phone", "address": "0151 0", "words": "x" * 201}, "words", "Das sind 201 Zeichen."),
        ({"address": "0151 0"}, "address", "Ohne Weg können wir das nicht verwenden."),
    ],
)
async def test_a_call_with_something_wrong_comes_back_with_all_that_was_typed(
    place: Place, anna: httpx2.AsyncClient, wrong: Mapping[str, str], field: str, sentence: str
) -> None:
    refused = await anna.post("/desk/contacts", data={"words": "Hier ist die Stadtbücherei", **CALL, **wrong})

    assert refused.status_code == 422
    assert sentence in says_at(refused, field)
    assert "Hier ist die Stadtbücherei" in refused.text or "words" in wrong
    assert CALL["text"] in refused.text or "text" in wrong
    assert re.search(r'id="f-urgency-urgent"[^>]* checked', refused.text)
    assert await place.count("contacts") == 0


async def test_a_call_names_every_wrong_field_and_no_other(place: Place, anna: httpx2.AsyncClient) -> None:
    wrong = {"channel": "phone", "address": "<0151>", "who_answers": "x" * 201, "text": " "}
    refused = await anna.post("/desk/contacts", data={**CALL, **wrong})

    assert set(re.findall(r'href="#f-(\w+)"', refused.text)) == wrong.keys() - {"channel"}


async def test_a_call_changed_after_a_lost_answer_adds_what_is_new_to_the_first(
    place: Place, anna: httpx2.AsyncClient
) -> None:
    attempt = {"attempt": "a" * 32}
    first = await anna.post("/desk/contacts", data={**CALL, **attempt})
    more = {
        **CALL,
        **attempt,
        "text": "Seit gestern wird gedroht. Auch am Telefon.",
        "channel": "phone",
        "address": "0151 0",
    }
    second, third = [await anna.post("/desk/contacts", data=more) for _ in range(2)]
    code = re.compile(r'id="one-time-code">([0-9A-Z-]+)<')
    found = await place.store["cases"].find_one({})
    assert found is not None
    page = await anna.get(f"/desk/cases/{found['_id']}")

    assert (first.status_code, second.status_code) == (201, 201)
    assert len({code.findall(each.text)[0] for each in (first, second, third)}) == 1
    assert "Dieser Anruf war schon erfasst." in second.text
    assert (await place.count("contacts"), await place.count("messages")) == (1, 2)
    assert await place.count("safe_contacts") == 1
    assert "Auch am Telefon." in page.text
    assert "0151 0" in page.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"items": []}, "items"),
        ({"text_account": " "}, "text_account"),
        ({"text_account": "x" * 30_001}, "text_account"),
    ],
)
async def test_a_hand_over_names_the_field_that_is_wrong(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient, wrong: Mapping[str, object], field: str
) -> None:
    case_id = await a_case(place, browser)
    sent = {"partner": PARTNER, "items": ["account"], "text_account": "Drohung.", "text_office": "Rat", **wrong}
    refused = await anna.post(f"/desk/cases/{case_id}/handovers", data=sent)

    assert refused.status_code == 422
    assert says_at(refused, field)
    assert "Rat</textarea>" in refused.text


async def test_closing_and_deciding_without_a_choice_say_so_at_the_choice(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = await a_case(place, browser)
    closing = await anna.post(f"/desk/cases/{case_id}/close", data={})
    page = await anna.post(
        f"/desk/cases/{case_id}/handovers", data={"partner": PARTNER, "items": ["account"], "text_account": "Drohung."}
    )
    handover = form(page, "/decisions").split("/")[-2]
    deciding = await anna.post(form(page, "/decisions"), data={"case_id": case_id, "decision": "given"})

    assert says_at(closing, "outcome") == "Bitte wählen Sie das Ergebnis."
    assert says_at(deciding, f"how-{handover}") == "Bitte wählen Sie, wie die Person entschieden hat."


async def test_a_consent_without_a_tick_is_refused_at_the_ticks_and_keeps_how_it_was_said(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = await a_case(place, browser)
    asked = {"partner": PARTNER, "items": ["account"], "text_account": "Drohung."}
    page = await anna.post(f"/desk/cases/{case_id}/handovers", data=asked)
    there = form(page, "/decisions")
    refused = await anna.post(there, data={"case_id": case_id, "decision": "given", "how": "voice"})

    assert refused.status_code == 422
    assert says_at(refused, f"items-{there.split('/')[-2]}") == "Bitte kreuzen Sie an, was die Person erlaubt hat."
    assert "wir haben nichts weitergegeben" not in refused.text
    assert re.search(r'value="voice"[^>]* checked', refused.text)


async def test_an_empty_answer_is_refused_at_its_field(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    page = await anna.get(f"/desk/cases/{await a_case(place, browser)}")
    assert (
        says_at(await anna.post(form(page, "/answers"), data={"text": "  "}), "text")
        == "Bitte schreiben Sie eine Antwort."
    )


async def test_while_the_store_is_away_a_triage_can_be_sent_again(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await a_case(place, browser)
    there = f"/desk/cases/{case_id}/triage"
    monkeypatch.setattr(case_page, "triage", AsyncMock(side_effect=ServerSelectionTimeoutError))
    away = await anna.post(there, data={"seen": "1", "attempt": "b" * 32, **TRIAGE})

    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert f'action="{there}"' in away.text
    for name, value in (("needs", "legal"), ("needs", "peer"), ("land", "SN"), ("attempt", "b" * 32)):
        assert f'name="{name}" value="{value}"' in away.text


async def test_a_reason_that_was_not_chosen_is_asked_for_at_its_field(
    place: Place, browser: httpx2.AsyncClient, mongo_of: Mapping[str, str]
) -> None:
    case_id = await a_case(place, browser)
    async with at_the_desk(mongo_of, "sven", "supervisor") as sven:
        refused = await sven.post(f"/desk/begruendung/{case_id}", data={"next": f"/desk/cases/{case_id}"})

    assert says_at(refused, "reason") == "Bitte wählen Sie einen Grund."
    assert f'name="next" value="/desk/cases/{case_id}"' in refused.text
