"""Who sends a file slowly takes no place from others, and a crowd that guesses has no more room than one limit."""

import time
from contextlib import ExitStack
from functools import partial
from itertools import takewhile

import pytest

from services.intake.limits import GUESSES_OF_ALL, WHOLE_FILES_AT_ONCE, WHOLE_FILES_OF_ONE, Guesses, Limits
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


def test_all_who_guess_have_one_limit_together_however_many_they_are() -> None:
    guesses, began = Guesses(), time.monotonic()
    others = (f"192.0.2.{number}" for number in range(2 * GUESSES_OF_ALL.at_once))
    taken = list(takewhile(partial(is_taken, guesses), others))
    room = GUESSES_OF_ALL.at_once + (time.monotonic() - began) / GUESSES_OF_ALL.every
    assert GUESSES_OF_ALL.at_once <= len(taken) <= room


def is_taken(guesses: Guesses, client: str) -> bool:
    try:
        guesses.take(client)
    except Unavailable as error:
        return not error.retry_after
    return True
