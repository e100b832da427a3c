"""A partner is onboarded step by step; before that nothing of a case goes to it, and nobody is left without knowing."""

import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from infra.kafka.topics import Wanted, create
from services.referral.domain import link
from services.referral.domain.access import StretchedPin, issue_access
from services.referral.handlers.operator.issue_access import IssueMissingAccess
from services.referral.handlers.partner.answer_on_topic import TopicAnswer, answer_on_topic
from services.referral.handlers.partner.list_overview import list_overview
from services.referral.handlers.pins import Pins
from services.referral.handlers.services.note_entry_notice import note_entry_notice_returned
from services.referral.store import ACCESS, onboarded_partners, onboarding_of
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.contracts.intake import ConsentRefused
from shared.contracts.vocabulary import DeliveryRule, PartnerAnswer
from shared.errors import Never, NotFound
from shared.sealing.keys import decode
from tests.harness.access.own_and_foreign import ENTRY
from tests.harness.eventually import eventually
from tests.harness.services.referral import KEYS, PACKAGE, QUICK, TOKENS, Referral
from tests.service.referral.test_access import _link_again
from tests.service.referral.test_directory_pages import DIRECTORY, from_partner, history, page, post, stored, supervisor
from tests.service.referral.test_suspended_partners import API, _enter

