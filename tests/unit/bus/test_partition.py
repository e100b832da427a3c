"""A key goes to the partition to which Kafka's own clients would send it."""

from aiokafka.partitioner import DefaultPartitioner

from shared.bus.publish.relay import partition
from tests.harness.case_events import a_key


def test_a_key_goes_where_kafkas_clients_send_it() -> None:
    keys = [a_key().encode() for _ in range(200)]
    for partitions in (1, 6, 12):
        parts = list(range(partitions))
        theirs = [DefaultPartitioner()(key, parts, parts) for key in keys]
        assert [partition(key, parts, parts) for key in keys] == theirs
        assert [partition(key, parts, parts) for key in keys] == theirs
