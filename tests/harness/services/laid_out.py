"""Makes the beginning of many tests once in the real way, and later stores its result again.

A step is laid out only where the databases have exactly what they had when it was made: nothing, or the result of
earlier steps. After any other write it is made anew.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, ClassVar, Final, ParamSpec, TypeVar

import httpx2

from shared.clock import now
from shared.store import Store
from tests.harness.engines.contents import Contents, change, contents, end_sessions
from tests.harness.engines.store_writes import Writes

FRESH: Final = 60
"""Seconds after which a step is made anew: its stored times tell when it was made."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Made:
    """A step that was made: its result, the browsers' cookies, each database's contents, and the steps after it."""

    value: Any
    cookies: Mapping[str, httpx2.Cookies]
    lay: Sequence[Contents]
    at: datetime = field(default_factory=now)
    then: dict[str, "Made"] = field(default_factory=dict)

    def is_fresh(self) -> bool:
        """Whether it may be used; within the same hour too, since some times are stored as hours."""
        return (now() - self.at).total_seconds() < FRESH and now().hour == self.at.hour

    def given_to(self, given: Mapping[str, Any]) -> Any:
        """Returns the result, with the browsers of the current test, which get the cookies of then."""
        for name, cookies in self.cookies.items():
            given[name].cookies = httpx2.Cookies(cookies)
        if not is_dataclass(self.value):
            return copy(self.value)
        of_now = {each.name: given[each.name] for each in fields(self.value) if each.name in given}
        return replace(self.value, **of_now)  # type: ignore[type-var]


class Steps:
    """Steps in databases of one engine, the first opened as its root user. `now`: those of the running test."""

    now: ClassVar["Steps | None"] = None

    def __init__(self, writes: Writes, databases: Sequence[tuple[Store, Sequence[str]]]) -> None:
        """Begins without steps. `databases`: each with the names of its collections, or none to have them looked up."""
        self._writes, self._databases = writes, databases
        self._empty = Made(None, {}, [{} for _ in databases])
        self._last, self._left_at = self._empty, -1

    @contextmanager
    def of_a_test(self) -> Iterator[None]:
        """Begins a test's steps; the databases must be empty."""
        self._last, self._left_at = self._empty, self._writes.number
        Steps.now, before = self, Steps.now
        try:
            yield
        finally:
            Steps.now = before

    async def step(self, name: str, make: Callable[[], Awaitable[T]], given: Mapping[str, Any]) -> T:
        """Lays out the step, or makes it.

        `name`: differs where anything else would be stored; `given`: the arguments, with the browsers.
        """
        if self._writes.number != self._left_at:
            return await make()
        made = self._last.then.get(name)
        if made is not None and made.is_fresh():
            await self._change(self._last.lay, made.lay)
            value: T = made.given_to(given)
        else:
            value = await make()
            cookies = {key: httpx2.Cookies(of.cookies) for key, of in _browsers(given).items()}
            made = self._last.then[name] = Made(copy(value), cookies, await self._contents())
        self._last, self._left_at = made, self._writes.number
        return value

    async def take_away(self) -> list[Contents]:
        """Empties the databases and returns their contents. `change` locks the whole engine: nobody else may use it."""
        await end_sessions(self._databases[0][0])
        found = await self._contents()
        await self._change(found, self._empty.lay)
        return found

    async def _contents(self) -> list[Contents]:
        return [await contents(store, names) for store, names in self._databases]

    async def _change(self, before: Sequence[Contents], after: Sequence[Contents]) -> None:
        stores = [store for store, _ in self._databases]
        await change(list(zip(stores, before, after, strict=True)))


def laid_out(make: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Makes a step of a function whose result and writes depend only on its arguments and on the steps before it.

    Where `place` is an argument, it is settled at the end: the face shows the state after the step, and later changes
    only once the test settles them.
    """
    parameters = signature(make)

    @wraps(make)
    async def laid(*args: P.args, **kwargs: P.kwargs) -> T:
        arguments = parameters.bind(*args, **kwargs).arguments
        given = dict(_parts(arguments))

        async def settled() -> T:
            value = await make(*args, **kwargs)
            if "place" in arguments:
                await arguments["place"].settle()
            return value

        name = f"{make.__module__}.{make.__qualname__} {[(key, _as_told(each)) for key, each in given.items()]}"
        return await (Steps.now.step(name, settled, given) if Steps.now else settled())

    return laid


def _parts(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yields the arguments, and the fields of dataclasses among them; the place is left out, being always the same."""
    for name, each in given.items():
        if not is_dataclass(each) or isinstance(each, type):
            yield name, each
        elif not hasattr(each, "steps"):
            yield from _parts({f"{name}.{part.name}": getattr(each, part.name) for part in fields(each)})


def _as_told(argument: object) -> object:
    """Returns what a step depends on: of a browser headers, cookies, and whether the desk works at its requests."""
    if not isinstance(argument, httpx2.AsyncClient):
        return repr(argument)
    cookies = sorted((each.name, each.value) for each in argument.cookies.jar)
    return argument.base_url, sorted(argument.headers.items()), cookies, len(argument.event_hooks["request"])


def _browsers(given: Mapping[str, Any]) -> dict[str, httpx2.AsyncClient]:
    return {name: each for name, each in given.items() if isinstance(each, httpx2.AsyncClient)}
