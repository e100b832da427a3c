"""Who sends a file slowly takes no place from others."""

from contextlib import ExitStack

import pytest

from services.intake.limits import WHOLE_FILES_AT_ONCE, WHOLE_FILES_OF_ONE, Limits
from shared.errors import Unavailable


def test_one_client_has_few_of_the_places_for_files_that_come_whole() -> None:
    limits = Limits()
    with ExitStack() as taken:
        for _ in range(WHOLE_FILES_OF_ONE):
            taken.enter_context(limits.whole_files.taken("one"))
        with pytest.raises(Unavailable):
            taken.enter_context(limits.whole_files.taken("one"))
        taken.enter_context(limits.whole_files.taken("another"))
    with limits.whole_files.taken("one"):
        pass


def test_where_all_places_for_them_are_taken_files_in_pieces_still_come() -> None:
    limits = Limits()
    with ExitStack() as taken:
        for number in range(WHOLE_FILES_AT_ONCE):
            taken.enter_context(limits.whole_files.taken(str(number)))
        with pytest.raises(Unavailable):
            taken.enter_context(limits.whole_files.taken("another"))
        taken.enter_context(limits.uploads.taken())
