"""While the desk is away the face accepts and shows; when it is back everything takes effect, once and in order."""

import asyncio
import json
import re
from collections.abc import Mapping
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.concern import Concern
from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.read_file import file_of_case
from services.intake.handlers.desk.record_call import record_call
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.person.submit import submit
from services.intake.handlers.requests import begin_threads, take
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONSENTS, CONTACTS
from shared.contracts.vocabulary import Channel, ConsentHow, ConsentItem
from shared.errors import Conflict
from tests.harness.services import intake
from tests.harness.services.intake import (
    Place,
    a_counsellor,
    face_over,
    fill_in,
    on_follow_page,
    receipt_code,
    requests_of,
)

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
TEXT = "Vor meinem Haus standen gestern wieder Fremde."
PARTNER = PartnerId(str(uuid4()))


async def follow(browser: httpx2.AsyncClient, code: str) -> str:
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303
    return (await browser.get("/rueckmeldung")).text


async def send(browser: httpx2.AsyncClient, where: str, **fields: str) -> None:
    sent = await browser.post(f"/rueckmeldung/{where}", data={**await on_follow_page(browser), **fields})
    assert sent.status_code == 303, sent.text


async def case_with_question(place: Place, browser: httpx2.AsyncClient) -> tuple[CaseId, HandoverId]:
    """A case of Anna's in which the person is asked, while the desk is there; the follow page is open."""
    code = await fill_in(browser, text=TEXT)
    await place.settle()
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    assert contact.case_id
    await take_over(place.desk, contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Opferhilfe (Demo)", "victim_support"))
    asked = await ask_for_consent(place.desk, contact.case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "Genau das."})
    await place.settle()
    assert "Genau das." in await follow(browser, code)
    return contact.case_id, asked


