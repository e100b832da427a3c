"""What the desk knows of a partner's entry: whether we write to it, whether a mail about it came back, its room."""

import re
import secrets
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.case import Case
from services.intake.domain.ids import CaseId, PartnerId
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.entry_returned import note_returned
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import TASKS
from shared.contracts import notification, referral
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.errors import Conflict
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.intake import Place, a_counsellor, fill_in, queue_of
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_desk_on_the_bus import at_desk, listed, others, topics

pytestmark = pytest.mark.engines

__all__ = ["at_desk", "others", "topics"]
ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
PARTNER = PartnerId("6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f21")
TEXT = "Seit März kommen Drohungen."


@pytest.fixture
@laid_out
async def case(place: Place, browser: httpx2.AsyncClient) -> Case:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, waiting.contact.id, ANNA)
    return waiting.case


async def knows(place: Place, *, onboarded: bool) -> None:
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Beratung Nord (Demo)", "legal", onboarded=onboarded))


async def test_whom_we_do_not_write_to_is_offered_only_for_the_person_to_reach_herself(
    place: Place, case: Case, desk: httpx2.AsyncClient
) -> None:
    new = f"/desk/cases/{case.id}/handovers/new?partner={PARTNER}"
    await knows(place, onboarded=True)
    assert 'type="radio" id="f-kind-warm"' in (await desk.get(new, headers=cookie_of(ANNA))).text

    await knows(place, onboarded=False)
    shown = (await desk.get(new, headers=cookie_of(ANNA))).text
    assert "Diese Stelle ist noch nicht eingerichtet." in shown
    assert 'name="kind" value="cold"' in shown
    assert 'value="warm"' not in shown
    assert 'name="items"' not in shown


async def test_a_form_that_was_open_before_is_refused_with_all_that_was_typed(
    place: Place, case: Case, desk: httpx2.AsyncClient
) -> None:
    await knows(place, onboarded=False)
    attempt = secrets.token_urlsafe(24)
    fields = {"attempt": attempt, "partner": PARTNER, "kind": "warm", "items": "account", "text_account": TEXT}
    refused = await desk.post(f"/desk/cases/{case.id}/handovers", data=fields, headers=cookie_of(ANNA))
    assert (refused.status_code, TEXT in refused.text) == (409, True)
    assert "Gefragt ist die Person noch nicht." in refused.text
    assert await place.store["handovers"].count_documents({"case_id": case.id}) == 0


async def test_by_whatever_way_it_is_asked_the_desk_refuses_what_would_reach_nobody(place: Place, case: Case) -> None:
    await knows(place, onboarded=False)
    with pytest.raises(Conflict) as refused:
        await ask_for_consent(place.desk, case.id, ANNA, PARTNER, {ConsentItem.ACCOUNT: TEXT})
    assert refused.value.slug == "not-onboarded"
    assert await ask_for_consent(place.desk, case.id, ANNA, PARTNER, {}, kind=ReferralKind.COLD)


async def test_referral_says_whether_we_write_to_it_and_of_an_earlier_release_nothing_changes(
    place: Place, at_desk: httpx2.AsyncClient, others: Speaker
) -> None:
    partner = PartnerId(str(uuid4()))
    for said, known in ((None, True), (False, False), (True, True)):
        entry = listed(partner).model_copy(update={"onboarded": said, "name": f"Stelle {said} (Demo)"})
        await others.say_and_send(partner, entry)

        async def stored(name: str = entry.name) -> list[bool]:
            row = await place.store["partners"].find_one({"_id": partner, "name": name})
            return [row["onboarded"]] if row else []

        assert await eventually(stored) == [known]


def returned(partner: PartnerId, rule: str) -> notification.DeliveryFailed:
    told = {"dispatch_id": str(uuid4()), "audience": "partner", "channel": "mail", "rule": rule, "partner_id": partner}
    return notification.DeliveryFailed.model_validate(told)


@pytest.mark.parametrize("rule", ["entry_test", "entry_due"])
@pytest.mark.parametrize("ends", [referral.EntryTested, referral.EntryDue, referral.EntryReached])
async def test_a_mail_about_an_entry_that_came_back_is_a_task_until_it_is_asked_anew_or_reached(
    place: Place, at_desk: httpx2.AsyncClient, others: Speaker, rule: str, ends: type[referral.EntryTested]
) -> None:
    partner = PartnerId(str(uuid4()))
    await others.say_and_send(partner, listed(partner))
    await eventually(lambda: place.store["partners"].find_one({"_id": partner}))

    async def tasks() -> list[str]:
        return [each["_id"] async for each in place.store["entry_tasks"].find({"_id": partner})]

    await others.say_and_send(partner, returned(partner, rule), returned(partner, rule))
    assert await eventually(tasks) == [partner]
    await others.say_and_send(partner, ends(partner_id=partner))
    await eventually(tasks, lambda found: not found)


