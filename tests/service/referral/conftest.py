import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from infra.embedded.ports import free_ports
from infra.kafka.topics import Wanted, create
from services.referral import retention
from services.referral.commands import directory
from services.referral.main import app
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.contracts.catalogue import TOPICS
from shared.moved_clock import MovedClock
from shared.store import connect
from tests.harness.engines.contents import drop
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import SOON, a_store
from tests.harness.services.referral import DIRECTORY, QUICK, Intake, Referral, at, listening, served, settings_of
from tests.harness.services.unlisted_fields import nothing_unlisted

FACTS = tuple(f"lotse.referral.{each}" for each in ("referral", "directory", "entry", "proceeding"))


@pytest.fixture(scope="package")
async def referral(mongo: str, kafka: Connection, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Referral]:
    """Started once for all tests of the service; each works on cases of its own."""
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])
    port, intakes_port = free_ports(2)
    intake = Intake(settings_of("intake", mongo, kafka))
    clock = MovedClock(tmp_path_factory.mktemp("clock") / "clock")
    ways = {"intake": at(intakes_port), "partner": at(port)}
    settings = settings_of("referral", mongo, kafka, **ways, clock_file=str(clock.file))
    entries = json.loads(DIRECTORY.read_text())["partners"]
    _, partners = await directory(settings, entries, {}, QUICK)
    own_topics = [partner["topic"] for partner in partners.values()]
    await create(kafka, [Wanted(topic) for topic in own_topics])
    store = connect(mongo, "lotse_referral")
    async with (
        served(intake.app(), intakes_port),
        served(app(settings, intervals=SOON, stretch=QUICK), port) as url,
        a_store(mongo, "referral_hears_intake") as spoken,
        listening(kafka, *FACTS, *own_topics) as said,
        httpx2.AsyncClient(base_url=url) as http,
    ):
        relay = Relay(spoken, kafka)
        speaker = Speaker(UnitOfWork(spoken, "intake"), relay)
        yield Referral(http, store, kafka, speaker, intake, partners, said, clock)
        await relay.close()
    await nothing_unlisted(store, retention.STORE)
    await drop(store, "lotse_referral", "lotse_referral_keys")
    await store.close()
