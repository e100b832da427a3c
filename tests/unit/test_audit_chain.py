from datetime import UTC, datetime
from typing import Any

import pytest

from shared.audit.chain import BEGINNING, Broken, Head, canonical, follow, sealed

KEY = bytes(range(32))
AT = datetime(2026, 11, 22, 9, 30, 0, 123000, tzinfo=UTC)
Chain = list[dict[str, Any]]


def written(*cases: str, key: bytes = KEY) -> Chain:
    chain, head = [], BEGINNING
    for number, case in enumerate(cases, 1):
        entry = {"_id": number, "at": AT, "by": "anna", "role": "counsellor", "what": "file", "case": case}
        head = sealed(key, head, entry)
        chain.append(entry | {"seal": head.seal})
    return chain


def read(chain: Chain) -> Head:
    head = BEGINNING
    for entry in chain:
        head = follow(KEY, head, entry)
    return head


def test_a_chain_reads_as_it_was_written() -> None:
    chain = written("one", "two", "three")
    assert read(chain) == Head(3, chain[-1]["seal"])


@pytest.mark.parametrize(
    "change",
    [{"by": "bert"}, {"role": "supervisor"}, {"case": "other"}, {"at": AT.replace(minute=31)}, {"reason": "danger"}],
)
def test_a_changed_entry_is_found(change: dict[str, Any]) -> None:
    chain = written("one", "two", "three")
    chain[1] |= change
    with pytest.raises(Broken, match="entry 2 was changed"):
        read(chain)


def test_an_entry_taken_out_leaves_a_gap_also_when_the_rest_is_numbered_anew() -> None:
    first, _, third = written("one", "two", "three")
    with pytest.raises(Broken, match="entry 2 is missing"):
        read([first, third])
    with pytest.raises(Broken, match="entry 2 was changed"):
        read([first, third | {"_id": 2}])


def test_nobody_writes_one_without_the_key() -> None:
    with pytest.raises(Broken, match="entry 1"):
        read(written("one", key=bytes(32)))


def test_the_order_of_fields_and_the_time_zone_of_the_reader_do_not_matter() -> None:
    assert canonical({"b": 1, "a": "ä"}) == '{"a":"ä","b":1}'.encode()
    assert canonical({"at": AT}) == b'{"at":"2026-11-22T09:30:00.123000+00:00"}'
