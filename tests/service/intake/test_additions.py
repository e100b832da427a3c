"""What a partner may learn in addition: the person is asked word for word, and referral reads it while she agrees."""

import json
from functools import partial
from typing import Any

import httpx2
import pytest

from services.intake.domain.addition import OVER
from services.intake.domain.consent import Choice
from services.intake.domain.ids import AdditionId
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.note_decision import note_addition_decision
from services.intake.handlers.services.fetch import fetch_additions, fetch_standing
from services.intake.handlers.show import show_later
from services.intake.store import CONTACTS, TASKS
from shared.audit import Actor
from shared.bus import Transaction
from shared.contracts import intake, referral
from shared.contracts.vocabulary import ConsentHow, ConsentItem, Reason
from shared.errors import Conflict, Invalid, NotFound
from shared.referral_id import referral_of
from tests.harness.services.intake import Place, fill_in, on_follow_page
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_arrangements import ANNA, BERT, PARTNER, Story, agreed
from tests.service.intake.test_drafts import WHILE_TYPING, drafts_on, hidden
from tests.service.intake.test_tasks import consume

pytestmark = pytest.mark.engines

REFERRAL = Actor("referral", "service")
WHEN, WHERE = "Seit dem Kürbisfest jeden Montag.", "Hinterhaus 17b"
TEXTS = {ConsentItem.ACCOUNT: WHEN, ConsentItem.CONTACT: WHERE}
NOTHING: dict[str, Any] = {"additions": [], "withdrawn": []}


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    return await agreed(place, browser)


@laid_out
async def asked(story: Story) -> AdditionId:
    addition_id = await ask_for_addition(story.place.desk, story.handover_id, ANNA, TEXTS)
    await story.place.settle()
    return addition_id


async def decides(story: Story, addition_id: str, decision: str, *items: str) -> httpx2.Response:
    said = {"addition_id": addition_id, "decision": decision, "items": list(items)}
    answer = await story.browser.post("/rueckmeldung/ergaenzung", data=said | await on_follow_page(story.browser))
    await story.place.settle()
    return answer


async def read(story: Story) -> dict[str, Any]:
    return await fetch_additions(story.place.desk, REFERRAL, story.handover_id)


async def facts(story: Story) -> list[str]:
    types = [str(event["type"]) for event in await story.place.published(story.case_id)]
    return [each.removeprefix("lotse.intake.consent.") for each in types if ".addition-" in each]


async def kinds(story: Story) -> set[TaskKind]:
    found = await story.place.unit_of_work(lambda tx: TASKS.all(tx, thread=story.case_id, state="open"))
    of_additions = {TaskKind.CONSENT_UNANSWERED, TaskKind.CONSENTED, TaskKind.ADDITION_UNWANTED}
    return {each.kind for each in found} & of_additions


async def test_she_reads_every_word_agrees_to_one_and_only_that_is_read(story: Story) -> None:
    addition_id = await asked(story)
    assert await kinds(story) == {TaskKind.CONSENT_UNANSWERED}
    assert await read(story) == NOTHING
    assert await fetch_standing(story.place.desk, story.handover_id) == {"standing": "given", "added": False}
    page = await story.page()
    for shown in ("Dürfen wir noch etwas weitergeben an Beratungsstelle (Demo)?", WHEN, WHERE):
        assert shown in page
    assert (await decides(story, addition_id, "given", "account")).status_code == 303
    assert (await fetch_standing(story.place.desk, story.handover_id))["added"] is True
    (given,) = (await read(story))["additions"]
    assert given["items"] == {"account": WHEN}
    assert await kinds(story) == {TaskKind.CONSENTED}
    page = await story.page()
    assert "Die Stelle kann sie lesen." in page
    assert "Das geben wir nicht weiter" in page

    published = json.dumps(await story.place.published(story.case_id), default=str, ensure_ascii=False)
    everything = await story.place.everything()
    assert all(secret not in published and secret not in everything for secret in ("Kürbisfest", WHERE))
    assert await facts(story) == ["addition-asked.v1", "addition-given.v1"]
    await decides(story, addition_id, "given", "account")
    assert await facts(story) == ["addition-asked.v1", "addition-given.v1"], "the same again is nothing new"
    assert (await decides(story, addition_id, "refused")).status_code == 409
    of = {"case_id": story.case_id, "referral_id": referral_of(story.handover_id), "partner_id": PARTNER}
    await consume(story.place, referral.ReferralAdditionsChanged(**of))
    assert await kinds(story) == set()


