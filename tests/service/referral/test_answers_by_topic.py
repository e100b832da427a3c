"""A partner's system answers on its own topic: the same acts as by HTTPS, and on its topic what became of each."""

import uuid
from typing import Any

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus.consume.dead_letters import TOO_MANY
from shared.contracts import partner
from tests.harness.eventually import eventually
from tests.harness.services.external_sender import Outsider
from tests.harness.services.referral import Facts, Referral

pytestmark = pytest.mark.engines

ACCEPTED = partner.AnswerAccepted.TYPE


class Partner(Outsider):
    """Writes on its answers topic, reads on its referrals topic."""

    said: Facts

    async def told(self, answer_id: str) -> dict[str, Any]:
        return (await eventually(lambda: self._about(answer_id)))[-1]

    async def _about(self, answer_id: str) -> Facts:
        mine = [event for event in self.said if event["topic"] == self.topic.replace("answers", "referrals")]
        return [event for event in mine if event["data"].get("answer_id") == answer_id]


@pytest.fixture
async def partners(referral: Referral) -> dict[str, Partner]:
    relay = referral.speaker.relay
    found = {
        key: Partner(relay, held["topic"].replace(".referrals", ".answers")) for key, held in referral.partners.items()
    }
    for each in found.values():
        each.said = referral.said
    await create(referral.kafka, [Wanted(each.topic) for each in found.values()])
    return found


async def an_offer(referral: Referral, key: str = "partner_a") -> tuple[str, str]:
    case_id, _, reference = await referral.at_partner(key)
    return case_id, reference


async def test_a_referral_is_answered_to_its_end(referral: Referral, partners: dict[str, Partner]) -> None:
    (case_id, reference), ours = await an_offer(referral), partners["partner_a"]
    first = await ours.write(ACCEPTED, {"reference": reference})
    taken = await ours.told(first)
    assert (taken["type"], taken["partitionkey"]) == ("lotse.partner.referral.answer-taken.v1", reference)
    accepted = await referral.heard("referral.accepted", case_id)
    assert accepted["data"]["by"] == "partner"
    assert accepted["causationid"] not in (first, "")
    await ours.write(partner.AnswerContacted.TYPE, {"reference": reference})
    last = await ours.write(partner.AnswerCompleted.TYPE, {"reference": reference, "outcome": "helped"})
    assert (await ours.told(last))["data"]["answer"] == "completed"
    assert (await referral.heard("referral.completed", case_id))["data"]["outcome"] == "helped"


async def test_an_answer_takes_effect_once_and_its_id_is_used_up(
    referral: Referral, partners: dict[str, Partner]
) -> None:
    (case_id, reference), ours = await an_offer(referral), partners["partner_a"]
    answer_id = str(uuid.uuid4())
    for _ in range(3):
        await ours.write(ACCEPTED, {"reference": reference}, id=answer_id)
    declined = {"reference": reference, "reason": "no_capacity"}
    for _ in range(2):
        await ours.write(partner.AnswerReturned.TYPE, declined, id=answer_id)
    after = await ours.write(partner.AnswerDeclined.TYPE, declined)
    assert (await ours.told(after))["data"]["problem"] == "not_in_this_state"
    about = [each["data"] for each in await ours._about(answer_id)]
    assert [each.get("answer", each.get("problem")) for each in about] == ["accepted", "id_reused"]
    facts = [each["type"] for each in referral.said if each["partitionkey"] == case_id]
    assert facts.count("lotse.referral.referral.accepted.v1") == 1
    assert "lotse.referral.referral.returned.v1" not in facts


async def test_a_client_that_counts_from_one_again_is_told_and_changes_nothing(
    referral: Referral, partners: dict[str, Partner]
) -> None:
    ours, start = partners["partner_a"], uuid.uuid4().hex
    offers = [await an_offer(referral) for _ in range(2)]
    await ours.write(ACCEPTED, {"reference": offers[0][1]}, id=f"{start}-1")
    await ours.told(f"{start}-1")
    await ours.write(ACCEPTED, {"reference": offers[1][1]}, id=f"{start}-1")
    refused = await eventually(lambda: ours._about(f"{start}-1"), lambda seen: len(seen) == 2)
    assert refused[1]["data"] == {"reference": offers[1][1], "answer_id": f"{start}-1", "problem": "id_reused"}
    fresh = await ours.write(ACCEPTED, {"reference": offers[1][1]}, id=f"{start}-2")
    assert (await ours.told(fresh))["data"]["answer"] == "accepted"


async def test_anothers_reference_is_refused_like_one_that_is_not_there(
    referral: Referral, partners: dict[str, Partner]
) -> None:
    (case_id, reference), theirs = await an_offer(referral), partners["partner_b"]
    other = await theirs.write(ACCEPTED, {"reference": reference})
    nobodys = await theirs.write(ACCEPTED, {"reference": uuid.uuid4().hex})
    refused, unknown = await theirs.told(other), await theirs.told(nobodys)
    for each, answer_id in ((refused, other), (unknown, nobodys)):
        assert each["type"] == "lotse.partner.referral.answer-refused.v1"
        assert (each["data"]["answer_id"], each["data"]["problem"]) == (answer_id, "unknown_reference")
    assert refused["partitionkey"] == unknown["partitionkey"]
    assert int(unknown["sequence"]) == int(refused["sequence"]) + 1
    case = await theirs.write(ACCEPTED, {"reference": case_id})
    assert (await theirs.told(case))["data"]["problem"] == "unknown_reference"
    assert "lotse.referral.referral.accepted.v1" not in [
        each["type"] for each in referral.said if each["partitionkey"] == case_id
    ]
    assert referral.partners["partner_a"]["topic"] not in [
        each["topic"] for each in referral.said if each["data"].get("answer_id") == other
    ]


async def test_a_poisoned_partner_stops_alone_and_is_told(referral: Referral, partners: dict[str, Partner]) -> None:
    """The last of the partners, since nobody clears the stop here."""
    (_, reference), ours = await an_offer(referral), partners["partner_a"]
    poisoned = list(partners.values())[-1]
    assert poisoned is not ours
    run = uuid.uuid4().hex
    await poisoned.write(ACCEPTED, {"reference": "an unreadable one"}, id=run)
    for number in range(TOO_MANY):
        await poisoned.write_raw(f"poison {run} {number}".encode())

    async def problems() -> list[str]:
        theirs = [each for each in referral.said if each["topic"] == poisoned.topic.replace("answers", "referrals")]
        return [each["data"]["problem"] for each in theirs if "problem" in each["data"]]

    seen = await eventually(problems, lambda seen: "stopped" in seen)
    assert seen.count("unreadable") >= TOO_MANY - 1
    answer_id = await ours.write(ACCEPTED, {"reference": reference})
    assert (await ours.told(answer_id))["data"]["answer"] == "accepted"
