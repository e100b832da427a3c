"""The person agrees to files one by one; the desk hands out those and no others, while the consent stands."""

import hashlib
import re
from functools import partial

import httpx2
import pytest
from bs4 import BeautifulSoup

from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.fetch import fetch_package
from services.intake.handlers.services.fetch_file import fetch_file_part
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONTACTS
from shared.audit import Actor
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Gone, Invalid, LotseError, NotFound
from shared.sealing.keys import decode
from tests.harness.services.intake import Place, a_counsellor, let_in, on_follow_page
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_evidence import PNG, add, evidence_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
PARTNER = PartnerId("5b0c9a52-93c3-4b0e-8f5e-3f0a55d2a7e1")
REFERRAL = Actor("referral", "service")
TEXTS = {ConsentItem.ACCOUNT: "Drohungen per Brief.", ConsentItem.EVIDENCE: "Fotos der Briefe."}
FILES = tuple(PNG + each for each in (b"eins", b"zwei", b"drei"))


@laid_out
async def with_files(place: Place, browser: httpx2.AsyncClient) -> tuple[CaseId, list[str]]:
    """A case with three files, and their ids."""
    await let_in(browser)
    for file in FILES:
        assert (await add(browser, file)).status_code == 303
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    await take_over(place.desk, contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Beratungsstelle (Demo)", "legal"))
    assert contact.case_id
    return contact.case_id, [each.id for each in await evidence_of(place)]


@laid_out
async def asked(place: Place, case_id: CaseId, files: list[str]) -> HandoverId:
    made = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, TEXTS, evidence=files)
    await place.settle()
    return made


async def decide(
    browser: httpx2.AsyncClient,
    handover: HandoverId,
    decision: str,
    files: list[str],
    items: tuple[str, ...] = ("account",),
) -> httpx2.Response:
    said = {"handover_id": handover, "decision": decision, "items": list(items), "evidence": files}
    return await browser.post("/rueckmeldung/einwilligung", data=said | await on_follow_page(browser))


async def part(place: Place, handover: HandoverId, file: str, number: int = 0) -> bytes:
    return decode((await fetch_file_part(place.desk, REFERRAL, handover, file, number))["part"])


async def refused(place: Place, handover: HandoverId, file: str, number: int = 0) -> type[LotseError]:
    with pytest.raises(LotseError) as why:
        await part(place, handover, file, number)
    return type(why.value)


