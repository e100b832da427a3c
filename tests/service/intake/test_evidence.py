"""A person adds evidence: byte for byte, once, sealed; what is refused says so, and nothing of it counts."""

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from services.intake.domain.contact import Contact
from services.intake.domain.evidence import LARGEST_FILE, PART, UNCLAIMED
from services.intake.domain.task import Task
from services.intake.handlers.desk.erase import erase_case, erase_owners
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.person import add_evidence, keep_upload
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.requests import add_evidence as taking
from services.intake.handlers.requests import take
from services.intake.handlers.requests.sweep import UnclaimedUploads
from services.intake.handlers.thread_content import thread_content
from services.intake.sealed_fields import seal_upload_part
from services.intake.store import CONTACTS, TASKS
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict
from shared.store import Repository
from tests.harness.services.closing import close_case, close_contact
from tests.harness.services.intake import Place, a_counsellor, let_in, said_by_form
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

PAGE = "/rueckmeldung/beweise"
ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = {
    "post_address": "https://beispiel.example/beitrag/7",
    "profile": "@niemand",
    "posted": "gestern gegen 22 Uhr",
    "captured": "heute früh",
    "text": "Eine Drohung gegen mich.",
}


FAILURES = (ServerSelectionTimeoutError(), OperationFailure("disk full"))


async def form(browser: httpx2.AsyncClient) -> dict[str, str]:
    return said_by_form((await browser.get(PAGE)).text)


async def add(
    browser: httpx2.AsyncClient, file: bytes | None = None, name: str = "foto.png", **fields: str
) -> httpx2.Response:
    said = await form(browser) | fields
    chosen = ("", b"", "application/octet-stream") if file is None else (name, file, "image/png")
    return await browser.post(PAGE, data=said, files={"file": chosen})


async def contact_of(place: Place) -> Contact:
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    return contact


async def evidence_of(place: Place) -> list[Any]:
    thread = (await contact_of(place)).thread
    key = await place.desk.key(thread)
    return list((await place.unit_of_work(lambda tx: thread_content(tx, thread, key))).evidence)


async def evidence_tasks(place: Place) -> list[Task]:
    return [each for each in await place.unit_of_work(lambda tx: TASKS.all(tx)) if each.kind == "evidence"]


async def at_the_face(place: Place) -> int:
    return await place.face["evidence_parts"].count_documents({})


async def nothing_came_of_it(place: Place) -> None:
    await place.settle()
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [0, 0]
    assert await place.face["requests"].count_documents({"kind": "evidence"}) == 0
    assert not await evidence_tasks(place)


def original(page: str) -> str:
    found = re.search(r'href="(/desk/contacts/[^"]*/evidence/[^"/]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("size", [8, PART, PART + 1, 3 * PART - 7], ids=["small", "a part", "one more", "several"])
async def test_the_desk_gets_byte_for_byte_what_came(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, size: int
) -> None:
    file = PNG + bytes(at * 31 % 256 for at in range(size - len(PNG) - 3)) + b"\0" * min(3, size - len(PNG))
    await let_in(browser)
    taken = await add(browser, file, **WORDS)
    assert (taken.status_code, taken.headers["location"]) == (303, f"{PAGE}?erledigt=beweis")
    await place.settle()
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    page = (await desk.get(f"/desk/cases/{contact.case_id}/record", headers=cookie_of(ANNA))).text
    for said in (*WORDS.values(), hashlib.sha256(file).hexdigest(), "Datei 1", "PNG"):
        assert said in unescape(page)
    assert "foto.png" not in page
    got = await desk.get(original(page), headers=cookie_of(ANNA))
    assert got.content == file
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == 'attachment; filename="beweis-1.png"'
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].endswith("; sandbox")
    assert await at_the_face(place) == 0


