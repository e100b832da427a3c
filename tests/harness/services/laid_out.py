"""What many tests begin with is made by the real way once; then what was stored at its end is stored again.

A step is laid out only where the databases have exactly what they had when it was made: nothing, or what earlier steps
left. After any other write it is made.
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
"""Seconds after which a step is made anew: what it stored says when that was."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Made:
    """What came of a step, the cookies that browsers had then, what lay in each database, and the steps after it."""

    value: Any
    cookies: Mapping[str, httpx2.Cookies]
    lay: Sequence[Contents]
    at: datetime = field(default_factory=now)
    then: dict[str, "Made"] = field(default_factory=dict)

    def is_fresh(self) -> bool:
        """Within one hour, too: some times are stored as hours."""
        return (now() - self.at).total_seconds() < FRESH and now().hour == self.at.hour

    def given_to(self, given: Mapping[str, Any]) -> Any:
        """What came of it, with the browsers of the test at hand, which have the cookies of then."""
        for name, cookies in self.cookies.items():
            given[name].cookies = httpx2.Cookies(cookies)
        if not is_dataclass(self.value):
            return copy(self.value)
        of_now = {each.name: given[each.name] for each in fields(self.value) if each.name in given}
        return replace(self.value, **of_now)  # type: ignore[type-var]


class Steps:
    """In databases of one engine, whose root user the first of them is opened by; `now`: of the test at hand."""

    now: ClassVar["Steps | None"] = None

    def __init__(self, writes: Writes, databases: Sequence[tuple[Store, Sequence[str]]]) -> None:
        """`databases`: each with the names of its collections, or without to have them asked for."""
        self._writes, self._databases = writes, databases
        self._empty = Made(None, {}, [{} for _ in databases])
        self._last, self._left_at = self._empty, -1

    @contextmanager
    def of_a_test(self) -> Iterator[None]:
        """Where everything is empty."""
        self._last, self._left_at = self._empty, self._writes.number
        Steps.now, before = self, Steps.now
        try:
            yield
        finally:
            Steps.now = before

    async def step(self, name: str, make: Callable[[], Awaitable[T]], given: Mapping[str, Any]) -> T:
        """`name`: differs where anything else would be stored. `given`: the browsers, among others."""
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
        """What lay in each database; it is gone then. `change` locks the whole engine, so that nobody else may."""
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
    """A step: what it returns and stores depends only on its arguments and on the steps before it.

    Where one is the `place`, it is settled at the end: what a test forgets to show stays as it was shown then.
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
    """The arguments, and what is in those which are dataclasses; the place is always the same."""
    for name, each in given.items():
        if not is_dataclass(each) or isinstance(each, type):
            yield name, each
        elif not hasattr(each, "steps"):
            yield from _parts({f"{name}.{part.name}": getattr(each, part.name) for part in fields(each)})


def _as_told(argument: object) -> object:
    """Of a browser what it sends, and whether the desk works at its requests."""
    if not isinstance(argument, httpx2.AsyncClient):
        return repr(argument)
    cookies = sorted((each.name, each.value) for each in argument.cookies.jar)
    return argument.base_url, sorted(argument.headers.items()), cookies, len(argument.event_hooks["request"])


def _browsers(given: Mapping[str, Any]) -> dict[str, httpx2.AsyncClient]:
    return {name: each for name, each in given.items() if isinstance(each, httpx2.AsyncClient)}
