"""Prints one line for each step: what happened, how it was seen from outside, how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0


class Failed(AssertionError):
    """A step of the story that did not happen; the text says which one, or how long was waited."""


class Step:
    def __init__(self) -> None:
        self.seen = ""


@contextmanager
def step(number: int, what: str) -> Iterator[Step]:
    this, began = Step(), time.monotonic()
    try:
        yield this
    except Exception as error:
        print(f"{number:2d}  {time.monotonic() - began:5.2f} s  {what}: FAILED, {_why(error)}", flush=True)
        raise Failed(what) from error
    print(f"{number:2d}  {time.monotonic() - began:5.2f} s  {what}  [{this.seen}]", flush=True)


def until(look: Callable[[], T], accept: Callable[[T], object] = bool, *, within: float = PATIENCE) -> T:
    """Looks every tenth of a second until the result is accepted, and returns it; raises Failed after `within` s."""
    end = time.monotonic() + within
    while True:
        seen = look()
        if accept(seen):
            return seen
        if time.monotonic() > end:
            raise Failed(f"not within {within:.0f} s")
        time.sleep(0.1)


def _why(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:300]
