"""What a channel wrote to its topic has no heads: after a restore it is read again, but not what was erased."""

import json
from typing import Any

import pytest

from infra.kafka.topics import Wanted, create
from services.intake.store import CASES
from shared.bus import Connection
from shared.bus.publish.relay import Relay
from shared.contracts.channel import SubmissionReceived
from shared.sealing.keys import encode
from tests.harness.engines.contents import empty
from tests.harness.eventually import eventually
from tests.harness.faults.operator_commands import put_right
from tests.harness.services.external_sender import Outsider, an_opaque_part
from tests.harness.services.intake import TEAM_KEY, Place, a_desk

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


def submission(text: str) -> dict[str, Any]:
    public = TEAM_KEY.public
    return {"kid": public.fingerprint, "box": encode(public.seal(json.dumps({"text": text}).encode()))}


async def test_a_submission_is_taken_in_again_unless_it_was_erased(
    place: Place, other_broker: Connection, mongo: str
) -> None:
    topic = f"lotse.channel.{an_opaque_part()}.submissions"
    await create(other_broker, [Wanted(topic)])
    channel = Outsider(Relay(place.store, other_broker), topic)

    async def cases() -> set[str]:
        return {each.id for each in await place.unit_of_work(CASES.all)}

    async with a_desk(mongo, other_broker):
        for text in ("Bleibt (Demo).", "Geht (Demo)."):
            await channel.write(SubmissionReceived.TYPE, submission(text))
        both = await eventually(cases, lambda seen: len(seen) == 2)
    kept, erased = both
    await place.desk.keys.erase(erased)
    await empty(place.store)
    await put_right("intake", other_broker, mongo, mongo)
    async with a_desk(mongo, other_broker):
        await channel.write(SubmissionReceived.TYPE, submission("Kommt danach (Demo)."))
        seen = await eventually(cases, lambda seen: len(seen) == 2)
    assert kept in seen
    assert erased not in seen
    await channel.relay.close()
