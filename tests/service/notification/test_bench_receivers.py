"""What `make bench` sends its notices to takes them: without a receiver its row cannot be measured."""

from pathlib import Path

import pytest

from tests.bench.notices import TEXT, WAYS, Way, client, receiver

pytestmark = pytest.mark.system


@pytest.mark.parametrize("way", WAYS)
async def test_the_receiver_of_each_way_takes_a_notice_without_an_error(way: Way, tmp_path: Path) -> None:
    async with receiver(tmp_path, way) as port, client(way, port) as send:
        await send({"text": TEXT})