async def test_only_the_files_that_she_ticked_are_handed_out(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id, (one, two, three) = await with_files(place, browser)
    handover = await asked(place, case_id, [one, two])
    page = (await browser.get("/rueckmeldung")).text
    question = page.split("Welche Ihrer Dateien darf die Stelle öffnen?")[1].split("</fieldset>")[0]
    assert [each for each in (one, two, three) if f'value="{each}"' in question] == [one, two]
    assert "checked" not in question
    assert "Beweis 1: PNG, 12 Byte, angekommen am" in question
    assert await refused(place, handover, one) is NotFound, "before she agreed"

    assert (await decide(browser, handover, "given", [two])).status_code == 303
    assert await part(place, handover, two) == FILES[1]
    for other in (one, three, handover, ""):
        assert await refused(place, handover, other) is NotFound
    assert await refused(place, handover, two, 1) is NotFound, "a part that it does not have"
    (listed,) = (await fetch_package(place.desk, REFERRAL, handover))["files"]
    assert (listed["id"], listed["number"], listed["kind"], listed["size"]) == (two, 2, "png", len(FILES[1]))
    assert listed["sha256"] == hashlib.sha256(FILES[1]).hexdigest()
    page = (await browser.get("/rueckmeldung")).text
    agreed, not_agreed = page.split("Dem haben Sie zugestimmt")[1].split("Das geben wir nicht weiter")
    assert ("Beweis 2" in agreed, "Beweis 1" in agreed, "Beweis 1" in not_agreed) == (True, False, True)


async def test_withdrawn_it_is_closed_at_once_and_erased_it_is_gone(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id, (one, *_) = await with_files(place, browser)
    handover = await asked(place, case_id, [one])
    await decide(browser, handover, "given", [one])
    await decide(browser, handover, "withdrawn", [])
    assert await refused(place, handover, one) is Gone

    again = await asked(place, case_id, [one])
    await decide(browser, again, "given", [one])
    assert await part(place, again, one) == FILES[0]
    await erase_owners(place.desk, [(await place.unit_of_work(partial(CONTACTS.all)))[0].thread])
    assert await refused(place, again, one) is NotFound


async def test_who_ticks_evidence_and_no_file_is_asked_once_before_it_is_final(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id, (one, two, _) = await with_files(place, browser)
    handover = await asked(place, case_id, [one, two])
    both = ("account", "evidence")
    question = await decide(browser, handover, "given", [], items=both)
    assert (question.status_code, "Sie haben keine Datei angekreuzt" in question.text) == (200, True)
    await place.settle()
    assert "consent.given" not in str(await place.types(case_id))
    form = BeautifulSoup(question.text, "html.parser").select_one("form[action='/rueckmeldung/einwilligung']")
    assert form is not None
    assert {str(each["value"]) for each in form.select("button")} == {"again", "without_files"}
    sent: dict[str, list[str]] = {}
    for each in form.select("input"):
        sent.setdefault(str(each["name"]), []).append(str(each["value"]))

    again = await browser.post("/rueckmeldung/einwilligung", data=sent | {"decision": "again"})
    boxes = BeautifulSoup(again.text, "html.parser").select("input[name=items]")
    assert [str(each["value"]) for each in boxes if each.has_attr("checked")] == [*both]
    assert f'value="{one}"' in again.text, "there the files are"
    done = await browser.post("/rueckmeldung/einwilligung", data=sent | {"decision": "without_files"})
    assert done.status_code == 303
    package = await fetch_package(place.desk, REFERRAL, handover)
    assert (package["files"], sorted(package["items"])) == ([], [*both])


async def test_nobody_is_asked_about_files_where_there_are_none_or_one_is_ticked(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id, (one, *_) = await with_files(place, browser)
    assert (await decide(browser, await asked(place, case_id, []), "given", [], items=("evidence",))).status_code == 303
    other = PartnerId("6c1d0a63-a4d4-4c1f-9f6f-4a1b66e3b8f2")
    await place.unit_of_work(lambda tx: list_partner(tx, other, "Rechtshilfe (Demo)", "legal"))
    made = await ask_for_consent(place.desk, case_id, ANNA, other, TEXTS, evidence=[one])
    await place.settle()
    assert (await decide(browser, made, "given", [one], items=("evidence",))).status_code == 303


@pytest.mark.parametrize("decision", ["refused", "never"])
async def test_a_no_hands_out_nothing_whatever_is_ticked(
    place: Place, browser: httpx2.AsyncClient, decision: str
) -> None:
    case_id, files = await with_files(place, browser)
    handover = await asked(place, case_id, files)
    assert (await decide(browser, handover, decision, files)).status_code == 303
    assert {await refused(place, handover, each) for each in files} == {NotFound}


async def test_only_the_contact_way_passes_on_no_file(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id, files = await with_files(place, browser)
    texts = {ConsentItem.CONTACT: "Nur per Mail.", **TEXTS}
    handover = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, evidence=files)
    await place.settle()
    assert (await decide(browser, handover, "contact_only", files)).status_code == 303
    assert (await fetch_package(place.desk, REFERRAL, handover))["files"] == []
    assert {await refused(place, handover, each) for each in files} == {NotFound}


async def test_a_file_that_was_not_asked_for_or_files_alone_are_refused(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id, (one, two, _) = await with_files(place, browser)
    handover = await asked(place, case_id, [one])
    strange = await decide(browser, handover, "given", [two])
    assert (strange.status_code, "Danach wurde nicht gefragt" in strange.text) == (422, True)
    alone = await decide(browser, handover, "given", [one], items=())
    assert (alone.status_code, "Eine Datei allein" in alone.text) == (422, True)
    assert await refused(place, handover, one) is NotFound


async def test_the_counsellor_chooses_among_the_files_of_this_case_and_sees_what_was_agreed_to(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    case_id, (one, two, _) = await with_files(place, browser)
    await add(browser, None, "", sha256="0f" * 32)
    await place.settle()
    by_sum = (await evidence_of(place))[-1].id
    inside, form = cookie_of(ANNA), f"/desk/cases/{case_id}/handovers/new?partner={PARTNER}"
    page = (await desk.get(form, headers=inside)).text
    assert (page.count('name="evidence"'), by_sum in page) == (3, False)
    sent = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung.", "evidence": [two]}
    alone = await desk.post(f"/desk/cases/{case_id}/handovers", headers=inside, data=sent | {"attempt": "a" * 32})
    assert (alone.status_code, 'href="#f-evidence"' in alone.text) == (422, True)
    assert re.search(f'value="{two}" checked', alone.text), "what was ticked stays"
    whole = sent | {"items": ["account", "evidence"], "text_evidence": "Ein Foto.", "attempt": "b" * 32}
    assert (await desk.post(f"/desk/cases/{case_id}/handovers", headers=inside, data=whole)).status_code == 303
    shown = (await desk.get(f"/desk/cases/{case_id}/handovers", headers=inside)).text
    assert ("Datei 2: PNG" in shown, "Datei 1: PNG" in shown) == (True, False)
    for strange in (by_sum, "no-such"):
        with pytest.raises(NotFound):
            await ask_for_consent(place.desk, case_id, ANNA, PARTNER, TEXTS, evidence=[strange])
    with pytest.raises(Invalid):
        await ask_for_consent(place.desk, case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "a"}, evidence=[one])


async def test_that_referral_fetched_a_file_is_noted_once_with_its_number(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id, (_, two, _) = await with_files(place, browser)
    handover = await asked(place, case_id, [two])
    await decide(browser, handover, "given", [two])
    noted = {"what": "evidence-passed-on", "case": case_id, "by": "referral", "reason": "2"}
    await refused(place, handover, handover)
    assert await place.store["audit"].count_documents(noted) == 0
    await part(place, handover, two)
    assert await place.store["audit"].count_documents(noted) == 1


async def test_nothing_of_a_file_is_on_the_bus(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id, files = await with_files(place, browser)
    handover = await asked(place, case_id, files)
    await decide(browser, handover, "given", files)
    told = repr(await place.published())
    assert "consent.given" in told
    for each, file in zip(files, FILES, strict=True):
        assert each not in told
        assert hashlib.sha256(file).hexdigest() not in told