async def test_supervisors_have_it_with_the_entry_as_first_button_and_a_counsellor_does_not(
    place: Place, desk: httpx2.AsyncClient
) -> None:
    await knows(place, onboarded=True)
    for _ in range(2):
        await place.unit_of_work(lambda tx: note_returned(tx, PARTNER))
    shown = (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text
    task = shown.partition('id="verzeichnis"')[2].partition("</section>")[0]
    assert "Mail über den Eintrag kam zurück" in task
    assert re.findall(r'href="([^"]+)"|action="([^"]+)"', task) == [
        (f"/referral/directory/{PARTNER}", ""),
        ("", f"/desk/entry-tasks/{PARTNER}/done"),
    ]
    assert (await desk.get("/desk/tasks/count", headers=cookie_of(SUE))).text == "1"

    assert "Mail über den Eintrag" not in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert (await desk.get("/desk/tasks/count", headers=cookie_of(ANNA))).text == "0"
    done, sent = f"/desk/entry-tasks/{PARTNER}/done", {"attempt": secrets.token_urlsafe(24)}
    assert (await desk.post(done, data=sent, headers=cookie_of(ANNA))).status_code == 404
    for _ in range(2):
        assert (await desk.post(done, data=sent, headers=cookie_of(SUE))).status_code == 303
    assert (await desk.get("/desk/tasks/count", headers=cookie_of(SUE))).text == "0"


async def test_who_left_makes_no_task(place: Place) -> None:
    await place.unit_of_work(lambda tx: note_returned(tx, PartnerId(str(uuid4()))))
    assert await place.store["entry_tasks"].count_documents({}) == 0


async def test_what_partners_say_of_their_room_is_a_task_of_the_case_and_silence_is_another(
    place: Place, case: Case, at_desk: httpx2.AsyncClient, others: Speaker
) -> None:
    partner = PartnerId(str(uuid4()))
    await others.say_and_send(partner, listed(partner))
    await eventually(lambda: place.store["partners"].find_one({"_id": partner}))
    inquiry = str(uuid4())
    about = {"case_id": case.id, "inquiry_id": inquiry, "partner_id": partner}

    async def tasks() -> list[tuple[str, str | None, int]]:
        found = await place.unit_of_work(lambda tx: TASKS.all(tx, thread=case.id, state="open", about=inquiry))
        return [(each.kind, each.partner, each.news) for each in found]

    await others.say_and_send(case.id, referral.CapacityAnswered(**about))
    assert await eventually(tasks) == [(TaskKind.CAPACITY_ANSWERED, "Beratungsstelle (Demo)", 0)]
    await others.say_and_send(case.id, referral.CapacityAnswered(**about))
    await eventually(tasks, lambda found: found == [(TaskKind.CAPACITY_ANSWERED, "Beratungsstelle (Demo)", 1)])
    await others.say_and_send(CaseId(case.id), referral.CapacityLapsed(**about))
    await eventually(tasks, lambda found: found == [(TaskKind.CAPACITY_LAPSED, "Beratungsstelle (Demo)", 0)])


@pytest.mark.parametrize("then", [referral.CapacityAnswered, referral.CapacityLapsed])
async def test_a_mail_for_room_that_came_back_somehow_is_a_task_until_the_partner_is_heard_or_waited_for_no_more(
    place: Place, case: Case, at_desk: httpx2.AsyncClient, others: Speaker, then: type[referral.CapacityAnswered]
) -> None:
    inquiry = str(uuid4())
    told = {"dispatch_id": str(uuid4()), "audience": "partner", "channel": "mail", "rule": "capacity_asked"}
    doubted = notification.DeliveryDoubted.model_validate(told | {"case_id": case.id, "inquiry_id": inquiry})

    async def tasks() -> list[str]:
        found = await place.unit_of_work(lambda tx: TASKS.all(tx, thread=case.id, state="open", about=inquiry))
        return [each.kind for each in found]

    await others.say_and_send(case.id, doubted, doubted)
    assert await eventually(tasks) == [TaskKind.PARTNER_MAYBE_NOT_REACHED]
    await others.say_and_send(case.id, then(case_id=case.id, inquiry_id=inquiry, partner_id=PARTNER))
    await eventually(tasks, lambda found: TaskKind.PARTNER_MAYBE_NOT_REACHED not in found)
