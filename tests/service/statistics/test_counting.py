"""Facts on real topics become figures on a page, each counted once."""

import json
import uuid
from typing import Any

import pytest

from services.statistics.subscriptions import event_handlers
from shared.bus import UnitOfWork
from shared.bus.consume.apply import Applier
from shared.bus.write.outbox import OUTBOX
from shared.contracts.intake import CaseErased, CaseJoined, CaseParted
from shared.contracts.notification import DeadlineCancelled
from shared.contracts.vocabulary import Purpose
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.engines.arriving import OnDisk, decoded
from tests.harness.eventually import eventually
from tests.harness.services import statistics_facts
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store
from tests.harness.services.statistics import Statistics, cells

pytestmark = pytest.mark.engines


async def open_cases(speaker: Speaker, n: int, land: str, target_group: str) -> list[str]:
    keys = [a_key() for _ in range(n)]
    opened = {key: [case_opened(key, land=land, target_group=target_group)] for key in keys}
    await speaker.say_and_send_together(opened)
    return keys


async def seen(statistics: Statistics, key: str) -> dict[str, Any]:
    return await statistics.store["contributions"].find_one({"_id": f"case:{key}"}) or {}


async def test_eight_cases_are_shown_and_four_are_not(speaker: Speaker, statistics: Statistics) -> None:
    await open_cases(speaker, 8, "BY", "office")
    await open_cases(speaker, 4, "HE", "mandate")
    await eventually(lambda: statistics.figure("BY", "office"), lambda shown: shown == "8")
    shown = await eventually(statistics.figures, lambda shown: shown["HE", "mandate"] == "*")
    assert shown["BY", "total"] == shown["total", "office"] == "8"
    assert shown["HE", "total"] == shown["total", "mandate"] == shown["total", "total"] == "*"
    assert shown["NW", "office"] == "0"


async def test_the_same_event_twice_is_counted_once(speaker: Speaker, statistics: Statistics) -> None:
    keys = await open_cases(speaker, 6, "BY", "office")
    await speaker.send_again(keys[0])
    await open_cases(speaker, 1, "BY", "office")
    await eventually(lambda: statistics.figure("BY", "office"), lambda shown: shown == "7")
    assert await statistics.figure("total", "total") == "7"


async def test_triage_replaces_what_the_opening_counted(speaker: Speaker, statistics: Statistics) -> None:
    keys = await open_cases(speaker, 5, "unknown", "unknown")
    await speaker.say_and_send_together({key: [case_triaged(key, land="TH", target_group="candidate")] for key in keys})
    await eventually(lambda: statistics.figure("TH", "candidate"), lambda shown: shown == "5")
    assert await statistics.figure("unknown", "unknown") == "0"


async def test_a_joined_pair_is_one_case_and_two_contacts_and_two_cases_when_it_is_parted(
    speaker: Speaker, statistics: Statistics
) -> None:
    keys = await open_cases(speaker, 8, "BY", "office")
    contacts = [a_key() for _ in keys]
    recorded = {each: [statistics_facts.contact_recorded(each, "counselling")] for each in contacts}
    await speaker.say_and_send_together(recorded)
    await eventually(lambda: statistics.figure("BY", "office"), lambda shown: shown == "8")
    await speaker.say_and_send(keys[0], CaseJoined(case_id=keys[0]))
    await speaker.send_again(keys[0])
    await eventually(lambda: statistics.figure("BY", "office"), lambda shown: shown == "7")
    await speaker.say_and_send(keys[0], CaseJoined(case_id=keys[0]), case_triaged(keys[0], land="HE"))
    await speaker.say_and_send(keys[1], case_triaged(keys[1], land="BY", target_group="office"))
    await eventually(lambda: seen(statistics, keys[0]), lambda known: known["cells"][0][2] == "HE")
    assert await statistics.figure("BY", "office") == "7"
    assert await statistics.figure("HE", "total") == "0"
    await speaker.say_and_send(keys[0], CaseParted(case_id=keys[0]))
    await eventually(lambda: statistics.figure("HE", "total"), lambda shown: shown == "*")
    await eventually(lambda: statistics.figure("counselling", "phone", "contacts"), lambda shown: shown == "8")


