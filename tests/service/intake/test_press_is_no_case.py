"""The press counts as no case, whichever way it came and whoever recognised it; given back, it counts as one."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, PartnerId
from services.intake.domain.situation import Situation
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import register_colleague
from services.intake.handlers.desk.triage import triage
from services.intake.handlers.mail.take import TakeMail
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentItem, Urgency
from shared.errors import Conflict
from shared.store import Document
from tests.harness.services.closing import close_case
from tests.harness.services.counted import counted
from tests.harness.services.imap_server import OWN, a_mail
from tests.harness.services.intake import Place, a_counsellor, fill_in, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
TEXT = "Eine Redaktion fragt."
AT_THE_DESK = [str(each) for each in (Channel.PHONE, Channel.LETTER, Channel.IN_PERSON, Channel.MAIL)]
SAID = ["portal", "channel", *AT_THE_DESK]
"""Ways by which a reason can be said: of a mail that comes in by itself none is."""
PRESS, UNSAID = "press", "unknown"


@dataclass(frozen=True)
class Raw:
    """A mail where it lies."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    async def read(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length]


async def come_in(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, way: str, reason: str
) -> Document:
    """The only contact, as it is stored."""
    await register_colleague(place.desk, SUE)
    match way:
        case "portal":
            await fill_in(browser, text=TEXT, reason=reason)
        case "channel":
            await submit(browser, {"text": TEXT, "reason": reason})
        case "mailbox":
            await TakeMail(place.desk, OWN)("INBOX/1/1", Raw(a_mail(TEXT)))
        case _:
            call = {"attempt": str(uuid4()), "text": TEXT, "way_in": way, "reason": reason}
            assert not (await desk.post("/desk/contacts", data=call, headers=cookie_of(ANNA))).is_error
    await place.settle()
    return await only(place)


async def only(place: Place) -> Document:
    (found,) = await place.store["contacts"].find({}).to_list()
    return found


async def pressed(desk: httpx2.AsyncClient, contact: Document, act: str, who: str = "anna") -> None:
    me = ANNA if who == "anna" else SUE
    data = {"attempt": str(uuid4())}
    answer = await desk.post(f"/desk/contacts/{contact['_id']}/{act}", data=data, headers=cookie_of(me))
    assert answer.status_code == 303, answer.text


async def passed_on(place: Place, desk: httpx2.AsyncClient, contact: Document) -> Document:
    await take_over(place.desk, ContactId(contact["_id"]), ANNA)
    await pressed(desk, contact, "press")
    return await only(place)


async def with_the_head(place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient) -> Document:
    """It came to the mailbox, was passed on, and somebody of the head has taken it over."""
    contact = await passed_on(place, desk, await come_in(place, browser, desk, "mailbox", UNSAID))
    await pressed(desk, contact, "take-over", "sue")
    return contact


@pytest.mark.parametrize("way", SAID)
async def test_said_at_once_it_never_was_a_case(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str, way: str
) -> None:
    contact = await come_in(place, browser, desk, way, PRESS)
    assert (contact["reason"], contact["case_id"]) == ("press", None)
    assert await counted(place, mongo) == {"contacts": 1}


@pytest.mark.parametrize("way", [*SAID, "mailbox"])
async def test_recognised_later_it_counts_as_none_from_then_on_and_is_called_none(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str, way: str
) -> None:
    contact = await come_in(place, browser, desk, way, UNSAID)
    assert await counted(place, mongo) == {"contacts": 1, "cases": 1}
    contact = await passed_on(place, desk, contact)
    assert contact["reason"] == "press"
    assert await counted(place, mongo) == {"contacts": 1}
    await pressed(desk, contact, "take-over", "sue")
    page = (await desk.get(f"/desk/cases/{contact['case_id']}/record", headers=cookie_of(SUE))).text
    assert "Kein Fall" in page
    assert "Anliegen abschließen" in page
    assert "Fall abschließen" not in page
    assert "Dringlichkeit offen" not in page


@pytest.mark.parametrize("way", ["portal", "mailbox"])
async def test_given_back_it_is_the_same_case_and_counts_once(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str, way: str
) -> None:
    before = await come_in(place, browser, desk, way, UNSAID)
    for _ in range(2):
        contact = await passed_on(place, desk, before)
        assert "cases" not in await counted(place, mongo)
        await pressed(desk, contact, "no-press", "sue")
        assert await counted(place, mongo) == {"contacts": 1, "cases": 1}
        await place.store["contacts"].update_one({}, {"$set": {"reason": "unknown"}})
    after = await only(place)
    assert (after["case_id"], await place.store["cases"].count_documents({})) == (before["case_id"], 1)


async def test_said_at_once_and_given_back_it_begins_as_any_case(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    contact = await come_in(place, browser, desk, "portal", PRESS)
    await pressed(desk, contact, "no-press", "sue")
    assert await counted(place, mongo) == {"contacts": 1, "cases": 1}
    assert {"case.joined", "case.parted"}.isdisjoint(await place.types())


async def test_it_is_neither_assessed_nor_passed_on_nor_another_case_joined_to_it(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    contact = await with_the_head(place, browser, desk)
    case = await place.store["cases"].find_one({"_id": contact["case_id"]})
    assert case
    with pytest.raises(Conflict, match="not-in-this-state"):
        await triage(place.desk, contact["case_id"], SUE, Situation(urgency=Urgency.URGENT))
    items = {ConsentItem.ACCOUNT: TEXT}
    with pytest.raises(Conflict, match="not-in-this-state"):
        await ask_for_consent(place.desk, contact["case_id"], SUE, PartnerId(str(uuid4())), items)
    await fill_in(browser, text="Ich bin es.")
    await place.settle()
    other = await place.store["contacts"].find_one({"_id": {"$ne": contact["_id"]}})
    assert other
    await pressed(desk, other, "take-over", "sue")
    data = {"attempt": str(uuid4()), "number": case["number"]}
    joining = await desk.post(f"/desk/contacts/{other['_id']}/join", data=data, headers=cookie_of(SUE))
    assert joining.status_code == 409
    assert await counted(place, mongo) == {"contacts": 2, "cases": 1}


async def test_who_has_it_makes_a_case_of_it_and_it_is_the_same_one(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    contact = await with_the_head(place, browser, desk)
    await pressed(desk, contact, "case", "sue")
    made = await only(place)
    assert (made["reason"], made["case_id"]) == ("counselling", contact["case_id"])
    assert await place.store["cases"].count_documents({}) == 1
    assert await counted(place, mongo) == {"contacts": 1, "cases": 1}


async def test_closed_it_is_kept_as_long_as_a_press_enquiry_of_any_other_way(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    contact = await with_the_head(place, browser, desk)
    await close_case(place.desk, CaseId(contact["case_id"]), SUE, CaseOutcome.RESOLVED)
    (period,) = await place.store["retention_periods"].find({}).to_list()
    assert date.fromisoformat(period["ends_on"]) < berlin_day(now()) + timedelta(days=200)
    assert await counted(place, mongo) == {"contacts": 1}
