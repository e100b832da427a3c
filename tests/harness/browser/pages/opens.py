"""Ways to open a page: a function for each door and each kind of page."""

from collections.abc import Awaitable, Callable
from functools import partial

from services.intake.pages.desk.file import Tab
from tests.harness.browser.acts import Case
from tests.harness.browser.cases import Cases
from tests.harness.browser.visit import Visit

Opens = Callable[[Visit], Awaitable[object]]
"""Opens a page; its result, if any, is for the caller that goes on from there."""


def public(path: str) -> Opens:
    return lambda visit: visit.public(path)


def partner(path: str) -> Opens:
    return lambda visit: visit.partner(path)


def staff(path: str, user: str = "anna") -> Opens:
    return lambda visit: visit.staff(path, user)


def case(state: str, tab: Tab = "conversation") -> Opens:
    async def opens(visit: Visit) -> None:
        await visit.case(await made(visit, state), tab)

    return opens


def follow(state: str) -> Opens:
    async def opens(visit: Visit) -> None:
        await visit.follow(await made(visit, state))

    return opens


def of_case(address: str, state: str, user: str = "anna") -> Opens:
    async def opens(visit: Visit) -> None:
        await visit.staff(address.format((await made(visit, state)).case_id), user)

    return opens


async def made(visit: Visit, state: str) -> Case:
    """Returns the case of this name, which is made once."""
    return await visit.cases.made(partial(_state, state))


def _state(state: str, cases: Cases) -> Case:
    found: Case = getattr(cases, state)
    return found
