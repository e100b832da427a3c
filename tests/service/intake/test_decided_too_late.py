"""What was decided after the half hour was over: the page says what is true of it, and one press and the code go on."""

import httpx2
import pytest
from bs4 import BeautifulSoup

from services.intake.domain.ids import PartnerId
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.pages.face.follow_cookie import HERE
from shared.contracts.vocabulary import ConsentItem
from tests.harness.services.intake import Place, fill_in, on_follow_page
from tests.service.intake.test_arrangements import ANNA, TEXTS, Story, agreed

pytestmark = pytest.mark.engines

OTHER = PartnerId("0d6a3c1d-4a5c-4f0e-9a27-6f1f7b1e9f10")
OF_CONSENT, OF_ADDITION = "einwilligung", "ergaenzung"
NOTHING_HAPPENED = "Durch sie wurde nichts weitergegeben oder geändert."
STILL_READS = "die Stelle kann weiter lesen, was Sie erlaubt hatten"


@pytest.mark.parametrize(
    ("where", "decision"),
    [
        (OF_CONSENT, "given"),
        (OF_CONSENT, "refused"),
        (OF_CONSENT, "withdrawn"),
        (OF_ADDITION, "given"),
        (OF_ADDITION, "refused"),
        (OF_ADDITION, "withdrawn"),
    ],
)
async def test_the_page_says_what_stands_and_one_press_goes_on(
    place: Place, browser: httpx2.AsyncClient, where: str, decision: str
) -> None:
    code = await fill_in(browser, text="Mir wurde gedroht.")
    await browser.post(HERE, data={"code": code})
    story = await agreed(place, browser)
    about = await about_what(story, where, is_running=decision == "withdrawn")
    sent = about | {"decision": decision} | await on_follow_page(browser)
    before = await facts(story)
    browser.cookies.clear()

    late = await browser.post(f"{HERE}/{where}", data=sent)

    assert late.status_code == 401
    is_withdrawal = decision == "withdrawn"
    assert ("Ihr Widerruf ist noch nicht bei uns" in late.text, STILL_READS in late.text) == (is_withdrawal,) * 2
    assert ("Es ist noch nichts entschieden" in late.text, NOTHING_HAPPENED in late.text) == (not is_withdrawal,) * 2
    mistyped = await pressed(browser, late, "falsch")
    assert (mistyped.status_code, "Ihr Widerruf ist noch nicht bei uns" in mistyped.text) == (422, is_withdrawal)
    assert await facts(story) == before

    answer = await pressed(browser, mistyped, code)

    assert answer.status_code == (303 if is_withdrawal else 200)
    await place.settle()
    arrived = (await facts(story))[len(before) :]
    of = "addition-withdrawn.v1" if where == OF_ADDITION else "withdrawn.v1"
    assert arrived == ([of] if is_withdrawal else [])


async def about_what(story: Story, where: str, *, is_running: bool) -> dict[str, str]:
    """A question that waits, or what runs and can be withdrawn."""
    desk = story.place.desk
    if where == OF_CONSENT and is_running:
        return {"handover_id": story.handover_id}
    if where == OF_CONSENT:
        await story.place.unit_of_work(lambda tx: list_partner(tx, OTHER, "Andere Stelle (Demo)", "legal"))
        asked = await ask_for_consent(desk, story.case_id, ANNA, OTHER, TEXTS)
        return {"handover_id": asked, "items": ConsentItem.ACCOUNT}
    added = await ask_for_addition(desk, story.handover_id, ANNA, TEXTS)
    await story.place.settle()
    about = {"addition_id": str(added), "items": str(ConsentItem.ACCOUNT)}
    if is_running:
        said = about | {"decision": "given"} | await on_follow_page(story.browser)
        assert (await story.browser.post(f"{HERE}/{where}", data=said)).status_code == 303
        await story.place.settle()
        del about["items"]
    return about


async def facts(story: Story) -> list[str]:
    types = [str(event["type"]) for event in await story.place.published(story.case_id)]
    return [each.removeprefix("lotse.intake.consent.") for each in types if "intake.consent." in each]


async def pressed(browser: httpx2.AsyncClient, page: httpx2.Response, code: str) -> httpx2.Response:
    """The one button of the page's form, with the code."""
    form = BeautifulSoup(page.text, "html.parser").select_one("form:has(button[name=decision])")
    assert form
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden], button[name]")}
    return await browser.post(str(form["action"]), data=fields | {"code": code})
