from types import SimpleNamespace
from typing import Any

import pytest

from infra.kafka import topics
from infra.kafka.catalogue import wanted
from infra.kafka.topics import ONE_DAY_MS, Wanted, create
from shared.bus import Connection
from shared.contracts.catalogue import TOPICS
from shared.contracts.cloudevent import EXTERNAL_LIMIT, LIMIT


def test_every_row_of_the_catalogue_becomes_a_topic() -> None:
    plain = {row.name for row in TOPICS if not row.opaque}
    assert {topic.name for topic in wanted({"channel": [], "partner": []})} == plain


def test_a_row_with_an_opaque_part_becomes_one_topic_for_each_of_its_family() -> None:
    names = {topic.name for topic in wanted({"channel": ["portal123"], "partner": ["aaaaaaaa", "bbbbbbbb"]})}
    assert "lotse.channel.portal123.submissions" in names
    assert {"lotse.partner.aaaaaaaa.referrals", "lotse.partner.bbbbbbbb.answers"} <= names
    assert "lotse.partner.portal123.referrals" not in names


def test_retention_and_partitions_are_the_catalogues() -> None:
    topics = {topic.name: topic for topic in wanted({"channel": ["portal123"], "partner": []})}
    case, channel = topics["lotse.intake.case"], topics["lotse.channel.portal123.submissions"]
    assert (case.partitions, case.settings["retention.ms"]) == (6, str(7 * ONE_DAY_MS))
    assert (channel.partitions, channel.settings["retention.ms"]) == (1, str(3 * ONE_DAY_MS))


def test_a_record_is_as_old_as_the_broker_says() -> None:
    topics = wanted({"channel": ["portal123"], "partner": []})
    assert {topic.settings["message.timestamp.type"] for topic in topics} == {"LogAppendTime"}


def test_a_record_has_room_for_the_largest_event_and_a_client_fetches_it_at_once() -> None:
    topics = {topic.name: topic for topic in wanted({"channel": ["portal123"], "partner": []})}
    ours, theirs = topics["lotse.intake.case"], topics["lotse.channel.portal123.submissions"]
    assert LIMIT < int(ours.settings["max.message.bytes"]) < EXTERNAL_LIMIT
    assert EXTERNAL_LIMIT < int(theirs.settings["max.message.bytes"]) < 1_000_000


EXISTS, UNKNOWN = 36, 3


class FakeAdmin:
    """A broker whose topics are there from the attempt on that `made` says; before, they exist and are unknown."""

    def __init__(self, made: int) -> None:
        self._made = made
        self.attempts = 0

    def __call__(self, **_: Any) -> "FakeAdmin":
        return self

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def describe_cluster(self) -> dict[str, Any]:
        return {"brokers": [1]}

    async def create_topics(self, new: list[Any]) -> Any:
        self.attempts += 1
        code = 0 if self.attempts >= self._made else EXISTS
        return SimpleNamespace(topic_errors=[(each.name, code, None) for each in new])

    async def describe_topics(self, names: list[str]) -> list[dict[str, Any]]:
        code = 0 if self.attempts >= self._made else UNKNOWN
        return [{"topic": name, "error_code": code, "partitions": []} for name in names]


@pytest.fixture
def broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FakeAdmin:
    admin = FakeAdmin(request.param)
    monkeypatch.setattr(topics, "AIOKafkaAdminClient", admin)
    return admin


@pytest.mark.parametrize("broker", [2], indirect=True)
async def test_a_topic_that_was_being_deleted_is_created_once_more(broker: FakeAdmin) -> None:
    await create(Connection("nowhere:1"), [Wanted("one"), Wanted("two")])
    assert broker.attempts == 2


@pytest.mark.parametrize("broker", [1_000], indirect=True)
async def test_topics_without_a_leader_are_named_after_a_time(
    broker: FakeAdmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "LEADERS_WITHIN", 0.1)
    with pytest.raises(TimeoutError, match="one, two"):
        await create(Connection("nowhere:1"), [Wanted("two"), Wanted("one")])
