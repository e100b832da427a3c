"""What a process does with itself before it serves."""

import gc

from shared.web.serve import YOUNG, spare_what_stays


def test_the_collector_walks_only_through_what_is_made_after_the_start() -> None:
    before: list[object] = [[]]
    known, usual = gc.get_freeze_count(), gc.get_threshold()
    try:
        spare_what_stays()
        after: list[object] = [[]]
        walked = {id(each) for each in gc.get_objects()}
        assert id(before) not in walked
        assert id(after) in walked
        assert gc.get_freeze_count() > known
        assert gc.get_threshold() == (YOUNG, *usual[1:])
    finally:
        gc.set_threshold(*usual)
