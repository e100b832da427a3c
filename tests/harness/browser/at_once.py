"""The same act in several windows, two at a time: while one waits for the system, the other goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar

import pytest

from tests.harness.browser.cases import Cases
from tests.harness.browser.visit import SignedIn, Visit, a_visit

AT_ONCE: Final = 2
T = TypeVar("T")


class AtOnce(Generic[T]):
    """The acts by name; `of` returns the result of one, or raises its failure."""

    def __init__(self, names: Iterable[str], do: Callable[[str], Awaitable[T]]) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._do = do
        self._begun = {name: asyncio.create_task(self._take_turn(name)) for name in names}

    async def of(self, name: str) -> T:
        return await asyncio.shield(self._begun[name])

    async def end(self) -> None:
        for each in self._begun.values():
            each.cancel()
        await asyncio.gather(*self._begun.values(), return_exceptions=True)

    async def _take_turn(self, name: str) -> T:
        async with self._turn:
            return await self._do(name)


def at_once(do: Callable[[Visit, str], Awaitable[T]], looks: Mapping[str, Any] | None = None) -> Any:
    """Returns a module's fixture, for tests with a single parameter: `do` runs for each of its values in this run.

    Each has a window of its own, with the look that `looks` gives the value.
    """

    @pytest.fixture(scope="module")
    async def begun(request: pytest.FixtureRequest, cases: Cases, signed_in: SignedIn) -> AsyncIterator[AtOnce[T]]:
        async def in_a_window(name: str) -> T:
            async with a_visit(signed_in, cases, **(looks or {}).get(name, {})) as visit:
                return await do(visit, name)

        all_of_them = AtOnce(asked_for(request), in_a_window)
        try:
            yield all_of_them
        finally:
            await all_of_them.end()

    return begun


def asked_for(request: pytest.FixtureRequest) -> list[str]:
    """Returns the parameter's values in the tests of this run that use the fixture."""
    of_this_module = [item for item in request.session.items if item.getparent(pytest.Module) is request.node]
    users = [item for item in of_this_module if request.fixturename in getattr(item, "fixturenames", ())]
    return list(dict.fromkeys(next(iter(item.callspec.params.values())) for item in users))  # type: ignore[attr-defined]