async def test_she_withdraws_it_alone_and_the_hand_over_stands(story: Story) -> None:
    addition_id = await asked(story)
    await decides(story, addition_id, "given", "account", "contact")
    (given,) = (await read(story))["additions"]
    await decides(story, addition_id, "withdrawn")
    told = await read(story)
    (withdrawn,) = told["withdrawn"]
    assert (told["additions"], withdrawn["id"], withdrawn["given_at"]) == ([], given["id"], given["given_at"])
    assert withdrawn.keys() == {"id", "given_at", "withdrawn_at"}
    assert await fetch_standing(story.place.desk, story.handover_id) == {"standing": "given", "added": True}
    assert await kinds(story) == {TaskKind.ADDITION_UNWANTED}
    assert await facts(story) == ["addition-asked.v1", "addition-given.v1", "addition-withdrawn.v1"]
    assert "Die Stelle kann sie bei uns nicht mehr lesen." in await story.page()
    assert (await decides(story, addition_id, "given", "account")).status_code == 409
    await asked(story)
    assert await kinds(story) == {TaskKind.CONSENT_UNANSWERED}, "she can be asked anew"


async def test_each_consent_says_what_else_stands_so_that_parts_add_up(story: Story) -> None:
    """Not what was withdrawn meanwhile, and nothing of what it is in words."""
    first = await asked(story)
    await decides(story, first, "given", "account")
    second = await asked(story)
    await decides(story, second, "given", "contact")
    await decides(story, first, "withdrawn")
    third = await asked(story)
    await decides(story, third, "given", "account")
    rows = await story.place.published(story.case_id)
    said = [json.loads(row["body"])["data"] for row in rows if row["type"] == intake.AdditionGiven.TYPE]
    assert [each["items"] for each in said] == [["account"], ["contact"], ["account"]]
    standing = [{"asked_at": each["asked_at"], "items": each["items"]} for each in said]
    assert [each.get("beside") for each in said] == [None, standing[:1], standing[1:2]]


async def test_a_no_is_a_task_and_nothing_is_read(story: Story) -> None:
    addition_id = await asked(story)
    assert (await decides(story, addition_id, "given")).status_code == 422, "nothing is ticked"
    page = (await decides(story, addition_id, "given", "name")).text
    assert "Danach wurde nicht gefragt" in page
    await decides(story, addition_id, "refused")
    assert await read(story) == NOTHING
    assert await kinds(story) == {TaskKind.ADDITION_UNWANTED}
    assert "Davon wurde nichts weitergegeben." in await story.page()


@pytest.mark.parametrize("how", ["withdrawn", "declined", "completed", "recalled", "erased"])
@pytest.mark.parametrize("is_given", [True, False])
async def test_it_ends_with_its_hand_over(story: Story, how: str, is_given: bool) -> None:
    addition_id = await asked(story)
    if is_given:
        await decides(story, addition_id, "given", "account")
    match how:
        case "withdrawn":
            said = {"handover_id": story.handover_id, "decision": "withdrawn"}
            await story.browser.post("/rueckmeldung/einwilligung", data=said | await on_follow_page(story.browser))
            await story.place.settle()
        case "declined":
            await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
        case "completed":
            await story.consume(referral.ReferralCompleted, by="partner", outcome="helped")
        case "recalled":
            await story.consume(referral.ReferralRecalled, reason="by_counsellor")
        case "erased":
            await erase_owners(story.place.desk, [story.case_id])
    if how == "erased":
        assert await story.place.count("additions") == 0
        with pytest.raises(NotFound):
            await read(story)
        return
    assert await read(story) == NOTHING
    assert ("addition-lapsed.v1" in await facts(story)) is not is_given
    late = await decides(story, addition_id, "given", "account")
    assert late.status_code == (303 if is_given else 409)
    assert await read(story) == NOTHING
    with pytest.raises(Conflict) as refused:
        await asked(story)
    assert refused.value.sentence == OVER


async def test_what_she_says_as_it_ends_does_not_count(place: Place, story: Story) -> None:
    """Her yes waits at the face while the partner ends: the desk takes it over afterwards."""
    addition_id = await asked(story)
    said = {"addition_id": addition_id, "decision": "given", "items": ["account"]}
    form = said | await on_follow_page(story.browser)
    await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
    assert (await story.browser.post("/rueckmeldung/ergaenzung", data=form)).status_code == 409
    await place.settle()
    assert "addition-given.v1" not in await facts(story)
    assert "Nicht mehr nötig" in await story.page()