async def test_a_joined_case_that_is_erased_stays_uncounted_and_its_pair_counted(
    speaker: Speaker, statistics: Statistics
) -> None:
    keys = await open_cases(speaker, 6, "HB", "office")
    await speaker.say_and_send(keys[0], CaseJoined(case_id=keys[0]))
    await speaker.say_and_send_together({key: [CaseErased(case_id=key)] for key in keys[:2]})
    await eventually(
        lambda: statistics.store["contributions"].count_documents({"key": {"$in": keys}}), lambda n: n == 4
    )
    assert await statistics.figure("HB", "office") == "5"


async def test_a_case_that_is_known_to_be_joined_before_it_was_opened_is_not_counted_then(
    speaker: Speaker, statistics: Statistics
) -> None:
    """Behind a gap on its topic, what comes first waits; the order is the topic's, whatever arrives when."""
    await open_cases(speaker, 5, "MV", "office")
    key = a_key()
    await speaker.say(key, case_opened(key, land="MV", target_group="office"), CaseJoined(case_id=key))
    opened, joined = await speaker.lose(key)
    await speaker.send_raw(key, joined, opened, opened, joined)
    await eventually(lambda: seen(statistics, key), lambda known: bool(known and known["elsewhere"]))
    assert await statistics.figure("MV", "office") == "5"


async def test_one_that_falls_below_five_is_hidden_at_once(speaker: Speaker, statistics: Statistics) -> None:
    keys = await open_cases(speaker, 5, "SH", "office")
    await open_cases(speaker, 9, "BB", "office")
    await eventually(lambda: statistics.figure("total", "office"), lambda shown: shown == "14")
    await speaker.say_and_send(keys[0], CaseJoined(case_id=keys[0]))
    shown = await eventually(statistics.figures, lambda shown: shown["SH", "office"] == "*")
    assert shown["SH", "total"] == "*"
    assert "*" in (shown["BB", "office"], shown["total", "office"]), "else it is the difference"


async def test_what_an_earlier_release_stored_is_joined_too(speaker: Speaker, statistics: Statistics) -> None:
    keys = await open_cases(speaker, 6, "RP", "office")
    await eventually(lambda: statistics.figure("RP", "office"), lambda shown: shown == "6")
    await statistics.store["contributions"].update_many({}, {"$unset": {"elsewhere": ""}})
    await speaker.say_and_send(keys[0], CaseJoined(case_id=keys[0]))
    await eventually(lambda: statistics.figure("RP", "office"), lambda shown: shown == "5")


async def test_a_deadline_that_another_of_the_act_counts_is_one_and_two_when_they_are_parted(
    speaker: Speaker, statistics: Statistics
) -> None:
    for _ in range(5):
        key = a_key()
        one, other = (statistics_facts.deadline_set(key, str(uuid.uuid4())) for _ in range(2))
        gone = DeadlineCancelled.model_validate(other.model_dump() | {"counted_by": one.deadline_id})
        await speaker.say(key, one, other, gone)
    await speaker.send()
    await eventually(lambda: statistics.figure("strafantrag", "set", "deadlines"), lambda shown: shown == "5")
    assert await statistics.figure("strafantrag", "cancelled", "deadlines") == "0"
    await speaker.say_and_send(key, other)
    await eventually(lambda: statistics.figure("strafantrag", "set", "deadlines"), lambda shown: shown == "6")


async def test_an_unknown_fact_counts_nothing_and_holds_up_nothing(speaker: Speaker, statistics: Statistics) -> None:
    await open_cases(speaker, 4, "TH", "office")
    key = a_key()
    await speaker.say(key, case_triaged(key), case_opened(key, land="TH", target_group="office"))
    unknown, opened = await speaker.lose(key)
    sung = json.dumps(json.loads(unknown) | {"type": "lotse.intake.case.sung.v1"}).encode()
    await speaker.send_raw(key, sung, opened)
    await eventually(lambda: statistics.figure("TH", "office"), lambda shown: shown == "5")


async def test_what_was_counted_survives_erasure_and_forgets_the_case(speaker: Speaker, statistics: Statistics) -> None:
    keys = await open_cases(speaker, 5, "HH", "office")
    await eventually(lambda: statistics.figure("HH", "office"), lambda shown: shown == "5")
    await speaker.say_and_send_together({key: [CaseErased(case_id=key)] for key in keys})
    await eventually(
        lambda: statistics.store["contributions"].count_documents({"key": {"$in": keys}}), lambda n: n == 0
    )
    assert await statistics.figure("HH", "office") == "5"


