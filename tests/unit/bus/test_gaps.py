"""When everything that came before a head has been read."""

import pytest

from shared.bus.consume.consumer import Ends
from shared.bus.repair.gaps import all_read


@pytest.mark.parametrize(
    ("seen", "passed", "ends", "read"),
    [
        pytest.param({0: 5, 1: 3}, {0: 5, 1: 3}, {0: 9, 1: 3}, True, id="up to the ends seen with the head"),
        pytest.param({0: 5, 1: 3}, {0: 9, 1: 2}, {0: 9, 1: 3}, False, id="one partition is behind"),
        pytest.param({0: 5}, {}, {0: 5}, False, id="nobody says how far it was read"),
        pytest.param({0: 0, 1: 0}, {}, {0: 4, 1: 0}, True, id="the topic was empty then"),
        pytest.param({0: 5}, {0: 2}, {0: 2}, True, id="the broker lost what lay beyond"),
        pytest.param({0: 5, 1: 99}, {0: 5}, {0: 5}, True, id="a partition is no more"),
        pytest.param({4: 5, 5: 5}, {0: 5}, {0: 5}, False, id="every partition seen is no more"),
        pytest.param({0: 5}, {0: 5}, {}, False, id="nobody says where it ends"),
        pytest.param({0: 5}, {0: 5, 1: 0}, {0: 5, 1: 7}, True, id="partitions that came later say nothing of it"),
    ],
)
def test_all_read(seen: Ends, passed: Ends, ends: Ends, read: bool) -> None:
    assert all_read(seen, passed, ends) is read
