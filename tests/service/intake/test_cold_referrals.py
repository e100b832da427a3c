"""A person wants to reach a partner herself: nothing is passed on, she reads how, and is asked whether it worked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.handover import ASKED_AFTER
from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.domain.partner import PartnerDescription
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.fetch import fetch_package
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONTACTS, TASKS
from services.intake.subscriptions import event_handlers
from shared.audit import Actor
from shared.bus import Transaction
from shared.clock import now
from shared.contracts import referral
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.message import Message
from shared.contracts.vocabulary import CaseOutcome, ReferralKind
from shared.errors import Gone
from shared.referral_id import referral_of
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page, queue_of
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
PARTNER = PartnerId("6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
PHONE, WEB = "030 23125101", "https://rathausnetz.example.org/"
SAYS = PartnerDescription(phrase="Amt und Mandat")
LONG_AGO = ASKED_AFTER + timedelta(hours=1)


@dataclass(frozen=True)
class Story:
    place: Place
    browser: httpx2.AsyncClient
    case_id: CaseId
    handover_id: HandoverId

    async def page(self) -> str:
        return (await self.browser.get("/rueckmeldung")).text

    async def says(self, path: str, **fields: str) -> int:
        said = {"handover_id": self.handover_id, **fields} | await on_follow_page(self.browser)
        return (await self.browser.post(f"/rueckmeldung/{path}", data=said)).status_code

    async def named(self, at: datetime | None = None) -> None:
        card = {"phones": [PHONE], "web": WEB, "hours": [{"days": ["MO", "TU"], "opens": "09:00", "closes": "16:00"}]}
        await self.consume(referral.ReferralNamed.model_validate(self._referral() | {"card": card}), at)

    async def named_by_an_earlier_release(self) -> None:
        by = {"respond_by": "2026-11-24T14:00:00Z"}
        await self.consume(referral.ReferralSent.model_validate(self._referral() | by))

    async def consume(self, message: Message, at: datetime | None = None) -> None:
        """As the bus gives it to its handler."""
        told = CloudEvent(
            str(uuid4()), "/lotse/other", message.TYPE, self.case_id, at or now(), self.case_id, 1, None, None, message
        )

        async def work(tx: Transaction) -> None:
            await event_handlers()[type(message)](tx, told)

        await self.place.unit_of_work(work)
        await self.place.settle()

    async def tasks(self) -> list[TaskKind]:
        found = await self.place.unit_of_work(lambda tx: TASKS.all(tx, thread=self.case_id, state="open"))
        return [each.kind for each in found]

    def _referral(self) -> dict[str, object]:
        return {
            "case_id": self.case_id,
            "referral_id": referral_of(self.handover_id),
            "partner_id": PARTNER,
            "partner_category": "legal",
            "level": "land",
            "kind": "cold",
            "urgency": "routine",
        }


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    """Somebody is asked whether she wants to reach a partner herself."""
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, waiting.contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Rathausnetz (Demo)", "legal", SAYS))
    handover_id = await ask_for_consent(place.desk, waiting.case.id, ANNA, PARTNER, {}, kind=ReferralKind.COLD)
    return Story(place, browser, waiting.case.id, handover_id)


async def test_who_says_yes_reads_how_to_reach_the_partner_and_nobody_gets_a_package(story: Story) -> None:
    asked = await story.page()
    assert "Möchten Sie sich selbst melden bei Rathausnetz (Demo)?" in asked
    assert PHONE not in asked
    await story.says("einwilligung", decision="given")
    await story.named()

    page = await story.page()
    assert "Sie möchten sich selbst melden. So erreichen Sie die Stelle:" in page
    assert all(each in page for each in (PHONE, WEB, "Amt und Mandat", "Mo, Di 9:00–16:00 Uhr"))
    assert "wurde um Hilfe gebeten" not in page
    assert "Hat es geklappt?" not in page
    with pytest.raises(Gone):
        await fetch_package(story.place.desk, Actor("referral", "service"), story.handover_id)
    assert TaskKind.CONSENTED not in await story.tasks()


async def test_what_she_is_given_of_it_speaks_to_her(story: Story, desk: httpx2.AsyncClient) -> None:
    (contact,) = await story.place.unit_of_work(partial(CONTACTS.all, case_id=story.case_id))
    sent = {"check": "with_code", "written_as": "page"}
    page = (await desk.post(f"/desk/contacts/{contact.id}/own-data", data=sent, headers=cookie_of(ANNA))).text
    assert "Sie melden sich dort selbst." in page
    assert "Die Person meldet sich" not in page


async def test_nothing_was_passed_on_and_nothing_can_be_withdrawn(story: Story) -> None:
    await story.says("einwilligung", decision="given")
    await story.named()
    assert "Einwilligung widerrufen" not in await story.page()
    assert await story.says("einwilligung", decision="withdrawn") == 409


@pytest.mark.parametrize("named", [False, True])
async def test_it_never_keeps_a_case_open(story: Story, named: bool) -> None:
    await story.says("einwilligung", decision="given")
    if named:
        await story.named()
    await close_case(story.place.desk, story.case_id, ANNA, CaseOutcome.RESOLVED)
    assert "Ihr Anliegen ist abgeschlossen." in await story.page()


async def test_one_that_an_earlier_release_sent_is_named_without_a_card(story: Story) -> None:
    await story.says("einwilligung", decision="given")
    await story.named_by_an_earlier_release()
    page = await story.page()
    assert "Sie möchten sich selbst melden" in page
    assert "wurde um Hilfe gebeten" not in page
    await close_case(story.place.desk, story.case_id, ANNA, CaseOutcome.RESOLVED)


async def test_the_same_partner_may_be_asked_afterwards(story: Story) -> None:
    await story.says("einwilligung", decision="given")
    await story.named()
    assert await ask_for_consent(story.place.desk, story.case_id, ANNA, PARTNER, {}, kind=ReferralKind.COLD)


@pytest.mark.parametrize(
    ("worked", "said", "asks_on", "tasks"),
    [
        ("yes", "Es hat geklappt.", False, False),
        ("no", "Es hat nicht geklappt.", False, True),
        ("not_yet", "Sie haben sich dort noch nicht gemeldet.", True, False),
    ],
)
async def test_after_two_weeks_the_page_asks_whether_it_worked(
    story: Story, worked: str, said: str, asks_on: bool, tasks: bool
) -> None:
    await story.says("einwilligung", decision="given")
    await story.named(now() - LONG_AGO)
    assert "Hat es geklappt?" in await story.page()

    assert await story.says("geklappt", worked=worked) == 303
    page = await story.page()
    assert f"Sie haben geantwortet: {said}" in page
    assert ("Hat es geklappt?" in page) is asks_on
    assert (TaskKind.NOT_WORKED in await story.tasks()) is tasks


async def test_an_answer_is_shown_before_the_desk_has_it(story: Story, with_desk_away: httpx2.AsyncClient) -> None:
    await story.says("einwilligung", decision="given")
    await story.named(now() - LONG_AGO)
    with_desk_away.cookies.update(story.browser.cookies)
    said = {"handover_id": story.handover_id, "worked": "no"} | await on_follow_page(with_desk_away)
    assert (await with_desk_away.post("/rueckmeldung/geklappt", data=said)).status_code == 303
    assert "Es hat nicht geklappt." in (await with_desk_away.get("/rueckmeldung")).text
    assert TaskKind.NOT_WORKED not in await story.tasks()


async def test_nothing_is_taken_of_who_was_not_asked(story: Story) -> None:
    assert await story.says("geklappt", worked="yes") == 409