async def test_referrals_contacts_deadlines_and_deliveries_have_their_tables(
    speaker: Speaker, statistics: Statistics
) -> None:
    for _ in range(5):
        key, referral, contact = a_key(), str(uuid.uuid4()), a_key()
        await speaker.say(
            key, statistics_facts.deadline_set(key, str(uuid.uuid4())), statistics_facts.delivery_sent(key)
        )
        await speaker.say(contact, statistics_facts.contact_recorded(contact, "other"))
        await speaker.say(contact, statistics_facts.contact_assigned(contact, "prevention"))
        await speaker.say(
            key, statistics_facts.referral_sent(key, referral), statistics_facts.referral_delivered(key, referral)
        )
        await speaker.say(key, statistics_facts.referral_accepted(key, referral))
    await speaker.send()
    await eventually(lambda: statistics.figure("police", "accepted", "referrals"), lambda shown: shown == "5")
    await eventually(lambda: statistics.figure("prevention", "phone", "contacts"), lambda shown: shown == "5")
    await eventually(lambda: statistics.figure("strafantrag", "set", "deadlines"), lambda shown: shown == "5")
    await eventually(lambda: statistics.figure("partner", "sent", "deliveries"), lambda shown: shown == "5")
    assert await statistics.figure("other", "phone", "contacts") == "0"


async def test_a_mail_about_an_entry_of_the_directory_is_no_delivery_of_a_case(
    speaker: Speaker, statistics: Statistics
) -> None:
    for _ in range(5):
        partner, case = a_key(), a_key()
        about_entry = statistics_facts.delivery_sent(partner).model_copy(update={"partner_id": partner})
        await speaker.say(partner, about_entry)
        await speaker.say(case, statistics_facts.delivery_sent(case))
    await speaker.send()
    await eventually(lambda: statistics.figure("partner", "sent", "deliveries"), lambda shown: shown == "5")


async def test_a_settled_referral_is_counted_and_forgotten(speaker: Speaker, statistics: Statistics) -> None:
    key, referral = a_key(), str(uuid.uuid4())
    await speaker.say_and_send(
        key, statistics_facts.referral_sent(key, referral), statistics_facts.referral_completed(key, referral)
    )
    await eventually(lambda: statistics.store["cells"].count_documents({"column": "completed", "n": 1}))
    assert await statistics.store["contributions"].find_one({"_id": f"referral:{referral}"}) is None


async def test_a_rebuild_from_zero_gives_the_same_cells(
    speaker: Speaker, statistics: Statistics, mongo: str, store_name: str
) -> None:
    for number, key in enumerate(await open_cases(speaker, 9, "SL", "office")):
        await speaker.say(key, statistics_facts.referral_sent(key, str(uuid.uuid4())))
        await speaker.say(key, case_triaged(key, land="SL" if number % 2 else "RP", target_group="mandate"))
    await speaker.send()
    rows = await speaker.unit_of_work.store[OUTBOX].find({}).sort("sequence", 1).to_list(None)
    said = [decoded("statistics", OnDisk(row["topic"], row["key"].encode(), row["body"])) for row in rows]
    async with a_store(mongo, f"{store_name}_rebuilt") as empty:
        await Applier(UnitOfWork(empty, "statistics"), event_handlers()).take(said)
        rebuilt = await cells(empty, said[0].event.time.year)
    assert sum(rebuilt.values()) == 18
    await eventually(lambda: cells(statistics.store, said[0].event.time.year), lambda live: live == rebuilt)


async def test_what_is_kept_for_prevention_is_no_case_and_its_referrals_are_counted_apart(
    speaker: Speaker, statistics: Statistics
) -> None:
    keys = [a_key() for _ in range(5)]
    for key in keys:
        referral = str(uuid.uuid4())
        sent = statistics_facts.referral_sent(key, referral).model_copy(update={"purpose": Purpose.PREVENTION})
        kept = case_opened(key, land="MV", target_group="office", purpose="prevention")
        triaged = case_triaged(key, land="MV", target_group="office", purpose="prevention")
        await speaker.say(key, kept, triaged, sent)
        await speaker.say(key, statistics_facts.referral_accepted(key, referral))
    await speaker.send()
    table = "prevention_referrals"
    await eventually(lambda: statistics.figure("police", "accepted", table), lambda shown: shown == "5")
    assert await statistics.figure("police", "accepted", "referrals") == "0"
    assert await statistics.figure("MV", "office") == "0"

    again = {key: [case_opened(key, land="MV", target_group="office")] for key in keys}
    await speaker.say_and_send_together(again)
    await eventually(lambda: statistics.figure("MV", "office"), lambda shown: shown == "5")
    assert await statistics.figure("police", "accepted", table) == "5"
