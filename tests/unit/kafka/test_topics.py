from infra.kafka.catalogue import wanted
from infra.kafka.topics import ONE_DAY_MS
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