pytestmark = pytest.mark.engines
MAILBOX = "team@stelle.example.org"
CALL = {"called_on": "2026-03-02", "number": "030 5550123", "source": "website"}


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory and its PINs."""
    before = {name: await referral.store[name].find({}).to_list(None) for name in ("partners", "access")}
    yield
    for name, rows in before.items():
        await referral.store[name].delete_many({})
        await referral.store[name].insert_many(rows)
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


async def entered(referral: Referral, **more: object) -> str:
    """A new entry, as a supervisor enters it."""
    fields = ENTRY | {"ways": "mail", "mails": MAILBOX, "needs": ["legal"], "phones": "030 5550123"} | more
    done = await post(referral, DIRECTORY, **fields)
    assert done.status_code == 303
    return str(done.headers["location"].partition("?")[0].rpartition("/")[2])


async def with_topic(referral: Referral, partner_id: str) -> None:
    """As the operator makes it: what is offered to a partner without one is tried for ten seconds, again and again."""
    topic = (await stored(referral, partner_id)).topic
    await create(referral.kafka, [Wanted(f"lotse.partner.{topic}.referrals")])


async def step(referral: Referral, partner_id: str, what: str, **fields: object) -> httpx2.Response:
    return await post(referral, f"{DIRECTORY}/{partner_id}/onboarding/{what}", **fields)


async def onboarding(referral: Referral, partner_id: str) -> str:
    return await page(referral, f"{DIRECTORY}/{partner_id}/onboarding")


def missing(shown: str) -> list[str]:
    return re.findall(r'data-missing="(\w+)"', shown)


async def told(referral: Referral, path: str) -> tuple[int, dict[str, Any]]:
    """What notification is told."""
    headers = {"Authorization": f"Bearer {TOKENS['notification']}"}
    answer = await referral.http.get(path, headers=headers)
    if answer.status_code != 200:
        return answer.status_code, {}
    return 200, json.loads(KEYS["notification"].open(decode(answer.json()["sealed"])))


async def notice_of_test(referral: Referral, partner_id: str) -> dict[str, Any]:
    return (await told(referral, f"/internal/entries/{partner_id}/notices/entry_test"))[1]


def path_of(notice: dict[str, Any]) -> str:
    return "/partner/" + str(notice["link"]).partition("/partner/")[2]


async def arrived(referral: Referral, partner_id: str) -> None:
    assert (await step(referral, partner_id, "test")).status_code == 303
    address = path_of(await notice_of_test(referral, partner_id))
    sent = {"attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.post(address, headers=from_partner(), data=sent)).status_code == 303


async def onboarded(referral: Referral, partner_id: str) -> str:
    """Its PIN."""
    await arrived(referral, partner_id)
    assert (await step(referral, partner_id, "call-back", **CALL)).status_code == 303
    issued = await post(referral, f"{DIRECTORY}/{partner_id}/pin")
    assert (await step(referral, partner_id, "pin-told", told="letter")).status_code == 303
    assert (await step(referral, partner_id, "finish")).status_code == 303
    return str(re.findall(r">(\d{8})<", issued.text)[0])


async def test_the_first_mail_goes_only_to_who_went_through_every_step(referral: Referral) -> None:
    partner_id = await entered(referral)
    assert missing(await onboarding(referral, partner_id)) == ["test", "call_back", "pin"]
    assert (await step(referral, partner_id, "finish")).status_code == 409

    assert (await step(referral, partner_id, "test")).status_code == 303
    await referral.heard("entry.tested", partner_id)
    notice = await notice_of_test(referral, partner_id)
    assert notice["to"] == [MAILBOX]
    address = path_of(notice)
    looked_at = await referral.http.get(address)
    assert "Ist unsere Mail bei Ihnen angekommen?" in looked_at.text
    assert (await stored(referral, partner_id)).name not in looked_at.text
    assert "test" in missing(await onboarding(referral, partner_id))  # what opens links by itself confirms nothing
    for _ in range(2):
        sent = {"attempt": secrets.token_urlsafe(24)}
        assert (await referral.http.post(address, headers=from_partner(), data=sent)).status_code == 303
    assert missing(await onboarding(referral, partner_id)) == ["call_back", "pin"]

    assert (await step(referral, partner_id, "call-back", **CALL)).status_code == 303
    assert (await step(referral, partner_id, "pin-told", told="phone")).status_code == 409
    pin = await post(referral, f"{DIRECTORY}/{partner_id}/pin")
    assert missing(await onboarding(referral, partner_id)) == ["pin"]
    assert (await step(referral, partner_id, "finish")).status_code == 409
    assert (await step(referral, partner_id, "pin-told", told="phone")).status_code == 303
    for _ in range(2):
        assert (await step(referral, partner_id, "finish")).status_code == 303
    assert 'data-onboarded="true"' in await onboarding(referral, partner_id)
    assert [how for how, *_ in await history(referral, partner_id)] == [
        "entered", "tested", "test_arrived", "called_back", "pin_issued", "pin_told", "onboarded",
    ]  # fmt: skip
    assert re.findall(r">(\d{8})<", pin.text)[0] not in await onboarding(referral, partner_id)

    await with_topic(referral, partner_id)
    case_id = await referral.opened()
    await referral.consented(case_id, partner_id=partner_id)
    sent_to_it = await referral.heard("referral.sent", case_id)
    assert (await told(referral, f"/internal/notices/{sent_to_it['data']['referral_id']}"))[1]["to"] == [MAILBOX]


async def test_who_is_not_onboarded_is_proposed_to_be_rung_and_is_told_nothing(referral: Referral) -> None:
    partner_id = await entered(referral, areas=["NW"], ways=["mail", "kafka"])
    case_id = await referral.opened()
    shown = await referral.page(f"/referral/cases/{case_id}/proposals")
    (card,) = re.findall(
        rf'<li class="panel" data-partner="{partner_id}">.*?</li>\s*(?=<li class|</ol)', shown, re.DOTALL
    )
    assert 'data-caution="not_onboarded"' in card
    assert "Rufen Sie die Stelle an" in card
    assert f"partner={partner_id}&amp;kind=cold" in card
    assert "Wir fragen die Stelle" not in card

    await referral.consented(case_id, partner_id=partner_id)  # the desk lets it be asked: it does not know
    await not_sent(referral, case_id)

    await with_topic(referral, partner_id)
    await onboarded_by_operator(referral, partner_id)
    await referral.consented(case_id, partner_id=partner_id)
    sent = await referral.heard("referral.sent", case_id)
    assert (await told(referral, f"/internal/notices/{sent['data']['referral_id']}"))[0] == 200
    shown = await referral.page(f"/referral/cases/{await referral.opened()}/proposals")
    assert 'data-caution="not_onboarded"' not in shown


async def not_sent(referral: Referral, case_id: str) -> None:
    """Its counsellor has a task, and nobody says that somebody was asked."""
    recalled = await referral.heard("referral.recalled", case_id)
    assert recalled["data"]["reason"] == "not_onboarded"
    assert (await told(referral, f"/internal/notices/{recalled['data']['referral_id']}"))[0] == 410
    of_case = [each["type"] for each in referral.said if each["partitionkey"] == case_id]
    assert of_case == ["lotse.referral.referral.recalled.v1"]
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row is not None
    assert not [each for each in referral.said if each["partitionkey"] == row["reference"]]
    assert await referral.store["packages"].count_documents({"case_id": case_id}) == 0


async def test_what_was_prepared_before_anybody_asked_is_not_sent_either(referral: Referral) -> None:
    """A release before this one prepared it; its package was away."""
    case_id, handover_id = await referral.opened(), str(uuid.uuid4())
    referral.intake.packages[handover_id] = 503
    await referral.speaker.say_and_send(case_id, referral.consent(case_id, handover_id, "partner_b"))
    await eventually(lambda: referral.store["referrals"].find_one({"case_id": case_id, "state": "preparing"}))
    await set_onboarded(referral, referral.partners["partner_b"]["id"], value=False)
    referral.intake.packages[handover_id] = PACKAGE
    await not_sent(referral, case_id)


async def test_a_cold_one_is_named_whoever_is_onboarded(referral: Referral) -> None:
    partner_id, case_id = await entered(referral), await referral.opened()
    await referral.consented(case_id, partner_id=partner_id, kind="cold", items=[])
    await referral.heard("referral.named", case_id)


async def set_onboarded(referral: Referral, partner_id: str, *, value: bool) -> None:
    await referral.store["access"].update_one({"_id": partner_id}, {"$set": {"onboarded": value}})
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


async def test_who_is_asked_anew_and_is_not_onboarded_is_not_asked_by_us(referral: Referral) -> None:
    case_id, partner_id = await referral.opened(), referral.partners["partner_a"]["id"]
    given = referral.consent(case_id, str(uuid.uuid4()), "partner_a")
    await referral.speaker.say_and_send(case_id, ConsentRefused.model_validate(given.data()))
    proposals, again = f"/referral/cases/{case_id}/proposals", f"handovers/new?partner={partner_id}"
    shown = await eventually(lambda: referral.page(proposals), lambda page: "Neu fragen" in page)
    assert f'{again}">Neu fragen' in shown
    await set_onboarded(referral, partner_id, value=False)
    assert f'{again}&amp;kind=cold">Neu fragen' in await referral.page(proposals)


async def test_by_no_way_does_who_is_not_onboarded_learn_of_what_was_sent_before(referral: Referral) -> None:
    """By page, PIN, file, interface and topic alike, as of a suspended partner."""
    partner_id, pin = referral.partners["partner_b"]["id"], referral.partners["partner_b"]["pin"]
    case_id, _, reference = await referral.at_partner("partner_b")
    address = await _link_again(referral, case_id)
    inside = await _enter(referral, address, pin)
    assert PACKAGE["account"] in (await referral.http.get(address, headers=inside)).text

    await set_onboarded(referral, partner_id, value=False)
    for path in (address, f"{address}/alle", f"{address}/dateien/{uuid.uuid4()}"):
        assert (await referral.http.get(path, headers=inside)).status_code == 404, path
    for path, sent in ((address, {"pin": pin}), (f"{address}/antwort", {"act": "accept", "version": "3"})):
        assert (await referral.http.post(path, headers=inside, data=sent)).status_code == 404, path
    system = referral.system("partner_b")
    for path in (API, f"{API}/{reference}", f"{API}/{reference}/files/{uuid.uuid4()}"):
        assert (await referral.http.get(path, headers=system)).status_code == 401, path
    work = UnitOfWork(referral.store, "referral")
    topic = (await stored(referral, partner_id)).topic
    with pytest.raises(Never):
        await work(lambda tx: answer_on_topic(tx, topic, TopicAnswer("1", reference, PartnerAnswer.ACCEPTED)))
    with pytest.raises(NotFound):
        await work(lambda tx: list_overview(tx, partner_id, None))

    ours = (await referral.heard("referral.sent", case_id))["data"]["referral_id"]
    await recalled_by_counsellor(referral, case_id, ours)
    await referral.heard("referral.recalled", case_id)
    of_topic = [each["type"] for each in referral.said if each["partitionkey"] == reference]
    assert of_topic == ["lotse.partner.referral.offered.v1"]


async def recalled_by_counsellor(referral: Referral, case_id: str, referral_id: str) -> None:
    row = await referral.store["referrals"].find_one({"_id": referral_id})
    assert row is not None
    sent = {"attempt": secrets.token_urlsafe(24), "act": "recall", "reason": "by_counsellor"}
    sent |= {"version": str(row["version"]), "seen": row["state"]}
    address = f"/referral/cases/{case_id}/referrals/{referral_id}"
    done = await referral.http.post(address, headers=referral.counsellor, data=sent)
    assert done.status_code == 303, done.text


async def test_a_token_opens_nothing_before_the_last_step(referral: Referral) -> None:
    partner_id = await entered(referral, ways=["webhook"], mails="")
    assert (await step(referral, partner_id, "call-back", **CALL)).status_code == 303
    issued = await post(referral, f"{DIRECTORY}/{partner_id}/token")
    (token,) = re.findall(r">([A-Za-z0-9_-]{43})<", issued.text)
    system = {"Authorization": f"Bearer {token}"}
    assert (await referral.http.get(API, headers=system)).status_code == 401
    assert (await step(referral, partner_id, "finish")).status_code == 303
    assert (await referral.http.get(API, headers=system)).status_code == 200


async def onboarded_by_operator(referral: Referral, partner_id: str) -> None:
    await IssueMissingAccess(UnitOfWork(referral.store, "referral"), Pins(QUICK))(partner_id, {})
    assert [(how, by) for how, by, _ in await history(referral, partner_id)][-1] == ("onboarded", "Betrieb")


async def test_who_had_access_before_the_update_goes_on(referral: Referral) -> None:
    """An earlier release wrote its access without a word of this."""
    partner_id, work = await entered(referral), UnitOfWork(referral.store, "referral")
    access = issue_access(partner_id, secrets.token_hex(), StretchedPin(b"0" * 16, b"of a PIN"), now()).state
    await work(lambda tx: ACCESS.put(tx, access))
    await referral.store["access"].update_one({"_id": partner_id}, {"$unset": {"onboarded": ""}})
    assert partner_id in await work(onboarded_partners)
    shown = await onboarding(referral, partner_id)
    assert 'data-onboarded="true"' in shown
    assert "Ihr Zugang ist älter als diese Seite" in shown
    await post(referral, f"{DIRECTORY}/{partner_id}/pin")
    assert partner_id in await work(onboarded_partners)


async def test_another_mailbox_has_to_be_tried_again_and_an_old_link_says_nothing_of_it(referral: Referral) -> None:
    partner_id = await entered(referral)
    await arrived(referral, partner_id)
    await UnitOfWork(referral.store, "referral")(lambda tx: _moved(tx, partner_id))  # a minute passes
    old = path_of(await notice_of_test(referral, partner_id))
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"mails": ["neu@stelle.example.org"]}})
    assert "test" in missing(await onboarding(referral, partner_id))
    assert (await step(referral, partner_id, "test")).status_code == 303
    sent = {"attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.get(old)).status_code == 404
    assert (await referral.http.post(old, headers=from_partner(), data=sent)).status_code == 404
    assert "test" in missing(await onboarding(referral, partner_id))


async def _moved(tx: Any, partner_id: str) -> None:
    earlier = now() - timedelta(minutes=1)
    await tx["onboardings"].update_one({"_id": partner_id}, {"$set": {"tested_at": earlier}}, session=tx.session)


async def test_a_link_of_a_test_opens_nothing_else_and_ends(referral: Referral) -> None:
    partner_id = await entered(referral)
    await arrived(referral, partner_id)
    token = path_of(await notice_of_test(referral, partner_id)).rpartition("/")[2]
    for other in ("eintrag", "zugang"):
        assert (await referral.http.get(f"/partner/{other}/{token}")).status_code == 404
    never = link.sign_test(secrets.token_bytes(32), partner_id, now() + timedelta(days=1))
    assert (await referral.http.get(f"/partner/probe/{never}")).status_code == 404
    for field, value in (("listed", False), ("listed", True)):
        await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {field: value}})
        assert (await referral.http.get(f"/partner/probe/{token}")).status_code == (200 if value else 404)
    past = {"$set": {"tested_at": now() - timedelta(days=15)}}
    await referral.store["onboardings"].update_one({"_id": partner_id}, past)
    assert (await referral.http.get(f"/partner/probe/{token}")).status_code == 404


async def test_what_is_wrong_with_a_call_back_stands_at_its_field_and_what_was_typed_stays(referral: Referral) -> None:
    partner_id = await entered(referral)
    refused = await step(referral, partner_id, "call-back", called_on="2026-03-02", number="keine", source="")
    assert refused.status_code == 422
    assert "Bitte wählen Sie, woher die Nummer ist." in refused.text
    assert "Bitte geben Sie die Nummer an" in refused.text
    assert 'value="2026-03-02"' in refused.text
    tomorrow = (berlin_day(now()) + timedelta(days=1)).isoformat()
    late = await step(referral, partner_id, "call-back", **(CALL | {"called_on": tomorrow}))
    assert (late.status_code, "Dieser Tag liegt noch vor uns" in late.text) == (422, True)
    assert (await step(referral, partner_id, "pin-told")).status_code == 422
    assert [how for how, *_ in await history(referral, partner_id)] == ["entered"]


async def test_a_step_that_is_sent_twice_is_done_once(referral: Referral) -> None:
    partner_id, sent = await entered(referral), {"attempt": secrets.token_urlsafe(24)}
    path = f"{DIRECTORY}/{partner_id}/onboarding/test"
    for _ in range(2):
        assert (await referral.http.post(path, headers=supervisor(), data=sent)).status_code == 303
    assert [how for how, *_ in await history(referral, partner_id)] == ["entered", "tested"]


async def test_a_partner_with_a_system_needs_a_token_and_its_kafka_user(referral: Referral) -> None:
    partner_id = await entered(referral, ways=["kafka"], mails="")
    shown = await onboarding(referral, partner_id)
    assert missing(shown) == ["call_back", "token", "kafka"]
    topic = (await stored(referral, partner_id)).topic
    assert f"partner-{topic}" in shown
    assert f"add partner {topic} --user-password-file" in shown
    assert (await step(referral, partner_id, "test")).status_code == 409
    assert (await step(referral, partner_id, "call-back", **CALL)).status_code == 303
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/token")).status_code == 200
    assert (await step(referral, partner_id, "kafka")).status_code == 303
    assert (await step(referral, partner_id, "finish")).status_code == 303
    assert partner_id in await UnitOfWork(referral.store, "referral")(onboarded_partners)


async def test_nobody_is_onboarded_while_suspended_and_stays_it_after(referral: Referral) -> None:
    partner_id = await entered(referral)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="unclear")).status_code == 303
    for what in ("test", "finish"):
        assert (await step(referral, partner_id, what)).status_code == 409
    assert (await notice_of_test(referral, partner_id)).get("to", []) == []
    assert "heben Sie zuerst die Sperre auf" in await onboarding(referral, partner_id)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/restore")).status_code == 303
    await onboarded(referral, partner_id)
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="unclear")).status_code == 303
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/restore")).status_code == 303
    assert 'data-onboarded="true"' in await onboarding(referral, partner_id)


async def test_a_test_that_comes_back_is_something_to_do_in_the_directory(referral: Referral) -> None:
    partner_id, work = await entered(referral), UnitOfWork(referral.store, "referral")
    assert (await step(referral, partner_id, "test")).status_code == 303
    await work(lambda tx: note_entry_notice_returned(tx, partner_id, DeliveryRule.ENTRY_TEST))
    await work(lambda tx: note_entry_notice_returned(tx, str(uuid.uuid4()), DeliveryRule.ENTRY_TEST))
    assert 'data-todo="returned"' in await page(referral, DIRECTORY)
    assert 'data-todo="returned"' not in await referral.page(DIRECTORY)
    found = await page(referral, f"{DIRECTORY}?only=returned")
    assert re.findall(r'data-entry="([^"]+)"', found) == [partner_id]
    assert "Die Probe kam zurück" in await onboarding(referral, partner_id)
    assert [how for how, *_ in await history(referral, partner_id)][-1] == "mail_returned"
    assert (await step(referral, partner_id, "test")).status_code == 303
    assert (await work(lambda tx: onboarding_of(tx, partner_id))).returned_at is None
    assert 'data-todo="returned"' not in await page(referral, DIRECTORY)


async def test_a_test_that_comes_back_late_says_nothing_of_the_one_that_arrived(referral: Referral) -> None:
    partner_id, work = await entered(referral), UnitOfWork(referral.store, "referral")
    for _ in range(2):
        await arrived(referral, partner_id)
        await work(lambda tx: note_entry_notice_returned(tx, partner_id, DeliveryRule.ENTRY_TEST))
        assert "angekommen, bestätigt" in await onboarding(referral, partner_id)
        assert 'data-todo="returned"' not in await page(referral, DIRECTORY)
    assert "mail_returned" not in [how for how, *_ in await history(referral, partner_id)]


async def test_that_referrals_go_to_it_is_published_once(
    referral: Referral,
) -> None:
    partner_id, work = await entered(referral), UnitOfWork(referral.store, "referral")
    assert (await step(referral, partner_id, "test")).status_code == 303
    await work(lambda tx: note_entry_notice_returned(tx, partner_id, DeliveryRule.ENTRY_TEST))
    await onboarded(referral, partner_id)

    async def said() -> list[dict[str, Any]]:
        return [each for each in referral.said if each["partitionkey"] == partner_id]

    async def onboarded_as_listed() -> list[bool]:
        return [each["data"]["onboarded"] for each in await said() if each["type"].endswith("directory.listed.v1")]

    assert await eventually(onboarded_as_listed, lambda seen: len(seen) > 1) == [False, True]
    assert not [each for each in await said() if each["type"].endswith("entry.reached.v1")]


@pytest.mark.parametrize("rule", [DeliveryRule.ENTRY_TEST, DeliveryRule.ENTRY_DUE])
async def test_a_mail_that_came_back_is_nothing_to_do_at_who_left(referral: Referral, rule: DeliveryRule) -> None:
    """Of who is suspended too. What is counted is what its list shows."""
    partner_id, work = await entered(referral), UnitOfWork(referral.store, "referral")
    assert (await step(referral, partner_id, "test")).status_code == 303
    await onboarded_by_operator(referral, partner_id)
    assert (await step(referral, partner_id, "ask")).status_code == 303
    await work(lambda tx: note_entry_notice_returned(tx, partner_id, rule))
    assert 'data-todo="returned"' in await page(referral, DIRECTORY)
    for ends, again, why in (("delist", "relist", {}), ("suspend", "restore", {"why": "unclear"})):
        assert (await post(referral, f"{DIRECTORY}/{partner_id}/{ends}", **why)).status_code == 303
        assert 'data-todo="returned"' not in await page(referral, DIRECTORY)
        assert (await post(referral, f"{DIRECTORY}/{partner_id}/{again}")).status_code == 303
        assert 'data-todo="returned"' in await page(referral, DIRECTORY)


async def test_a_test_to_who_does_not_work_at_the_moment_leaves_all_the_same(referral: Referral) -> None:
    partner_id = await entered(referral)
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"status": "inactive"}})
    assert (await step(referral, partner_id, "test")).status_code == 303
    assert (await notice_of_test(referral, partner_id))["to"] == [MAILBOX]
    assert (await told(referral, f"/internal/entries/{partner_id}/notices/entry_due"))[1]["to"] == []
