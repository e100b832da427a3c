"""A partner proposes appointments: the person reads them, answers, and a task says where nobody does."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.task import OF_ARRANGEMENT, TaskKind
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.fetch import fetch_arrangement_answer
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.handlers.services.take_arrangement import take_arrangement
from services.intake.limits import MESSAGES_OF_ONE
from services.intake.store import CONTACTS, TASKS
from shared.arrangement import Appointment, AppointmentWay, Arrangement, Officer
from shared.clock import berlin_day, now
from shared.contracts import referral
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import NotFound
from shared.referral_id import referral_of
from shared.web.client_limit import HEADER
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page, queue_of
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_limits_of_one_client import until_refused
from tests.service.intake.test_tasks import consume

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
PARTNER = PartnerId("6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
TEXTS = {ConsentItem.ACCOUNT: "Drohungen per Brief."}
OFFICER = Officer(name="Frau Kürbiskern", phone="030 23125 200", hours="Mo bis Do")
WORDS = "Ich komme zu zweit."


def on(days: int) -> date:
    return berlin_day(now()) + timedelta(days=days)


def offered(*days: int, round: int = 1) -> Arrangement:
    way = AppointmentWay.IN_PERSON
    appointments = tuple(
        Appointment(day=on(each), time="10:00", way=way, place="Hinterhaus 17b", hint="Bus 12") for each in days
    )
    return Arrangement(round=round, officer=OFFICER, appointments=appointments)


@dataclass(frozen=True)
class Story:
    place: Place
    browser: httpx2.AsyncClient
    case_id: CaseId
    handover_id: HandoverId

    async def page(self) -> str:
        return (await self.browser.get("/rueckmeldung")).text

    async def told(self, content: Arrangement) -> bool:
        taken = await take_arrangement(self.place.desk, self.handover_id, content)
        await self.place.settle()
        return taken

    async def answers(self, chosen: str, *, round: int = 1, **more: str) -> httpx2.Response:
        said = {"handover_id": self.handover_id, "round": str(round), "chosen": chosen, **more}
        return await self.browser.post("/rueckmeldung/termin", data=said | await on_follow_page(self.browser))

    async def answer(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = (await fetch_arrangement_answer(self.place.desk, self.handover_id))["answer"]
        return found

    async def tasks(self) -> list[TaskKind]:
        found = await self.place.unit_of_work(lambda tx: TASKS.all(tx, thread=self.case_id, state="open"))
        return [each.kind for each in found if each.kind in OF_ARRANGEMENT]

    async def consume(self, kind: type[Any], **more: object) -> None:
        of = {"case_id": self.case_id, "referral_id": referral_of(self.handover_id), "partner_id": PARTNER}
        picture = {"partner_category": "legal", "level": "land", "kind": "warm", "urgency": "routine"}
        await consume(self.place, kind.model_validate(of | picture | more))
        await self.place.settle()

    async def at_desk(self, desk: httpx2.AsyncClient, who: Any, **fields: str) -> httpx2.Response:
        headers = cookie_of(who)
        there = f"/desk/handovers/{self.handover_id}/arrangement-answer"
        return await desk.post(there, headers=headers, data={"case_id": self.case_id, "round": "1", **fields})


async def agreed(place: Place, browser: httpx2.AsyncClient) -> Story:
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, waiting.contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Beratungsstelle (Demo)", "legal"))
    handover_id = await ask_for_consent(place.desk, waiting.case.id, ANNA, PARTNER, TEXTS)
    await note_decision(place.desk, handover_id, ANNA, "given", ConsentHow.VOICE)
    story = Story(place, browser, waiting.case.id, handover_id)
    await story.consume(referral.ReferralSent, respond_by="2099-01-01T09:00:00Z")
    return story


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    return await agreed(place, browser)


async def test_she_reads_it_chooses_and_the_partner_is_told_without_its_words(story: Story) -> None:
    assert await story.told(offered(5, 3))
    page = await story.page()
    assert page.index("Frau Kürbiskern") < page.index("Die Stelle schlägt Ihnen einen Termin vor")
    for shown in ("030 23125 200", "Hinterhaus 17b", "Bus 12", "10:00 Uhr, vor Ort", "Keiner passt mir"):
        assert shown in page
    chosen = f"{on(3)}T10:00"
    assert (await story.answers(chosen, own_words=WORDS)).headers["location"].startswith("/rueckmeldung")
    assert await story.answer() == {"round": 1, "chosen": chosen, "word": WORDS}
    page = await story.page()
    assert "Sie haben zugesagt" in page
    assert WORDS in page
    event = (await story.place.published(story.case_id))[-1]
    assert event["type"] == "lotse.intake.consent.arrangement-answered.v1"
    assert WORDS not in json.dumps(event, default=str)
    everything = await story.place.everything()
    assert all(secret not in everything for secret in (WORDS, "Kürbiskern", "Hinterhaus"))

    before = len(await story.place.published(story.case_id))
    await story.answers(chosen, own_words=WORDS)
    assert len(await story.place.published(story.case_id)) == before, "the same again is nothing new"
    await story.answers("none", own_words="Doch nicht.")
    assert (await story.answer() or {})["chosen"] is None
    assert await story.tasks() == [TaskKind.NONE_FITS]


async def test_one_client_answers_few_times_at_once_and_her_words_stay(story: Story) -> None:
    await story.told(offered(3))
    chosen = f"{on(3)}T10:00"
    story.browser.headers[HEADER] = "192.0.2.1"
    refused = await until_refused(MESSAGES_OF_ONE, lambda: story.answers(chosen, own_words=WORDS))
    assert WORDS in refused.text
    late = await story.answers("none", own_words="Doch nicht.")
    assert (late.status_code, "Doch nicht." in late.text) == (429, True)
    assert (await story.answer() or {})["chosen"] == chosen
    story.browser.headers[HEADER] = "192.0.2.2"
    assert (await story.answers("none")).status_code == 303


async def test_what_is_offered_anew_asks_anew_and_an_old_page_answers_nothing(story: Story) -> None:
    await story.told(offered(3))
    await story.answers(f"{on(3)}T10:00")
    await story.told(Arrangement(round=1, officer=None, appointments=offered(3).appointments))
    assert "Sie haben zugesagt" in await story.page(), "another officer changes no appointment"
    await story.told(offered(4, round=2))
    assert await story.answer() is None
    assert await story.told(offered(3)) is False, "what was told before comes late"
    late = await story.answers(f"{on(3)}T10:00", round=1, own_words=WORDS)
    assert late.status_code == 409
    assert "steht nicht mehr zur Wahl" in late.text
    assert WORDS in late.text
    assert f'value="{on(4)}T10:00"' in late.text
    assert (await story.answers("", round=2)).status_code == 422


async def test_somebody_asks_a_day_before_and_at_once_who_has_no_page(
    place: Place, story: Story, desk: httpx2.AsyncClient
) -> None:
    await story.told(offered(5, 3))
    (task,) = [
        each
        for each in await place.unit_of_work(lambda tx: TASKS.all(tx, thread=story.case_id, state="open"))
        if each.kind in OF_ARRANGEMENT
    ]
    assert task.kind is TaskKind.APPOINTMENT_UNANSWERED
    assert task.shows_from == task.due == offered(3).appointments[0].begins - timedelta(days=1)
    foreign = await story.at_desk(desk, BERT, chosen="none")
    assert foreign.status_code == 404
    nothing = await story.at_desk(desk, ANNA, chosen="", own_words=WORDS)
    assert nothing.status_code == 422
    assert WORDS in nothing.text
    noted = await story.at_desk(desk, ANNA, chosen=f"{on(3)}T10:00", own_words=WORDS)
    assert noted.status_code == 303, noted.text
    assert await story.answer() == {"round": 1, "chosen": f"{on(3)}T10:00", "word": WORDS}
    assert await story.tasks() == []


async def test_who_has_no_page_is_told_by_the_counsellor(place: Place, desk: httpx2.AsyncClient) -> None:
    sent = {"attempt": "a" * 32, "text": "Am Telefon wurde gedroht.", "reason": "counselling"}
    made = await desk.post("/desk/contacts", headers=cookie_of(ANNA), data=sent)
    assert made.status_code == 201, made.text
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    assert contact.case_id
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Beratungsstelle (Demo)", "legal"))
    handover_id = await ask_for_consent(place.desk, contact.case_id, ANNA, PARTNER, TEXTS)
    await note_decision(place.desk, handover_id, ANNA, "given", ConsentHow.VOICE)
    await take_arrangement(place.desk, handover_id, offered(3))
    found = await place.unit_of_work(lambda tx: TASKS.all(tx, thread=contact.case_id, state="open"))
    assert TaskKind.APPOINTMENT_TO_TELL in [each.kind for each in found]


ENDS: dict[str, tuple[type[Any], dict[str, str]]] = {
    "completed": (referral.ReferralCompleted, {"outcome": "helped"}),
    "returned": (referral.ReferralReturned, {"reason": "no_capacity"}),
    "failed": (referral.ReferralFailed, {"reason": "not_reached"}),
}


@pytest.mark.parametrize("how", ENDS)
async def test_after_the_help_only_who_was_in_charge_is_left(story: Story, how: str) -> None:
    await story.told(offered(3))
    await story.answers(f"{on(3)}T10:00", own_words=WORDS)
    ended, why = ENDS[how]
    await story.consume(ended, by="partner", **why)
    page = await story.page()
    for shown in ("Frau Kürbiskern", "030 23125 200", "an wen Sie sich zuletzt wenden konnten"):
        assert shown in page
    for gone in ("Hinterhaus 17b", WORDS, "schlägt Ihnen einen Termin vor"):
        assert gone not in page
    assert await story.answer() is None
    assert await story.tasks() == []
    assert (await story.answers(f"{on(3)}T10:00")).status_code == 409
    (kept,) = await story.place.store["arrangements"].find({}).to_list(None)
    assert (kept["round"], kept["answer"]) == (0, None)
    assert await story.told(offered(4, round=2)) is False
    said = {"handover_id": story.handover_id, "decision": "withdrawn"}
    await story.browser.post("/rueckmeldung/einwilligung", data=said | await on_follow_page(story.browser))
    assert "Kürbiskern" not in await story.page()
    await story.place.settle()
    assert await story.place.count("arrangements") == 0


async def test_what_is_arranged_anew_after_a_restore_replaces_who_was_in_charge(story: Story) -> None:
    await story.told(offered(3, round=2))
    await story.consume(referral.ReferralCompleted, by="partner", outcome="helped")
    await story.consume(referral.ReferralSent, respond_by="2099-01-01T09:00:00Z")
    assert await story.told(offered(4, round=1))
    assert "schlägt Ihnen einen Termin vor" in await story.page()


@pytest.mark.parametrize("how", ["withdrawn", "recalled", "erased"])
async def test_it_goes_with_the_consent_the_referral_and_the_case(story: Story, how: str) -> None:
    await story.told(offered(3))
    match how:
        case "withdrawn":
            said = {"handover_id": story.handover_id, "decision": "withdrawn"}
            await story.browser.post("/rueckmeldung/einwilligung", data=said | await on_follow_page(story.browser))
        case "recalled":
            await story.consume(referral.ReferralRecalled, reason="by_counsellor")
        case "erased":
            await erase_owners(story.place.desk, [story.case_id])
    assert await story.place.count("arrangements") == 0
    if how == "erased":
        with pytest.raises(NotFound):
            await story.told(offered(4, round=2))
        return
    assert "Kürbiskern" not in await story.page()
    assert await story.tasks() == []
    assert await story.told(offered(4, round=2)) is False
    assert (await story.answers(f"{on(3)}T10:00")).status_code == 409


async def test_what_is_held_of_her_has_it(story: Story) -> None:
    await story.told(offered(3))
    await story.answers("none", own_words=WORDS)
    contact = (await story.place.unit_of_work(partial(CONTACTS.all)))[0]
    own = await give_own_data(story.place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    (given,) = own.handed_over
    assert given.arranged == offered(3)
    assert given.answer
    assert given.answer.word == WORDS