async def test_what_is_held_is_there_as_lines_for_a_letter(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, PNG + b"1", post_address="https://netz.example/<b>1", profile="@hetzer")
    await place.settle()
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    page = unescape((await desk.get(f"/desk/cases/{contact.case_id}/record", headers=cookie_of(ANNA))).text)
    assert f'href="/notification/cases/{contact.case_id}/letters/evidence"' in page
    told = f"Adresse: https://netz.example/<b>1; Profil: @hetzer; SHA-256: {hashlib.sha256(PNG + b'1').hexdigest()}\n"
    assert f"Datei 1 (PNG, 9 Byte); {told}" in page


async def test_opening_the_original_is_noted_and_reading_the_list_is_not_opening(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, PNG + b"1")
    await place.settle()
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    page = (await desk.get(f"/desk/cases/{contact.case_id}/record", headers=cookie_of(ANNA))).text
    opened = {"what": "evidence", "case": contact.case_id, "by": "anna"}
    assert await place.store["audit"].count_documents(opened) == 0
    await desk.get(original(page), headers=cookie_of(ANNA))
    assert await place.store["audit"].count_documents(opened) == 1
    refused = await desk.get(original(page), headers=cookie_of(BERT))
    assert refused.status_code == 404
    assert await place.store["audit"].count_documents({"what": "evidence"}) == 1