async def test_a_submission_is_accepted_shown_and_becomes_a_case_when_the_desk_is_back(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    code = await fill_in(with_desk_away, text=TEXT, channel="mail", address="person@example.org")
    page = await follow(with_desk_away, code)
    assert TEXT in page
    assert "liegt für uns bereit" in page
    assert "person@example.org" in page
    assert await place.count("contacts") == 0
    assert TEXT not in await place.everything()

    await place.settle()
    assert await place.types() == ["contact.recorded", "case.opened", "safe-contact.changed"]
    page = await follow(with_desk_away, code)
    assert TEXT in page
    assert "liegt für uns bereit" not in page


async def test_what_follows_a_submission_that_waits_keeps_its_order(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await follow(with_desk_away, await fill_in(with_desk_away, text="eins"))
    for text in ("zwei", "drei", "vier"):
        await send(with_desk_away, "nachricht", text=text)
    shown = (await with_desk_away.get("/rueckmeldung")).text
    assert re.findall(r'<p class="pre">(\w+)</p>', shown) == ["eins", "zwei", "drei", "vier"]
    assert [each.number for each in await requests_of(place)] == [0, 1, 2, 3]

    await place.settle()
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    assert contact.case_id
    content = (await file_of_case(place.desk, ANNA, contact.case_id)).content
    assert [each.text for each in content.messages] == ["eins", "zwei", "drei", "vier"]


async def test_a_decision_is_seen_at_once_and_takes_effect_when_the_desk_is_back(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, asked = await case_with_question(place, with_desk_away)
    for _ in range(2):
        await send(with_desk_away, "einwilligung", handover_id=asked, decision="given", items="account")
    assert "Sie haben zugestimmt" in (await with_desk_away.get("/rueckmeldung")).text
    assert await place.count("consents") == 0

    await place.settle()
    (consent,) = await place.unit_of_work(partial(CONSENTS.all))
    assert (consent.decision, consent.how, consent.at.minute) == ("given", "page", 0)
    assert "Sie haben zugestimmt" in (await with_desk_away.get("/rueckmeldung")).text
    await send(with_desk_away, "einwilligung", handover_id=asked, decision="withdrawn")
    await place.settle()
    assert (await place.types())[-2:] == ["consent.given", "consent.withdrawn"]


async def test_where_the_desk_was_told_otherwise_meanwhile_the_person_sees_that(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, asked = await case_with_question(place, with_desk_away)
    await send(with_desk_away, "einwilligung", handover_id=asked, decision="given", items="account")
    await note_decision(place.desk, asked, ANNA, "refused", ConsentHow.VOICE)
    await place.settle()
    assert "Sie haben abgelehnt" in (await with_desk_away.get("/rueckmeldung")).text
    assert (await place.types())[-1] == "consent.refused"
    assert {each.state for each in await requests_of(place)} == {"taken"}


async def test_a_consent_is_not_noted_over_what_the_person_handed_in_herself(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, asked = await case_with_question(place, with_desk_away)
    await send(with_desk_away, "einwilligung", handover_id=asked, decision="refused")
    with pytest.raises(Conflict):
        await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE)
    await place.settle()
    (consent,) = await place.unit_of_work(partial(CONSENTS.all))
    assert (consent.decision, consent.how) == ("refused", "page")


async def test_never_after_no_takes_effect_also_while_the_no_waits(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, asked = await case_with_question(place, with_desk_away)
    for decision in ("refused", "never", "never"):
        await send(with_desk_away, "einwilligung", handover_id=asked, decision=decision)
    assert "Sie haben gesagt: nie an diese Stelle." in (await with_desk_away.get("/rueckmeldung")).text

    await place.settle()
    consents = await place.unit_of_work(partial(CONSENTS.all))
    assert sorted((each.decision, each.never) for each in consents) == [("refused", False), ("refused", True)]
    assert "Sie haben gesagt: nie an diese Stelle." in (await with_desk_away.get("/rueckmeldung")).text
    refused = [row for row in await place.published() if row["type"].endswith("consent.refused.v1")]
    assert [json.loads(row["body"])["data"].get("never") for row in refused] == [None, True]


async def test_ways_to_reach_the_person_are_taken_over_in_their_order(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await follow(with_desk_away, await fill_in(with_desk_away, text=TEXT))
    await send(with_desk_away, "kontakt", channel="mail", address="erst@example.org")
    await send(with_desk_away, "kontakt/ende")
    await send(with_desk_away, "kontakt", channel="mail", address="dann@example.org")
    assert "dann@example.org" in (await with_desk_away.get("/rueckmeldung")).text
    await place.settle()
    changes = [each for each in await place.types() if each.startswith("safe-contact")]
    assert changes == ["safe-contact.changed", "safe-contact.withdrawn", "safe-contact.changed"]
    assert "dann@example.org" in (await with_desk_away.get("/rueckmeldung")).text


@pytest.mark.parametrize("taken_between", [False, True])
async def test_a_retry_after_a_lost_answer_gets_the_same_receipt(
    place: Place, with_desk_away: httpx2.AsyncClient, taken_between: bool
) -> None:
    attempt = str(uuid4())
    first = await intake.submit(with_desk_away, {"text": TEXT}, attempt=attempt)
    if taken_between:
        await place.settle()
    again = await intake.submit(with_desk_away, {"text": TEXT}, attempt=attempt)
    assert first.json() == again.json()
    other = await intake.submit(with_desk_away, {"text": "etwas anderes"}, attempt=attempt)
    assert (other.status_code, other.json()["type"]) == (409, "urn:lotse:problem:reused-idempotency-key")
    await place.settle()
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    assert (contact.id, contact.case_id) == (first.json()["contact_id"], first.json()["case_id"])


async def test_a_retry_of_the_day_after_the_next_finds_the_thread(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    attempt = str(uuid4())
    await intake.submit(with_desk_away, {"text": TEXT}, attempt=attempt)
    await place.settle()
    await place.face["requests"].delete_many({})  # as the engine's sweeper does after a day
    again = await intake.submit(with_desk_away, {"text": TEXT}, attempt=attempt)
    assert (again.status_code, again.json()["type"]) == (409, "urn:lotse:problem:reused-idempotency-key")
    assert await place.face["requests"].count_documents({}) == 0


async def test_a_desk_that_dies_between_key_and_transaction_takes_the_request_again(
    place: Place, with_desk_away: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await fill_in(with_desk_away, text=TEXT)

    class Killed(BaseException):
        """Nothing of the process runs any more."""

    def kill(point: str) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(begin_threads, "failpoint", kill)
        with pytest.raises(Killed):
            await place.settle()
    assert (await place.count("contacts"), await place.keys["keys"].count_documents({})) == (0, 1)
    await place.settle()
    assert await place.types() == ["contact.recorded", "case.opened"]
    assert TEXT in await follow(with_desk_away, code)


async def test_two_desks_take_each_request_once(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await follow(with_desk_away, await fill_in(with_desk_away, text="eins"))
    for text in ("zwei", "drei"):
        await send(with_desk_away, "nachricht", text=text)
    await asyncio.gather(*(take.Requests(place.desk).work() for _ in range(3)))
    await place.settle()
    assert await place.types() == ["contact.recorded", "case.opened"]
    assert await place.count("messages") == 3


async def test_a_defect_keeps_what_came_in_and_only_its_own_thread_waits(
    place: Place, with_desk_away: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow(with_desk_away, await fill_in(with_desk_away, text="eins"))
    await place.settle()
    await send(with_desk_away, "nachricht", text="zwei")
    await send(with_desk_away, "kontakt", channel="mail", address="person@example.org")
    await fill_in(with_desk_away, text="jemand anderes")

    async def defect(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setitem(take.APPLY, "message", defect)
        await place.settle()
    assert await place.count("contacts") == 2
    waiting = [each for each in await requests_of(place) if each.state == "waiting"]
    assert [(each.kind, each.tries > 0) for each in waiting] == [("message", True), ("safe_contact", False)]
    await place.face["requests"].update_many({}, {"$unset": {"due": 1}})
    await place.settle()
    assert await place.count("messages") == 3
    assert await place.count("safe_contacts") == 1


async def test_what_is_behind_a_submission_that_a_defect_holds_up_waits_with_it(
    place: Place, with_desk_away: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await fill_in(with_desk_away, text="eins")
    await follow(with_desk_away, code)
    await send(with_desk_away, "nachricht", text="zwei")

    async def defect(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        for module in (take, begin_threads):
            broken.setattr(module, "begin_threads", defect)
        for _ in range(3):
            await take.Requests(place.desk).work()
    assert [(each.state, each.kind) for each in await requests_of(place)] == [
        ("waiting", "submission"),
        ("waiting", "message"),
    ]
    await place.face["requests"].update_many({}, {"$unset": {"due": 1}})
    await place.settle()
    assert await place.count("messages") == 2
    assert "zwei" in await follow(with_desk_away, code)


async def test_a_receipt_code_that_was_noted_ends_the_one_time_code_also_with_the_desk_away(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    concern = Concern(channel=Channel.PHONE, text=TEXT)
    contact_id = await record_call(place.desk, concern, ANNA, attempt=str(uuid4()))
    code = await give_one_time_code(place.desk, contact_id, ANNA)
    shown = await with_desk_away.post("/rueckmeldung", data={"code": code})
    own = receipt_code(shown.text)
    assert TEXT in await follow(with_desk_away, own)

    assert (await with_desk_away.post("/rueckmeldung", data={"code": code})).status_code == 404
    await place.settle()
    assert await place.face["one_time_codes"].count_documents({}) == 0
    assert (await with_desk_away.post("/rueckmeldung", data={"code": code})).status_code == 404
    assert TEXT in await follow(with_desk_away, own)


async def test_the_face_holds_no_more_than_a_day_of_what_was_taken_over(
    place: Place, mongo_of: Mapping[str, str]
) -> None:
    concern = Concern(channel=Channel.PORTAL, text=TEXT)
    await submit(face_over(place.face), concern, idempotency_key=str(uuid4()), issuer="portal")
    (waiting,) = await place.face["requests"].find({}).to_list(None)
    assert "erase_after" not in waiting
    await place.settle()
    (left,) = await place.face["requests"].find({}).to_list(None)
    assert (left["state"], left["sealed"], left["mac"], left["begins"]) == ("taken", {}, b"", None)
    assert (left["erase_after"] - left["at"]).days == 1
