"""One timeline of a case: what all services told, by day, of one service alone, page by page; gone with the case."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import ThreadId
from services.intake.domain.own_data import IdentityCheck
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.read_timeline import PAGE, happenings_of
from services.intake.handlers.note_happening import TimelineFact, note_happening
from services.intake.store import CONTACTS, HAPPENINGS
from services.intake.subscriptions import event_handlers
from services.intake.timeline_texts import in_words
from shared.bus import Transaction
from shared.clock import now, whole_hour
from shared.contracts import notification, referral
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.message import Message
from shared.contracts.vocabulary import ConsentHow
from shared.referral_id import referral_of
from tests.harness.services.intake import Place, fill_in
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_arrangements import ANNA, BERT, PARTNER, TEXTS, Story, agreed
from tests.service.intake.test_tasks import consume, deadline, failed_notice

pytestmark = pytest.mark.engines

SECRET = "Kürbiskern und Hinterhaus"


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=SECRET)})
    return await agreed(place, browser)


async def lines(story: Story) -> list[str]:
    """The oldest first."""
    contact = await story.place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    page = await story.place.unit_of_work(lambda tx: happenings_of(tx, contact))
    return [in_words(each) for found in page.days.values() for each in found][::-1]


def notice(story: Story, **more: Any) -> Message:
    of = {"case_id": story.case_id, "dispatch_id": str(uuid4()), "channel": "mail"}
    return notification.DeliverySent.model_validate(of | {"audience": "person", "rule": "desk_answered"} | more)


async def test_what_four_services_do_stands_in_one_order(story: Story) -> None:
    await story.consume(referral.ReferralDelivered)
    await story.consume(referral.ReferralDeclined, by="counsellor", reason="no_capacity")
    await consume(story.place, notice(story))
    sent = {"audience": "partner", "rule": "referral_sent", "referral_id": referral_of(story.handover_id)}
    await consume(story.place, notice(story, **sent))
    await consume(story.place, failed_notice(story.case_id))
    await consume(story.place, deadline(notification.DeadlineReminded, story.case_id))
    told = await lines(story)
    assert {"Fall eröffnet.", "Zuständigkeit übernommen oder übergeben."} <= set(told)
    in_order = [
        "Um Einwilligung gefragt: Beratungsstelle (Demo).",
        "Anfrage verschickt: Beratungsstelle (Demo). Antwort erbeten bis 1. Januar 2099, 10:00 Uhr.",
        "Anfrage geöffnet: Beratungsstelle (Demo).",
        "Abgesagt: Beratungsstelle (Demo), für die Stelle eingetragen. Grund: Zurzeit keine Kapazität.",
        "Benachrichtigung an die Person verschickt (E-Mail): Antwort der Beratung.",
        "Benachrichtigung an die Stelle verschickt (E-Mail): neue Anfrage.",
        "Benachrichtigung an die Person kam nicht an (E-Mail): Antwort der Beratung.",
        "Frist naht: Strafantrag. Spätestens handeln am 12. Februar 2027.",
    ]
    assert [each for each in told if each in in_order] == in_order, told
    kept = str([each async for each in story.place.store["happenings"].find({})])
    assert SECRET not in kept
    assert "anna" not in kept


async def test_what_she_does_stands_behind_the_question_and_before_what_follows(story: Story) -> None:
    """All of it may be in one hour, and hers carries no minute."""
    place, known = story.place, await lines(story)
    await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
    again = await ask_for_consent(place.desk, story.case_id, ANNA, PARTNER, TEXTS)
    await note_decision(place.desk, again, ANNA, "given", ConsentHow.PAGE)
    await note_decision(place.desk, again, ANNA, "withdrawn", ConsentHow.PAGE)
    third = await ask_for_consent(place.desk, story.case_id, ANNA, PARTNER, TEXTS)
    await note_decision(place.desk, third, ANNA, "refused", ConsentHow.PAGE)
    told = (await lines(story))[len(known) :]
    begins = ["Abgesagt", "Um Einwilligung", "Eingewilligt", "Widerrufen", "Um Einwilligung", "Abgelehnt"]
    assert [each for each, begin in zip(told, begins, strict=True) if not each.startswith(begin)] == [], told
    assert known[:2] == ["Eingegangen: Portal.", "Fall eröffnet."]
    contact = await place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    own = await give_own_data(place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    assert [each.said for each in own.timeline] == [*known, *told]


async def test_the_same_event_again_is_one_line_and_of_nothing_there_is_none(story: Story) -> None:
    before = len(await lines(story))
    message = notice(story)
    event = CloudEvent(
        str(uuid4()), "/lotse/other", message.TYPE, story.case_id, now(), story.case_id, 1, None, None, message
    )

    async def work(tx: Transaction) -> None:
        await event_handlers()[type(message)](tx, event)

    for _ in range(2):
        await story.place.unit_of_work(work)
    assert len(await lines(story)) == before + 1
    nowhere, entry = str(uuid4()), {"case_id": None, "partner_id": PARTNER, "rule": "entry_test"}
    await consume(story.place, notice(story, case_id=nowhere))
    await consume(story.place, notice(story, **entry))
    await consume(story.place, notice(story, inquiry_id=str(uuid4()), rule="capacity_asked"))
    assert len(await lines(story)) == before + 1
    assert await story.place.store["happenings"].count_documents({"thread": nowhere}) == 0


@pytest.mark.parametrize("by_hour", [False, True], ids=["with their minute", "with their hour alone"])
async def test_many_lines_come_page_by_page_and_of_one_service_alone(
    story: Story, desk: httpx2.AsyncClient, by_hour: bool
) -> None:
    async def many(tx: Transaction) -> None:
        for number in range(PAGE + 5):
            at = whole_hour(now()) - timedelta(days=number)
            thread, met = ThreadId(story.case_id), "lotse.notification.deadline.met"
            await note_happening(tx, TimelineFact(str(uuid4()), thread, at, "notification", met, {}, by_hour=by_hour))

    await story.place.unit_of_work(many)
    there, anna = f"/desk/cases/{story.case_id}/record", cookie_of(ANNA)
    first = (await desk.get(there, headers=anna)).text
    assert first.count("Frist eingehalten") < PAGE + 5
    (address,) = [part for part in first.split('"') if part.startswith(f"{there}?older=")]
    rest = (await desk.get(address.replace("&amp;", "&"), headers=anna)).text
    assert first.count("Frist eingehalten") + rest.count("Frist eingehalten") == PAGE + 5
    assert "Die neuesten zeigen" in rest
    only = (await desk.get(f"{there}?source=referral", headers=anna)).text
    assert "Anfrage verschickt" in only
    assert "Frist eingehalten" not in only
    for nonsense in ("source=alles", "older=%24ne", "older=1|2", "source=referral&older=", "before=-1"):
        assert (await desk.get(f"{there}?{nonsense}", headers=anna)).status_code == 200
    assert (await desk.get(there, headers=cookie_of(BERT))).status_code == 404
    assert "Dieser Fall ist älter" not in first


async def test_a_case_older_than_its_timeline_says_so(story: Story, desk: httpx2.AsyncClient) -> None:
    await story.place.store["happenings"].delete_many({})
    there, anna = f"/desk/cases/{story.case_id}/record", cookie_of(ANNA)
    page = (await desk.get(there, headers=anna)).text
    assert "Hier ist noch nichts verzeichnet." in page
    assert "Dieser Fall ist älter als diese Übersicht." in page


async def test_it_is_given_to_the_person_and_goes_with_the_case(story: Story) -> None:
    contact = await story.place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    own = await give_own_data(story.place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    assert "Fall eröffnet." in [each.said for each in own.timeline]
    await erase_owners(story.place.desk, [story.case_id])
    await consume(story.place, notice(story))
    assert await story.place.unit_of_work(lambda tx: HAPPENINGS.count(tx, thread=story.case_id)) == 0