async def test_the_person_sees_what_is_there_also_before_the_desk_has_it(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await let_in(with_desk_away)
    await add(with_desk_away, PNG + b"1")
    before = (await with_desk_away.get(PAGE)).text
    assert "liegt für uns bereit" in before
    assert hashlib.sha256(PNG + b"1").hexdigest() in before
    await place.settle()
    after = (await with_desk_away.get(PAGE)).text
    assert "liegt für uns bereit" not in after
    assert "Beweis 1" in after
    assert "Bei uns liegt schon ein Beweis." in (await with_desk_away.get("/rueckmeldung")).text


async def test_one_task_is_made_for_all_that_nobody_has_looked_at(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    for file in (PNG + b"1", PNG + b"2"):
        await add(browser, file)
    await place.settle()
    assert len(await evidence_tasks(place)) == 1
    listed = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert f'href="/desk/cases/{contact.case_id}/record"' in listed[listed.index("Neue Beweise") :]


async def test_an_enquiry_that_is_no_case_shows_it_too(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser, reason="prevention")
    await add(browser, PNG + b"1")
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    page = (await desk.get(f"/desk/contacts/{contact.id}", headers=cookie_of(ANNA))).text
    assert (await desk.get(original(page), headers=cookie_of(ANNA))).content == PNG + b"1"
    listed = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert f'href="/desk/contacts/{contact.id}"' in listed[listed.index("Neue Beweise") :]


async def test_a_checksum_alone_is_kept_without_a_file(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    written = hashlib.sha256(b"stays with her").hexdigest()
    taken = await add(browser, None, "", sha256=f" {written[:32].upper()} {written[32:]}\n", **WORDS)
    assert taken.status_code == 303
    (piece,) = await evidence_of(place)
    assert (piece.manifest.sha256, piece.manifest.kind, piece.manifest.size) == (written, None, 0)
    contact = await contact_of(place)
    assert (await desk.get(f"/desk/contacts/{contact.id}/evidence/{piece.id}")).status_code == 303
    await take_over(place.desk, contact.id, ANNA)
    none = await desk.get(f"/desk/contacts/{contact.id}/evidence/{piece.id}", headers=cookie_of(ANNA))
    assert none.status_code == 404


@pytest.mark.parametrize(
    ("file", "fields", "field"),
    [
        pytest.param(None, {}, "file", id="nothing"),
        pytest.param(b"", {}, "file", id="empty file"),
        pytest.param(b"MZ\x90\0", {}, "file", id="program called a picture"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "file", id="svg called a picture"),
        pytest.param(PNG, {"sha256": "0f" * 32}, "sha256", id="another sum"),
        pytest.param(None, {"sha256": "0g" * 32}, "sha256", id="no sum"),
        pytest.param(PNG, {"text": "a" * 5_001}, "text", id="long text"),
    ],
)
async def test_what_is_refused_says_so_at_its_field_and_what_was_typed_stays(
    place: Place, browser: httpx2.AsyncClient, file: bytes | None, fields: dict[str, str], field: str
) -> None:
    await let_in(browser)
    refused = await add(browser, file, **WORDS | fields)
    page = unescape(refused.text)
    assert refused.status_code == 422
    assert f'<a href="#f-{field}">' in page
    assert f'id="f-{field}-error"' in page
    for name, typed in (WORDS | fields).items():
        assert typed in page, name
    await nothing_came_of_it(place)
    assert (await add(browser, PNG, **WORDS)).status_code == 303


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    refused = await add(browser, PNG + b"1" * (LARGEST_FILE - len(PNG) + 1), **WORDS)
    assert refused.status_code == 422
    assert "höchstens 25 MB" in refused.text
    assert WORDS["profile"] in refused.text
    await nothing_came_of_it(place)
    before = await at_the_face(place)
    assert (await add(browser, PNG + b"1" * (LARGEST_FILE + PART))).status_code == 422
    assert await at_the_face(place) == before, "what is announced as too large is not begun"
    assert (await add(browser, PNG + b"1" * (LARGEST_FILE - len(PNG)))).status_code == 303
    (piece,) = await evidence_of(place)
    assert piece.manifest.size == LARGEST_FILE


async def test_the_same_file_twice_is_stored_once_and_said(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    await add(browser, PNG + b"1", **WORDS)
    again = await add(browser, PNG + b"1", name="anders.png", **WORDS)
    assert again.headers["location"] == f"{PAGE}?erledigt=beweis-da"
    assert len(await evidence_of(place)) == 1
    refused = await add(browser, PNG + b"1", text="Noch etwas dazu.")
    assert refused.status_code == 422
    assert "Noch etwas dazu." in refused.text
    assert len(await evidence_of(place)) == 1


async def test_two_at_once_that_are_the_same_are_one(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await let_in(with_desk_away)
    await place.settle()
    others = [PNG + b"1"]

    async def another_in_between(*args: Any) -> None:
        if others:
            assert (await add(with_desk_away, others.pop())).status_code == 303
        await hand_in(*args)

    with pytest.MonkeyPatch.context() as between:
        between.setattr(add_evidence, "hand_in", another_in_between)
        assert (await add(with_desk_away, PNG + b"1")).status_code == 303
    assert not others
    assert await place.face["requests"].count_documents({"kind": "evidence"}) == 1
    await place.settle()
    assert len(await evidence_of(place)) == 1


async def test_it_lies_nowhere_unsealed(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await let_in(with_desk_away)
    secret = b"IHDR geheim geheim"
    await add(with_desk_away, PNG + secret, **WORDS)
    for _ in ("at the face", "at the desk"):
        found = await place.everything()
        for said in (*WORDS.values(), "geheim geheim", "foto.png", hashlib.sha256(PNG + secret).hexdigest()):
            assert said not in found
        await place.settle()


async def test_what_the_desk_refused_can_be_given_once_more(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await let_in(with_desk_away)
    assert (await add(with_desk_away, PNG)).status_code == 303
    await place.face["evidence_parts"].delete_many({})
    await place.settle()
    assert await place.face["requests"].count_documents({"state": "refused"}) == 1
    assert (await add(with_desk_away, PNG)).status_code == 303
    await place.settle()
    assert len(await evidence_of(place)) == 1


async def test_what_nobody_has_looked_at_is_not_erased_by_hand(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    assert contact.case_id
    await close_case(place.desk, contact.case_id, ANNA, CaseOutcome.RESOLVED)
    await add(browser, PNG)
    await place.settle()
    with pytest.raises(Conflict):
        await erase_case(place.desk, a_counsellor("sue", "supervisor"), contact.case_id)
    assert len(await evidence_of(place)) == 1


async def test_another_threads_form_adds_nothing(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    first = await form(browser)
    await let_in(browser)
    refused = await browser.post(PAGE, data=first | WORDS, files={"file": ("foto.png", PNG, "image/png")})
    assert refused.status_code == 401
    assert WORDS["text"] in refused.text
    assert 'name="code"' in refused.text
    assert await at_the_face(place) == 0
    assert await place.count("evidence") == 0


async def test_with_the_code_a_form_whose_session_is_over_is_taken(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await let_in(browser)
    said = await form(browser)
    browser.cookies.clear()
    refused = await browser.post(PAGE, data=said | WORDS, files={"file": ("foto.png", PNG, "image/png")})
    assert refused.status_code == 401
    again = said | WORDS | {"code": code}
    assert (await browser.post(PAGE, data=again, files={"file": ("foto.png", PNG, "image/png")})).status_code == 303
    assert len(await evidence_of(place)) == 1


async def test_an_upload_that_breaks_off_leaves_nothing_that_counts(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    said = await form(browser)

    async def half() -> AsyncIterator[bytes]:
        for name, value in said.items():
            yield f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="foto.png"\r\n\r\n' + PNG
        for _ in range(3):
            yield b"a" * PART

    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert (await browser.post(PAGE, content=half(), headers=headers)).status_code == 400
    await nothing_came_of_it(place)
    assert await at_the_face(place) == 3
    await UnclaimedUploads(place.desk)()
    assert await at_the_face(place) == 3, "it may still be going on"
    await age(place)
    await UnclaimedUploads(place.desk)()
    assert await at_the_face(place) == 0


async def age(place: Place) -> None:
    await place.face["evidence_parts"].update_many({}, {"$set": {"at": now() - UNCLAIMED - timedelta(hours=1)}})


async def test_however_long_the_desk_is_away_what_was_handed_in_stays(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await let_in(with_desk_away)
    await place.settle()
    await add(with_desk_away, PNG + b"1" * PART)
    await age(place)
    await UnclaimedUploads(place.desk)()
    await place.settle()
    (piece,) = await evidence_of(place)
    assert piece.manifest.size == len(PNG) + PART


@pytest.mark.parametrize("failure", FAILURES, ids=["away", "full"])
async def test_a_store_that_fails_in_the_middle_leaves_what_was_typed(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    await let_in(browser)
    kept = Repository.add

    async def fails(self: Any, tx: Any, state: Any) -> None:
        if self.name == "evidence_parts" and state.number == 2:
            raise failure
        await kept(self, tx, state)

    with monkeypatch.context() as broken:
        broken.setattr(Repository, "add", fails)
        refused = await add(browser, PNG + b"1" * (4 * PART), **WORDS)
    assert refused.status_code == 503
    assert WORDS["text"] in refused.text
    assert "Bitte wählen Sie sie noch einmal." in refused.text
    await nothing_came_of_it(place)
    assert (await add(browser, PNG + b"1" * (4 * PART), **WORDS)).status_code == 303
    assert len(await evidence_of(place)) == 1


async def test_where_no_room_is_left_nothing_more_is_taken(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await let_in(browser)
    with monkeypatch.context() as full:
        full.setattr(keep_upload, "UNCLAIMED_OF_ALL", 0)
        refused = await add(browser, PNG, **WORDS)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3600")
    assert WORDS["text"] in refused.text
    with monkeypatch.context() as full:
        full.setattr("services.intake.domain.evidence.LARGEST_CASE", 10)
        assert (await add(browser, PNG + b"1" * 10, **WORDS)).status_code == 422
    await nothing_came_of_it(place)


async def test_what_lies_at_the_face_is_not_what_was_handed_in(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    """Whoever has stolen the face changes a part, even with the key of the thread."""
    await let_in(with_desk_away)
    await place.settle()
    await add(with_desk_away, PNG + b"1")
    (part,) = await place.face["evidence_parts"].find({}).to_list(None)
    key = await place.desk.key((await contact_of(place)).thread)
    changed = seal_upload_part(key, part["locator"], part["_id"], PNG + b"2")
    await place.face["evidence_parts"].update_one({"_id": part["_id"]}, {"$set": {"sealed": changed}})
    await place.settle()
    (refused,) = await place.face["requests"].find({"state": "refused"}).to_list(None)
    assert refused["reason"] == "not-whole"
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [0, 0]
    await age(place)
    await UnclaimedUploads(place.desk)()
    assert await at_the_face(place) == 1, "a human decides"


async def test_erased_between_upload_and_taking_over_nothing_is_left(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await let_in(with_desk_away)
    await place.settle()
    await add(with_desk_away, PNG + b"1")
    thread = (await contact_of(place)).thread
    await erase_owners(place.desk, [thread])
    assert await at_the_face(place) == 0
    await place.settle()
    assert [await place.count(each) for each in ("evidence", "mail_parts", "contacts")] == [0, 0, 0]


async def test_it_is_erased_with_its_thread(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    await add(browser, PNG + b"1" * PART)
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [1, 2]
    await erase_owners(place.desk, [(await contact_of(place)).thread])
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [0, 0]


async def test_closing_ends_its_task(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser, reason="prevention")
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    await add(browser, PNG + b"1")
    await close_contact(place.desk, contact.id, ANNA)
    assert {each.state for each in await evidence_tasks(place)} == {"overtaken"}


@pytest.mark.parametrize("path", [PAGE, "/rueckmeldung/nachricht"])
async def test_what_is_no_file_is_bounded_as_everywhere(browser: httpx2.AsyncClient, path: str) -> None:
    kind = "application/x-www-form-urlencoded" if path == PAGE else "multipart/form-data; boundary=x"
    refused = await browser.post(path, content=b"a" * 700_000, headers={"content-type": kind})
    assert refused.status_code == 413


@pytest.mark.parametrize(("shows", "status"), [(True, 303), (False, 400)], ids=["with its token", "without"])
async def test_a_browser_that_says_nothing_of_itself_shows_the_token_of_the_form(
    browser: httpx2.AsyncClient, shows: bool, status: int
) -> None:
    await let_in(browser)
    del browser.headers["Sec-Fetch-Site"]
    page = (await browser.get(PAGE)).text
    found = re.search(
        r'action="/rueckmeldung/beweise"[^>]*><input type="hidden" name="form_token" value="([^"]+)', page
    )
    assert found
    said = ({"form_token": found[1]} if shows else {}) | said_by_form(page)
    sent = await browser.post(PAGE, data=said, files={"file": ("foto.png", PNG, "image/png")})
    assert sent.status_code == status


@pytest.mark.parametrize("erased", [False, True], ids=["goes on", "is erased"])
async def test_a_desk_that_dies_between_copying_and_taking_over_leaves_all_or_nothing(
    place: Place, with_desk_away: httpx2.AsyncClient, erased: bool
) -> None:
    await let_in(with_desk_away)
    await place.settle()
    await add(with_desk_away, PNG + b"1" * PART)
    with pytest.MonkeyPatch.context() as dies:
        dies.setattr(take, "_once", AsyncMock(side_effect=ServerSelectionTimeoutError))
        with pytest.raises(ServerSelectionTimeoutError):
            await place.settle()
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [0, 2]
    if erased:
        await erase_owners(place.desk, [(await contact_of(place)).thread])
    await place.settle()
    many = 0 if erased else 1
    assert [await place.count(each) for each in ("evidence", "mail_parts")] == [many, 2 * many]
    assert await at_the_face(place) == 0


async def test_erased_while_it_is_copied_nothing_is_left(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await let_in(with_desk_away)
    await place.settle()
    await add(with_desk_away, PNG + b"1" * PART)
    thread, parts, passes = (await contact_of(place)).thread, taking._parts, 0

    async def erased_in_the_second(*args: Any) -> AsyncIterator[bytes]:
        nonlocal passes
        passes += 1
        async for content in parts(*args):
            if passes == 2:
                await erase_owners(place.desk, [thread])
            yield content

    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(taking, "_parts", erased_in_the_second)
        await place.settle()
    assert passes == 2
    assert [await place.count(each) for each in ("evidence", "mail_parts", "contacts")] == [0, 0, 0]
    assert await at_the_face(place) == 0