async def test_the_counsellor_asks_and_notes_what_was_said_on_the_phone(story: Story, desk: httpx2.AsyncClient) -> None:
    there, mine = f"/desk/handovers/{story.handover_id}/additions", cookie_of(ANNA)
    assert "Ergänzung für" in (await desk.get(f"{there}/new", headers=mine)).text
    typed = {"attempt": "b" * 32, "text_account": WHEN, "items": ["account", "contact"]}
    refused = await desk.post(there, headers=mine, data=typed)
    assert refused.status_code == 422
    assert WHEN in refused.text, "what was typed stays"
    assert 'id="f-text_contact-error"' in refused.text
    right = typed | {"text_contact": WHERE}
    for _ in range(2):
        assert (await desk.post(there, headers=mine, data=right)).status_code == 303
    assert await story.place.count("additions") == 1, "one act is one addition"
    second = await desk.post(there, headers=mine, data=right | {"attempt": "c" * 32})
    assert (second.status_code, "schon um eine Ergänzung" in second.text, WHERE in second.text) == (409, True, True)
    assert (await desk.post(there, headers=cookie_of(BERT), data=right)).status_code == 404

    (found,) = await story.place.store["additions"].find({}).to_list(None)
    decided = f"/desk/additions/{found['_id']}/decisions"
    said = {"case_id": story.case_id, "decision": "given", "items": ["contact"]}
    without = await desk.post(decided, headers=mine, data=said)
    assert (without.status_code, "wie die Person entschieden hat" in without.text) == (422, True)
    assert (await desk.post(decided, headers=cookie_of(BERT), data=said | {"how": "voice"})).status_code == 404
    assert (await desk.post(decided, headers=mine, data=said | {"how": "voice"})).status_code == 303
    (given,) = (await read(story))["additions"]
    assert given["items"] == {"contact": WHERE}
    page = (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=mine)).text
    assert "(nicht zugestimmt)" in page
    assert "Widerruf dieser Ergänzung vermerken" in page


