"""A partner leaves the directory while a person is asked for it: the question lapses, and somebody proposes another."""

from dataclasses import dataclass
from itertools import count

import httpx2
import pytest

from services.intake.domain.case import Case
from services.intake.domain.consent import NO_LONGER_ASKED
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk import ask_for_consent as asking
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_back import take_back
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.partner_directory import delist_partner, list_partner
from services.intake.store import TASKS
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import Conflict, NotFound
from shared.referral_id import referral_of
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page, queue_of
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
PARTNER, OTHER = (PartnerId(f"6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f1{n}") for n in (0, 1))
DRAFT = {ConsentItem.ACCOUNT: "Seit März kommen Drohungen."}
GONE = "Diese Stelle hilft zurzeit nicht mit."
NOTHING_LEFT = "Ihre Antwort ist nicht mehr nötig. Davon wurde nichts weitergegeben."


@dataclass(frozen=True)
class Story:
    place: Place
    browser: httpx2.AsyncClient
    case_id: CaseId

    async def asks(self, partner: PartnerId = PARTNER) -> HandoverId:
        asked = await ask_for_consent(self.place.desk, self.case_id, ANNA, partner, DRAFT)
        await self.place.settle()
        return asked

    async def leaves(self) -> None:
        await self.place.unit_of_work(lambda tx: delist_partner(tx, PARTNER))

    async def says(self, asked: HandoverId, decision: str) -> httpx2.Response:
        """By the page."""
        said = {"handover_id": asked, "decision": decision, "items": "account"} | await on_follow_page(self.browser)
        return await self.browser.post("/rueckmeldung/einwilligung", data=said)

    async def page(self) -> str:
        await self.place.settle()
        return (await self.browser.get("/rueckmeldung")).text

    async def tasks(self, kind: TaskKind) -> list[str]:
        found = await self.place.unit_of_work(lambda tx: TASKS.all(tx, thread=self.case_id, state="open"))
        return [each.about for each in found if each.kind is kind]

    async def consents(self) -> list[str]:
        types = await self.place.types(self.case_id)
        return [each.removeprefix("consent.") for each in types if each.startswith("consent.")]


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, waiting.contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Rathausnetz (Demo)", "legal"))
    await place.unit_of_work(lambda tx: list_partner(tx, OTHER, "Beratung (Demo)", "legal"))
    return Story(place, browser, waiting.case.id)


async def test_what_waits_for_her_lapses_she_reads_why_and_somebody_proposes_another(story: Story) -> None:
    left, stays = await story.asks(), await story.asks(OTHER)
    await story.leaves()

    page = await story.page()
    assert GONE in page
    assert NOTHING_LEFT in page
    assert await story.consents() == ["asked", "asked", "lapsed"]
    assert await story.tasks(TaskKind.PARTNER_LEFT) == [referral_of(left)]
    assert await story.tasks(TaskKind.CONSENT_UNANSWERED) == [referral_of(stays)]


async def test_told_twice_that_it_left_is_told_once(story: Story) -> None:
    await story.asks()
    await story.leaves()
    await story.leaves()
    assert await story.consents() == ["asked", "lapsed"]


async def test_her_yes_of_the_same_second_passes_nothing_on(story: Story, with_desk_away: httpx2.AsyncClient) -> None:
    asked = await story.asks()
    with_desk_away.cookies = story.browser.cookies
    waits = Story(story.place, with_desk_away, story.case_id)
    assert (await waits.says(asked, "given")).status_code == 303
    assert await story.consents() == ["asked"]
    await story.leaves()

    assert GONE in await story.page()
    assert await story.consents() == ["asked", "lapsed"]
    assert await story.tasks(TaskKind.PARTNER_LEFT) == [referral_of(asked)]


async def test_her_yes_to_an_old_page_and_one_noted_by_voice_are_refused_with_the_reason(story: Story) -> None:
    asked = await story.asks()
    await story.leaves()
    await story.place.settle()

    late = await story.says(asked, "given")
    assert late.status_code == 409
    assert NO_LONGER_ASKED in late.text
    with pytest.raises(Conflict, match="not-in-this-state"):
        await note_decision(story.place.desk, asked, ANNA, "given", ConsentHow.VOICE)


async def test_her_yes_before_it_left_stands_until_referral_recalls_it(story: Story) -> None:
    asked = await story.asks()
    await story.says(asked, "given")
    await story.place.settle()
    await story.leaves()

    assert await story.consents() == ["asked", "given"]
    assert GONE not in await story.page()
    assert await story.tasks(TaskKind.PARTNER_LEFT) == []


async def test_what_was_taken_back_before_says_nothing_of_the_partner(story: Story) -> None:
    await take_back(story.place.desk, await story.asks(), ANNA)
    await story.leaves()
    assert GONE not in await story.page()
    assert await story.consents() == ["asked", "lapsed"]


async def test_nobody_is_asked_for_a_partner_that_leaves_meanwhile(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, looked = asking._running, count()

    async def leaves_meanwhile(tx: Transaction, case: Case) -> list[Handover]:
        if next(looked) == 0:
            await story.leaves()
        return await running(tx, case)

    monkeypatch.setattr(asking, "_running", leaves_meanwhile)
    with pytest.raises(NotFound):
        await story.asks()
    assert await story.consents() == []


async def test_the_file_offers_no_new_question_for_it(story: Story, desk: httpx2.AsyncClient) -> None:
    await story.asks()
    await story.leaves()
    said = await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=cookie_of(ANNA))
    page = said.text
    assert "Die Frage ist beendet, weil die Stelle zurzeit nicht mithilft." in page
    assert "Neu fragen" not in page
