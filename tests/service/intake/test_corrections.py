"""What a counsellor noted wrongly is put right: the person reads it, nothing more is read, a supervisor assesses it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.consent import Choice
from services.intake.domain.correction import HER_OWN, UNASSESSED, Assessment, MistakeReason
from services.intake.domain.ids import HandoverId, ReferralId
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.retention_period import Obstacle, obstacles
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.assess_correction import assess_correction, read_correction, unassessed
from services.intake.handlers.desk.correct_decision import FoundMistake, correct_addition_decision, correct_decision
from services.intake.handlers.desk.erase import erase_case, erase_owners
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.note_decision import note_addition_decision, note_decision
from services.intake.handlers.desk.retention import circumstances_of
from services.intake.handlers.services.case_progress import note_referral_sent
from services.intake.handlers.services.fetch import fetch_additions, fetch_package, fetch_standing
from services.intake.store import CONTACTS, CORRECTIONS, HANDOVERS, TASKS
from shared.audit import Actor
from shared.clock import berlin_day, now
from shared.contracts import referral
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem, RecallReason, ReferralKind
from shared.errors import Conflict, Gone, NotFound
from shared.referral_id import referral_of
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_arrangements import ANNA, BERT, PARTNER, TEXTS, Story, agreed
from tests.service.intake.test_tasks import consume

pytestmark = pytest.mark.engines

REFERRAL = Actor("referral", "service")
WORDS = "Ich hatte den Kürbiskern-Fall offen."
MISHEARD = FoundMistake("refused", MistakeReason.MISHEARD, WORDS)
NEVER_ASKED = FoundMistake("asked", MistakeReason.WRONG_CASE)


@pytest.fixture
@laid_out
async def story(place: Place, browser: httpx2.AsyncClient) -> Story:
    """She called; anna noted a consent, and its request left."""
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    return await agreed(place, browser)


async def facts(story: Story) -> list[dict[str, Any]]:
    published = await story.place.published(story.case_id)
    return [json.loads(each["body"]) for each in published if str(each["type"]).endswith("corrected.v1")]


async def kinds(story: Story) -> set[TaskKind]:
    found = await story.place.unit_of_work(lambda tx: TASKS.all(tx, thread=story.case_id, state="open"))
    return {each.kind for each in found}


async def asked_again(story: Story) -> list[HandoverId]:
    found = await story.place.unit_of_work(lambda tx: HANDOVERS.all(tx, sort="asked_at", case_id=story.case_id))
    return [each.id for each in found if each.id != story.handover_id]


async def test_a_no_that_was_heard_as_a_yes_closes_access_and_tells_her_what_had_left(story: Story) -> None:
    await story.consume(referral.ReferralDelivered)
    await correct_decision(story.place.desk, story.handover_id, ANNA, MISHEARD, act_id="once")
    await correct_decision(story.place.desk, story.handover_id, ANNA, MISHEARD, act_id="once")
    await story.place.settle()
    told = await fetch_standing(story.place.desk, story.handover_id)
    assert told == {"standing": "withdrawn", "added": False, "mistaken": True}, "an earlier referral shows nothing"
    with pytest.raises(Gone):
        await fetch_package(story.place.desk, REFERRAL, story.handover_id)
    (said,) = await facts(story)
    assert (said["data"]["was"], said["data"]["truly"]) == ("given", "refused")
    assert said["data"].keys() == {"case_id", "handover_id", "partner_id", "was", "truly"}
    assert "Kürbiskern" not in str(await story.place.published(story.case_id)) + await story.place.everything()
    assert await kinds(story) >= {TaskKind.REFUSED}
    assert not await kinds(story) & {TaskKind.CONSENTED, TaskKind.WITHDREW}

    page = await story.page()
    assert "Wir hatten irrtümlich eingetragen, dass Sie der Weitergabe an Beratungsstelle (Demo) zugestimmt" in page
    assert "Die Stelle hat die Anfrage schon gesehen." in page
    for untrue in ("Davon wurde nichts weitergegeben", "Sie haben widerrufen", "Sie sind einverstanden", "Kürbiskern"):
        assert untrue not in page
    assert await asked_again(story) == []


async def test_the_recall_changes_nothing_of_what_she_reads(story: Story) -> None:
    await story.consume(referral.ReferralDelivered)
    await correct_decision(story.place.desk, story.handover_id, ANNA, MISHEARD)
    await story.consume(referral.ReferralRecalled, reason=RecallReason.CONSENT_MISTAKEN)
    assert "Die Stelle hat die Anfrage schon gesehen." in await story.page()


async def test_what_she_was_never_asked_is_asked_once_more_word_for_word(story: Story) -> None:
    await correct_decision(story.place.desk, story.handover_id, ANNA, NEVER_ASKED)
    await story.place.settle()
    (again,) = await asked_again(story)
    assert again != story.handover_id, "its referral has an id of its own"
    page = await story.page()
    assert "Dürfen wir das weitergeben an Beratungsstelle (Demo)?" in page
    assert TEXTS[ConsentItem.ACCOUNT] in page
    assert "war schon an die Stelle verschickt" in page
    assert TaskKind.CONSENT_UNANSWERED in await kinds(story)
    await note_decision(story.place.desk, again, ANNA, "given", ConsentHow.VOICE)
    assert (await fetch_package(story.place.desk, REFERRAL, again))["items"] == dict(TEXTS)
    assert (await fetch_standing(story.place.desk, again))["standing"] == "given"


async def test_corrected_twice_the_question_stands_under_an_id_of_its_own(story: Story) -> None:
    await correct_decision(story.place.desk, story.handover_id, ANNA, MISHEARD)
    await correct_decision(story.place.desk, story.handover_id, ANNA, NEVER_ASKED)
    await story.place.settle()
    (again,) = await asked_again(story)
    last = [each for each in await story.place.types(story.case_id) if each.startswith("consent.")][-3:]
    assert last == ["consent.corrected", "consent.lapsed", "consent.asked"]
    page = await story.page()
    assert "Dürfen wir das weitergeben an Beratungsstelle (Demo)?" in page
    assert "Davon wurde nichts weitergegeben" not in page
    await note_decision(story.place.desk, again, ANNA, "given", ConsentHow.VOICE)
    assert (await fetch_standing(story.place.desk, again))["standing"] == "given"


async def test_a_yes_that_was_noted_as_never_is_asked_again_and_the_exclusion_goes(story: Story) -> None:
    other = await second_question(story)
    await note_decision(story.place.desk, other, ANNA, "refused", ConsentHow.VOICE, never=True)
    await correct_decision(story.place.desk, other, ANNA, FoundMistake("asked", MistakeReason.WRONG_BUTTON))
    await story.place.settle()
    (said,) = await facts(story)
    assert (said["data"]["was"], said["data"]["truly"], said["data"]["never"]) == ("refused", "asked", True)
    assert "dass Sie abgelehnt haben" in await story.page()
    await note_decision(story.place.desk, other, ANNA, "given", ConsentHow.VOICE)
    assert (await fetch_standing(story.place.desk, other))["standing"] == "given"


async def test_a_no_that_was_noted_as_never_stays_a_no(story: Story, desk: httpx2.AsyncClient) -> None:
    other, anna = await second_question(story), cookie_of(ANNA)
    await note_decision(story.place.desk, other, ANNA, "refused", ConsentHow.PAGE)
    await note_decision(story.place.desk, other, ANNA, "refused", ConsentHow.VOICE, never=True)
    there = f"/desk/handovers/{other}/correction"
    form = (await desk.get(there, headers=anna)).text
    assert "als „nie an diese Stelle“ eingetragen" in form
    assert 'value="asked"' not in form
    sent = {"truly": "refused", "reason": "misheard"}
    assert (await desk.post(there, headers=anna, data={**sent, "truly": "asked"})).status_code == 409
    assert (await desk.post(there, headers=anna, data=sent)).status_code == 303
    await story.place.settle()
    (said,) = await facts(story)
    assert (said["data"]["was"], said["data"]["truly"], said["data"]["never"]) == ("refused", "refused", True)
    page = await story.page()
    assert "dass Sie gesagt haben: nie an diese Stelle" in page
    assert "Dass Sie abgelehnt haben, gilt weiter." in page
    assert "Sie haben gesagt: nie an diese Stelle." not in page
    tab = (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=anna)).text
    assert "War irrtümlich als „nie an diese Stelle“ eingetragen" in tab
    assert "Die Person hat abgelehnt." in tab
    assert (await desk.get(there, headers=anna)).status_code == 409


async def second_question(story: Story) -> HandoverId:
    """To the same partner, after the first one is over."""
    await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
    return await ask_for_consent(story.place.desk, story.case_id, ANNA, PARTNER, TEXTS)


async def test_who_wanted_to_ring_herself_and_did_not_loses_no_word_and_reads_no_card(story: Story) -> None:
    await story.consume(referral.ReferralDeclined, by="partner", reason="no_capacity")
    cold = await ask_for_consent(story.place.desk, story.case_id, ANNA, PARTNER, {}, kind=ReferralKind.COLD)
    await note_decision(story.place.desk, cold, ANNA, "given", ConsentHow.VOICE)
    await correct_decision(story.place.desk, cold, ANNA, MISHEARD)
    picture = {"partner_category": "legal", "level": "land", "kind": "cold", "urgency": "routine"}
    of = {"case_id": story.case_id, "referral_id": referral_of(cold), "partner_id": PARTNER, **picture}
    card = {"phones": ["030 23125101"], "hours": []}
    await consume(story.place, referral.ReferralNamed.model_validate({**of, "card": card}))
    await story.place.settle()
    assert await unassessed(story.place.desk) == []
    page = await story.page()
    assert "dass Sie sich selbst melden möchten" in page
    assert "030 23125101" not in page


async def test_of_an_addition_the_partner_reads_which_one_it_is_to_delete(story: Story) -> None:
    texts = {ConsentItem.CONTACT: "Hinterhaus 17b"}
    added = await ask_for_addition(story.place.desk, story.handover_id, ANNA, texts)
    yes = Choice("given", (ConsentItem.CONTACT,))
    await note_addition_decision(story.place.desk, added, ANNA, yes, ConsentHow.VOICE)
    await correct_addition_decision(story.place.desk, added, ANNA, NEVER_ASKED)
    await story.place.settle()
    assert await fetch_standing(story.place.desk, story.handover_id) == {"standing": "given", "added": True}
    told = await fetch_additions(story.place.desk, REFERRAL, story.handover_id)
    assert told["additions"] == []
    (taken,) = told["withdrawn"]
    assert (taken["id"], taken["mistaken"]) == (added, True)
    page = await story.page()
    assert "Bis dahin konnte die Stelle die Ergänzung bei uns lesen" in page
    assert "Dürfen wir noch etwas weitergeben" in page, "she is asked once more"
    (waiting,) = await unassessed(story.place.desk)
    assert waiting.addition_id == added


async def test_a_supervisor_has_the_task_and_says_why(story: Story) -> None:
    lena = a_counsellor("lena", "supervisor")
    await correct_decision(story.place.desk, story.handover_id, ANNA, MISHEARD)
    (waiting,) = await unassessed(story.place.desk)
    opened = await read_correction(story.place.desk, waiting.id, lena)
    assert (opened.words, opened.was_seen, waiting.noted_by) == (WORDS, False, "anna")
    why = "Telefoniert: nichts gelesen, gelöscht."
    await assess_correction(story.place.desk, waiting.id, lena, Assessment.NO_RISK, why, act_id="once")
    await assess_correction(story.place.desk, waiting.id, lena, Assessment.NO_RISK, why, act_id="once")
    with pytest.raises(Conflict):
        await assess_correction(story.place.desk, waiting.id, lena, Assessment.REPORTED, why)
    assert await unassessed(story.place.desk) == []
    looks = {"what": "correction-read", "case": story.case_id, "by": "lena"}
    assert await story.place.store["audit"].count_documents(looks) == 1
    assert (await read_correction(story.place.desk, waiting.id, lena)).assessed == why
    assert await story.place.store["audit"].count_documents(looks) == 2, "also when it was assessed"


async def test_what_nobody_has_assessed_is_not_erased(story: Story, desk: httpx2.AsyncClient) -> None:
    lena, place = a_counsellor("lena", "supervisor"), story.place
    await correct_decision(place.desk, story.handover_id, ANNA, MISHEARD)
    await story.consume(referral.ReferralRecalled, reason=RecallReason.CONSENT_MISTAKEN)
    await close_case(place.desk, story.case_id, ANNA, CaseOutcome.RESOLVED)
    await place.settle()
    (waiting,) = await unassessed(place.desk)
    of = await place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    kept = await place.unit_of_work(lambda tx: circumstances_of(tx, of))
    assert Obstacle.ASSESSMENT in obstacles(kept, berlin_day(now()))
    with pytest.raises(Conflict) as refused:
        await erase_case(place.desk, lena, story.case_id)
    assert refused.value.sentence == UNASSESSED
    reason = {"reason": "quality", "attempt": ""}
    opened = await desk.post(f"/desk/begruendung/{story.case_id}", headers=cookie_of(lena), data=reason)
    seen = {"Cookie": opened.headers["set-cookie"].partition(";")[0]}
    asked = (await desk.get(f"/desk/cases/{story.case_id}/erase", headers=seen)).text
    assert f'href="/desk/corrections/{waiting.id}"' in asked
    assert "Ja, Fall" not in asked
    await assess_correction(place.desk, waiting.id, lena, Assessment.NO_RISK, "Angerufen.")
    assert "Ja, Fall" in (await desk.get(f"/desk/cases/{story.case_id}/erase", headers=seen)).text
    kept = await place.unit_of_work(lambda tx: circumstances_of(tx, of))
    assert Obstacle.ASSESSMENT not in obstacles(kept, berlin_day(now()))
    await erase_case(place.desk, lena, story.case_id)


async def test_what_was_not_sent_yet_is_assessed_when_it_turns_out_to_have_left(story: Story) -> None:
    other = await second_question(story)
    await note_decision(story.place.desk, other, ANNA, "given", ConsentHow.VOICE)
    await correct_decision(story.place.desk, other, ANNA, MISHEARD)
    await story.place.settle()
    assert await unassessed(story.place.desk) == []
    assert "war noch nichts verschickt" in await story.page()
    await story.consume(referral.ReferralSent, referral_id=referral_of(other), respond_by="2099-01-01T09:00:00Z")
    assert [each.handover_id for each in await unassessed(story.place.desk)] == [other]
    assert "war schon an die Stelle verschickt" in await story.page()


@pytest.mark.parametrize("reason", [RecallReason.NOT_ONBOARDED, RecallReason.CONSENT_MISTAKEN])
async def test_a_request_that_never_left_is_not_told_as_sent(
    story: Story, desk: httpx2.AsyncClient, reason: RecallReason
) -> None:
    other = await second_question(story)
    await note_decision(story.place.desk, other, ANNA, "given", ConsentHow.VOICE)
    texts = {ConsentItem.CONTACT: "Hinterhaus 17b"}
    added = await ask_for_addition(story.place.desk, other, ANNA, texts)
    yes = Choice("given", (ConsentItem.CONTACT,))
    await note_addition_decision(story.place.desk, added, ANNA, yes, ConsentHow.VOICE)
    await story.consume(referral.ReferralRecalled, referral_id=referral_of(other), reason=reason)
    for there in (f"handovers/{other}", f"additions/{added}"):
        form = (await desk.get(f"/desk/{there}/correction", headers=cookie_of(ANNA))).text
        assert "Falsch eingetragen" in form
        assert "Rufen Sie sie" not in form
        assert "konnte die Ergänzung schon lesen" not in form
    await correct_addition_decision(story.place.desk, added, ANNA, NEVER_ASKED)
    await correct_decision(story.place.desk, other, ANNA, MISHEARD)
    await story.place.settle()
    assert await unassessed(story.place.desk) == []
    page = await story.page()
    assert "war noch nichts verschickt" in page
    assert "konnte die Stelle die Ergänzung noch nicht lesen" in page
    assert "war schon an die Stelle verschickt" not in page


@pytest.mark.parametrize(("left", "is_read"), [(-1, True), (1, False)])
async def test_an_addition_was_there_to_read_only_if_its_request_had_left(
    story: Story, left: int, is_read: bool
) -> None:
    """`left`: hours after the correction; the desk hears of it later in any case."""
    place, other = story.place, await second_question(story)
    await note_decision(place.desk, other, ANNA, "given", ConsentHow.VOICE)
    added = await ask_for_addition(place.desk, other, ANNA, {ConsentItem.CONTACT: "Hinterhaus 17b"})
    yes = Choice("given", (ConsentItem.CONTACT,))
    await note_addition_decision(place.desk, added, ANNA, yes, ConsentHow.VOICE)
    await correct_addition_decision(place.desk, added, ANNA, NEVER_ASKED)
    about, at = ReferralId(referral_of(other)), now() + timedelta(hours=left)
    await place.unit_of_work(lambda tx: note_referral_sent(tx, story.case_id, about, PARTNER, at))
    assert [each.addition_id for each in await unassessed(place.desk)] == ([added] if is_read else [])


async def test_hers_are_not_corrected_and_another_cannot(story: Story, place: Place) -> None:
    with pytest.raises((Conflict, NotFound)):
        await correct_decision(place.desk, story.handover_id, BERT, MISHEARD)
    with pytest.raises(NotFound):
        await correct_decision(place.desk, HandoverId(str(uuid4())), ANNA, MISHEARD)
    other = await second_question(story)
    await note_decision(place.desk, other, ANNA, "given", ConsentHow.PAGE)
    with pytest.raises(Conflict) as refused:
        await correct_decision(place.desk, other, ANNA, MISHEARD)
    assert refused.value.sentence == HER_OWN
    assert await facts(story) == []


async def test_it_stands_in_her_data_and_is_erased_with_the_case(story: Story, place: Place) -> None:
    await story.consume(referral.ReferralDelivered)
    await correct_decision(place.desk, story.handover_id, ANNA, MISHEARD)
    found = await place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    own = await give_own_data(place.desk, found.id, ANNA, IdentityCheck.WITH_CODE)
    (handed,) = own.handed_over
    first = handed.decisions[0]
    assert (first.decision, first.reached, first.mistaken_at is None) == ("given", "seen", False)
    assert [each.decision for each in handed.decisions] == ["given", "refused"]
    await erase_owners(place.desk, [story.case_id])
    assert await place.unit_of_work(lambda tx: CORRECTIONS.all(tx, thread=story.case_id)) == []


async def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(story: Story, desk: httpx2.AsyncClient) -> None:
    there, anna = f"/desk/handovers/{story.handover_id}/correction", cookie_of(ANNA)
    tab = (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=anna)).text
    assert there in tab
    assert "Einwilligung ist falsch eingetragen" in tab
    asked = (await desk.get(there, headers=anna)).text
    assert "Die Anfrage ist schon bei der Stelle." in asked
    empty = await desk.post(there, headers=anna, data={"words": WORDS})
    assert empty.status_code == 422
    for shown in ("Bitte wählen Sie, was stimmt.", "Bitte wählen Sie, was geschehen ist.", WORDS):
        assert shown in empty.text
    silent = await desk.post(there, headers=anna, data={"truly": "refused", "reason": "other"})
    assert (silent.status_code, "Bitte schreiben Sie auf, was geschehen ist." in silent.text) == (422, True)
    done = await desk.post(there, headers=anna, data={"truly": "refused", "reason": "misheard", "words": WORDS})
    assert done.status_code == 303
    tab = (await desk.get(f"/desk/cases/{story.case_id}/handovers", headers=anna)).text
    assert "War irrtümlich als erteilt eingetragen, berichtigt am" in tab
    assert "Die Person hat abgelehnt." in tab
    assert (await desk.get(there, headers=cookie_of(BERT))).status_code == 404

    lena = cookie_of(a_counsellor("lena", "supervisor"))
    tasks = (await desk.get("/desk/tasks", headers=lena)).text
    assert "Mögliche Datenpanne prüfen" in tasks
    (waiting,) = await unassessed(story.place.desk)
    assert waiting.id not in (await desk.get("/desk/tasks", headers=anna)).text
    look = f"/desk/corrections/{waiting.id}"
    assert (await desk.get(look, headers=anna)).status_code in (403, 404)
    page = (await desk.get(look, headers=lena)).text
    for said in ("72 Stunden", "Art. 33 Abs. 1 DSGVO", WORDS, "Das ist nicht bekannt."):
        assert said in page
    refused = await desk.post(look, headers=lena, data={"words": "Angerufen."})
    assert (refused.status_code, "Angerufen." in refused.text) == (422, True)
    judged = {"assessment": "no_risk", "words": "Angerufen."}
    assert (await desk.post(look, headers=lena, data=judged)).status_code == 303
    assert "Angerufen." in (await desk.get(look, headers=lena)).text


NEVER_WITHDREW = FoundMistake("given", MistakeReason.NOT_HER, WORDS)


async def test_a_withdrawal_she_never_spoke_is_told_and_gives_nothing_back(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    await story.consume(referral.ReferralDelivered)
    await note_decision(story.place.desk, story.handover_id, ANNA, "withdrawn", ConsentHow.VOICE)
    await story.consume(referral.ReferralRecalled, reason=RecallReason.CONSENT_WITHDRAWN)
    file = f"/desk/cases/{story.case_id}/handovers"
    assert "Widerruf ist falsch eingetragen" in (await desk.get(file, headers=cookie_of(ANNA))).text
    address = f"/desk/handovers/{story.handover_id}/correction"
    form = (await desk.get(address, headers=cookie_of(ANNA))).text
    assert "Die Stelle bekommt damit keinen Zugang zurück." in form
    sent = {"attempt": str(uuid4()), "truly": "given", "reason": "not_her", "words": WORDS}
    for _ in range(2):
        done = await desk.post(address, data=sent, headers=cookie_of(ANNA))
        assert done.status_code == 303
    await story.place.settle()
    assert (await fetch_standing(story.place.desk, story.handover_id))["standing"] == "withdrawn"
    with pytest.raises(Gone):
        await fetch_package(story.place.desk, REFERRAL, story.handover_id)
    (said,) = await facts(story)
    assert (said["data"]["was"], said["data"]["truly"]) == ("withdrawn", "given")
    assert "Kürbiskern" not in str(await story.place.published(story.case_id)) + await story.place.everything()
    found = await kinds(story)
    assert (TaskKind.NEVER_WITHDREW in found, TaskKind.WITHDREW in found) == (True, False)
    assert await unassessed(story.place.desk) == [], "nothing reached anybody by it"
    assert await asked_again(story) == [], "she is asked by a human first"

    page = await story.page()
    assert "Wir hatten irrtümlich eingetragen, dass Sie widerrufen haben: Beratungsstelle (Demo)" in page
    assert "beendet, und das bleibt so" in page
    for untrue in ("Sie haben widerrufen", "jederzeit für die Zukunft widerrufen", "Kürbiskern"):
        assert untrue not in page
    again = (await desk.get(file, headers=cookie_of(ANNA))).text
    assert "War irrtümlich als widerrufen eingetragen" in again
    assert "von der Person widerrufen" not in again
    assert "Neu fragen" in again
    assert "Widerruf ist falsch eingetragen" not in again


async def test_after_it_she_is_asked_for_the_same_partner_and_the_task_is_done(
    story: Story, desk: httpx2.AsyncClient
) -> None:
    await note_decision(story.place.desk, story.handover_id, ANNA, "withdrawn", ConsentHow.VOICE)
    await correct_decision(story.place.desk, story.handover_id, ANNA, NEVER_WITHDREW)
    new = f"/desk/cases/{story.case_id}/handovers/new?partner={PARTNER}"
    page = (await desk.get(new, headers=cookie_of(ANNA))).text
    assert "Ein Widerruf war falsch eingetragen" in page
    assert "hat ihre Einwilligung für diese Stelle widerrufen" not in page
    again = await ask_for_consent(story.place.desk, story.case_id, ANNA, PARTNER, TEXTS)
    assert TaskKind.NEVER_WITHDREW not in await kinds(story)
    await note_decision(story.place.desk, again, ANNA, "given", ConsentHow.VOICE)
    assert (await fetch_standing(story.place.desk, again))["standing"] == "given"
    assert (await fetch_standing(story.place.desk, story.handover_id))["standing"] == "withdrawn"


async def test_what_she_withdrew_on_her_page_is_hers_and_a_colleagues_note_is_theirs(story: Story) -> None:
    await note_decision(story.place.desk, story.handover_id, ANNA, "withdrawn", ConsentHow.PAGE)
    with pytest.raises(Conflict) as hers:
        await correct_decision(story.place.desk, story.handover_id, ANNA, NEVER_WITHDREW)
    assert hers.value.sentence == HER_OWN
    assert await facts(story) == []


async def test_her_data_say_that_the_withdrawal_was_noted_wrongly(story: Story) -> None:
    await note_decision(story.place.desk, story.handover_id, ANNA, "withdrawn", ConsentHow.VOICE)
    await correct_decision(story.place.desk, story.handover_id, ANNA, NEVER_WITHDREW)
    contact = await story.place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=story.case_id))
    own = await give_own_data(story.place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    (handed,) = own.handed_over
    assert [(each.decision, each.mistaken_at is None) for each in handed.decisions] == [
        ("given", True),
        ("withdrawn", False),
    ]
