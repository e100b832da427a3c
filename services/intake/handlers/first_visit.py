"""The first sign-in with a one-time code: it gives the receipt code, and ends when that has been noted."""

from services.intake.handlers import follow
from services.intake.handlers.follow import NOT_THERE, Ticket
from services.intake.handlers.workplace import Portal
from shared.errors import NotFound
from shared.sealing import CannotOpen
from shared.sealing.one_time import read


async def redeem(portal: Portal, text: str) -> str:
    """The receipt code. The same work and the same answer whether the code is unknown, wrong, used up or too old."""
    code = read(text)
    locator = portal.lock.locator(code)
    kept = await portal.codes.attempt(locator, portal.clock())
    try:
        receipt_code = await portal.lock.unlock(code, kept or portal.lock.decoy(), locator)
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    await portal.codes.give_back_try(locator)
    return receipt_code


async def noted(portal: Portal, shown: Ticket) -> None:
    """From now on only the receipt code opens the thread."""
    opened = await follow.enter(portal, shown)
    await portal.codes.drop(opened.thread.thread)
