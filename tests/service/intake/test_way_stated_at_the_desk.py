"""The desk states for a person how she is reached: at once, for who is known to be her, and she reads that it did."""

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.new_code import Basis
from services.intake.handlers.desk.caller_check import check_caller
from services.intake.handlers.desk.new_code import ask_for_new_code
from services.intake.handlers.desk.take_over import take_over
from services.intake.sealed_fields import open_safe_contact
from services.intake.store import SAFE_CONTACTS
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
MAIL = {"channel": "mail", "address": "person@example.org"}
PHONE = {"channel": "phone", "address": "030 555 01 77", "words": "Buchhandlung", "known_by": "in_person"}
TOLD = "für Sie eingetragen"


@pytest.fixture
@laid_out
async def person(browser: httpx2.AsyncClient, place: Place) -> dict[str, str]:
    """Of whom Anna has a case; she stated an address."""
    accepted: dict[str, str] = (await submit(browser, {"text": "Ich werde bedroht.", "safe_contact": MAIL})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    await place.settle()
    await browser.post("/rueckmeldung", data={"code": accepted["receipt_code"]})
    return accepted


async def test_it_is_in_force_at_once_told_by_the_same_fact_and_noted(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    before = await place.types()
    assert (await stated(desk, place, person, PHONE)).status_code == 303
    assert await in_force(place, person) == ("phone", "030 555 01 77", "Buchhandlung")
    assert (await place.types())[len(before) :] == ["safe-contact.changed"]
    looks = [entry async for entry in place.store["audit"].find({"what": "safe-contact-stated"})]
    assert [(each["by"], each["reason"]) for each in looks] == [("anna", "in_person")]
    assert "030 555 01 77" not in str([row async for row in place.store["safe_contacts"].find({})])


async def test_the_person_reads_when_and_by_whom_until_she_states_it_herself(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    assert TOLD not in (await browser.get("/rueckmeldung")).text
    await stated(desk, place, person, PHONE)
    await place.show_what_is_stored()
    page = (await browser.get("/rueckmeldung")).text
    assert TOLD in page
    assert "030 555 01 77" in page
    assert "anna" not in page
    again = {"channel": "phone", "address": "030 555 01 78"} | await on_follow_page(browser)
    await browser.post("/rueckmeldung/kontakt", data=again)
    assert TOLD not in (await browser.get("/rueckmeldung")).text
    await place.show_what_is_stored()
    assert TOLD not in (await browser.get("/rueckmeldung")).text


async def test_nobody_writes_any_more_where_she_wants_it_so(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    none = {"channel": "none", "known_by": "safe_contact"}
    assert (await stated(desk, place, person, none)).status_code == 303
    assert (await place.types())[-1] == "safe-contact.withdrawn"
    assert "Dass wir Ihnen nicht schreiben, hat die Anlaufstelle" in (await browser.get("/rueckmeldung")).text
    assert (await stated(desk, place, person, none | {"known_by": "in_person"})).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": "mail", "address": "niemand@"}, "address"),
        ({"address": "keine Nummer"}, "address"),
        ({"earliest": "25:99"}, "earliest"),
        ({"known_by": ""}, "known_by"),
        ({"known_by": "word"}, "known_by"),
        ({"known_by": "first_call"}, "known_by"),
    ],
)
async def test_what_cannot_be_used_is_refused_at_its_field_and_what_was_typed_stays(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], wrong: dict[str, str], field: str
) -> None:
    refused = await stated(desk, place, person, PHONE | wrong)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.text
    assert "Buchhandlung" in refused.text
    assert await place.count("safe_contacts") == 1


async def test_the_agreed_word_has_to_have_fitted_in_this_call(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    await browser.post("/rueckmeldung/wort", data={"word": "Grüner Kürbis"} | await on_follow_page(browser))
    await place.settle()
    by_word = PHONE | {"known_by": "word"}
    assert (await stated(desk, place, person, by_word)).status_code == 422
    await check_caller(place.desk, ContactId(person["contact_id"]), ANNA, "grüner kürbis")
    assert (await stated(desk, place, person, by_word)).status_code == 303


async def test_a_number_that_the_desk_stated_is_no_ground_for_a_new_code(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await stated(desk, place, person, PHONE)
    with pytest.raises(Conflict):
        await ask_for_new_code(
            place.desk, ContactId(person["contact_id"]), ANNA, Basis.SAFE_CONTACT, act_id="asked-once"
        )


async def test_what_she_stated_meanwhile_is_not_overwritten_unseen(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    seen = await last(place, person)
    hers = {"channel": "phone", "address": "030 555 01 78"} | await on_follow_page(browser)
    await browser.post("/rueckmeldung/kontakt", data=hers)
    await place.settle()
    late = await stated(desk, place, person, PHONE, seen=seen)
    assert (late.status_code, "030 555 01 78" in late.text, "030 555 01 77" in late.text) == (409, True, True)
    assert await in_force(place, person) == ("phone", "030 555 01 78", None)
    assert (await stated(desk, place, person, PHONE)).status_code == 303


async def test_sent_twice_it_is_stated_once(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    seen = await last(place, person)
    for _ in range(2):
        form = PHONE | {"attempt": "the-same-attempt-of-a-page"}
        assert (await stated(desk, place, person, form, seen=seen)).status_code == 303
    assert await place.count("safe_contacts") == 2


async def test_only_who_is_responsible_for_an_open_case_states_it(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    assert (await stated(desk, place, person, PHONE, BERT)).status_code == 404
    assert "/desk/begruendung/" in (await stated(desk, place, person, PHONE, SUE)).headers["location"]
    opened = SUE.opening(person["case_id"], now(), "quality")
    assert (await stated(desk, place, person, PHONE, opened)).status_code == 409
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await stated(desk, place, person, PHONE)).status_code == 409
    assert await place.count("safe_contacts") == 1


async def stated(
    desk: httpx2.AsyncClient,
    place: Place,
    person: dict[str, str],
    form: dict[str, str],
    me: Staff = ANNA,
    seen: str | None = None,
) -> httpx2.Response:
    data = form | {"seen": await last(place, person) if seen is None else seen}
    path = f"/desk/contacts/{person['contact_id']}/safe-contact"
    return await desk.post(path, data=data, headers=cookie_of(me))


async def last(place: Place, person: dict[str, str]) -> str:
    thread = ThreadId(person["case_id"])
    return (await place.unit_of_work(lambda tx: SAFE_CONTACTS.all(tx, sort="number", thread=thread)))[-1].id


async def in_force(place: Place, person: dict[str, str]) -> tuple[str, str | None, str | None]:
    thread = ThreadId(person["case_id"])
    entries = await place.unit_of_work(lambda tx: SAFE_CONTACTS.all(tx, sort="number", thread=thread))
    way = open_safe_contact(await place.desk.key(thread), entries[-1])
    return way.channel, way.address, way.words