async def test_what_is_typed_for_it_is_kept_for_who_types_it_and_ends_with_the_question(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    (contact,) = await story.place.store["contacts"].find({"case_id": story.case_id}).to_list(None)
    keep = f"/desk/drafts/additions/{story.handover_id}"
    there, mine = f"/desk/handovers/{story.handover_id}/additions", cookie_of(ANNA)
    typed = {"attempt": "b" * 32, "draft": "d" * 32, "text_account": WHEN, "items": ["account", "contact"]}
    kept = await desk.post(keep, headers=WHILE_TYPING | mine, data=typed)
    assert "Entwurf gesichert" in kept.text
    assert "Kürbisfest" not in await story.place.everything()
    assert (await desk.post(keep, headers=WHILE_TYPING | cookie_of(BERT), data=typed)).status_code == 404

    page = (await desk.get(f"{there}/new", headers=mine)).text
    assert WHEN not in page, "what was begun is found by choice"
    (begun,) = drafts_on(page)
    assert begun.startswith(f"{there}/new?draft=")
    found = (await desk.get(begun, headers=mine)).text
    assert (WHEN in found, hidden(found, "attempt"), hidden(found, "draft")) == (True, "b" * 32, "d" * 32)
    assert found.count(" checked") == 2
    assert drafts_on((await desk.get(f"/desk/contacts/{contact['_id']}/notes", headers=mine)).text) == []
    assert (await desk.get(begun.replace("/additions/", "/never/"), headers=mine)).status_code == 404
    by_button = await desk.post(keep, headers=mine, data=typed)
    assert WHEN in (await desk.get(by_button.headers["location"], headers=mine)).text

    asked = await desk.post(there, headers=mine, data=typed | {"text_contact": WHERE})
    assert asked.status_code == 303
    assert [row["box"] for row in await drafts(story)] == [None]
    assert "gesichert" not in (await desk.post(keep, headers=WHILE_TYPING | mine, data=typed)).text


async def test_a_draft_of_it_is_discarded_to_its_own_form_and_erased_with_the_case(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    keep, mine = f"/desk/drafts/additions/{story.handover_id}", cookie_of(ANNA)
    typed = {"attempt": "b" * 32, "draft": "d" * 32, "text_account": WHEN}
    await desk.post(keep, headers=WHILE_TYPING | mine, data=typed)
    foreign = keep.replace(story.handover_id, "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f99")
    assert (await desk.post(foreign, headers=WHILE_TYPING | mine, data=typed)).status_code == 404
    (row,) = await drafts(story)
    gone = await desk.post(f"/desk/drafts/{row['_id']}/discard", headers=mine, data={"attempt": "b" * 32})
    assert gone.headers["location"].startswith(f"/desk/handovers/{story.handover_id}/additions/new?")
    await desk.post(keep, headers=WHILE_TYPING | mine, data=typed | {"draft": "e" * 32})
    await erase_owners(story.place.desk, [story.case_id])
    assert await drafts(story) == []


async def test_when_the_partner_ends_meanwhile_all_that_was_typed_is_still_there(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    keep = f"/desk/drafts/additions/{story.handover_id}"
    there, mine = f"/desk/handovers/{story.handover_id}/additions", cookie_of(ANNA)
    typed = {"attempt": "b" * 32, "draft": "d" * 32, "text_account": WHEN, "items": ["account"]}
    await desk.post(keep, headers=WHILE_TYPING | mine, data=typed)
    (begun,) = drafts_on((await desk.get(f"{there}/new", headers=mine)).text)
    await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
    tab = (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=mine)).text
    assert f'<a href="{there}/new">Angefangene Ergänzung ansehen</a>' in tab
    listed = await desk.get(f"{there}/new", headers=mine)
    assert (listed.status_code, OVER in listed.text, drafts_on(listed.text)) == (409, True, [begun])
    for late in (await desk.post(there, headers=mine, data=typed), await desk.get(begun, headers=mine)):
        assert (late.status_code, OVER in late.text, WHEN in late.text) == (409, True, True)
        assert 'value="account" checked' in late.text
    assert await story.place.count("additions") == 0
    (row,) = await drafts(story)
    gone = await desk.post(f"/desk/drafts/{row['_id']}/discard", headers=mine, data={"attempt": "b" * 32})
    said = await desk.get(gone.headers["location"], headers=mine)
    assert said.headers["location"].startswith(f"/desk/cases/{story.case_id}/handovers?")
    assert "Der Entwurf ist gelöscht." in (await desk.get(said.headers["location"], headers=mine)).text
    assert "Angefangene" not in (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=mine)).text
    assert OVER in (await desk.get(f"{there}/new", headers=mine)).text


async def drafts(story: Story) -> list[dict[str, Any]]:
    return [row async for row in story.place.store["drafts"].find({})]


async def test_a_question_is_taken_back_and_her_old_page_decides_nothing(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    addition_id = await asked(story)
    form = {"addition_id": addition_id, "decision": "given", "items": ["account"]} | await on_follow_page(story.browser)
    back = f"/desk/additions/{addition_id}/take-back"
    taken = await desk.post(back, headers=cookie_of(ANNA), data={"case_id": story.case_id})
    assert taken.status_code == 303
    await story.place.settle()
    assert await kinds(story) == set()
    late = await story.browser.post("/rueckmeldung/ergaenzung", data=form)
    assert late.status_code == 409
    assert await read(story) == NOTHING


async def test_nobody_decides_about_anothers_addition(story: Story, place: Place) -> None:
    addition_id = await asked(story)
    form = await on_follow_page(story.browser)
    assert form
    foreign = await decides(story, str(story.handover_id), "given", "account")
    assert foreign.status_code == 404
    with pytest.raises(Conflict):
        await note_addition_decision(place.desk, addition_id, ANNA, Choice("withdrawn"), ConsentHow.VOICE)
    with pytest.raises(Invalid):
        await note_addition_decision(place.desk, addition_id, ANNA, Choice("given", ()), ConsentHow.VOICE)
    with pytest.raises(NotFound):
        await ask_for_addition(place.desk, story.handover_id, BERT, TEXTS)


async def test_who_reports_for_another_is_neither_asked_nor_agrees(story: Story, place: Place) -> None:
    addition_id = await asked(story)
    contact = (await place.unit_of_work(partial(CONTACTS.all)))[0]

    for_another = contact.model_copy(update={"reason": Reason.ON_BEHALF})

    async def become(tx: Transaction) -> None:
        await CONTACTS.put(tx, for_another)
        show_later(tx, for_another.thread)

    await place.unit_of_work(become)
    with pytest.raises(Conflict):
        await note_addition_decision(
            place.desk, addition_id, ANNA, Choice("given", (ConsentItem.ACCOUNT,)), ConsentHow.VOICE
        )
    with pytest.raises(Conflict):
        await ask_for_addition(place.desk, story.handover_id, ANNA, TEXTS)
    assert await read(story) == NOTHING


async def test_what_is_held_of_her_has_it(story: Story) -> None:
    addition_id = await asked(story)
    await decides(story, addition_id, "given", "account")
    contact = (await story.place.unit_of_work(partial(CONTACTS.all)))[0]
    own = await give_own_data(story.place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    (added,) = own.handed_over[0].added
    assert added.items == TEXTS
    assert [(each.decision, each.items) for each in added.decisions] == [("given", (ConsentItem.ACCOUNT,))]
