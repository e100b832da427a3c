"""Redeems a one-time code at the first sign-in: it gives the receipt code, and ends when that has been noted."""

from services.intake.domain.request import CodeBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import NOT_THERE, OpenedThread, Ticket, open_thread, ticket_for
from shared.errors import NotFound
from shared.sealing import CannotOpen
from shared.sealing.one_time import read


async def redeem_one_time_code(face: FaceDependencies, text: str, client: str) -> str:
    """Returns the receipt code.

    The work and the answer are the same whether the code is unknown, wrong, replaced or too old (NotFound). Raises
    Invalid for a mistyped code, which counts as no guess, and TooMany or Unavailable while there is no room for another
    guess, of this client or in all.
    """
    code = read(text)
    face.limits.guesses.take(client)
    locator = face.lock.locator(code)
    kept = await face.codes.living(locator, face.clock())
    try:
        receipt_code = await face.lock.unlock(code, kept or face.lock.decoy(), locator)
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    if _is_noted(await open_thread(face, ticket_for(face, receipt_code))):
        raise NotFound("not-found", NOT_THERE)
    return receipt_code


async def confirm_receipt_code(face: FaceDependencies, ticket: Ticket) -> None:
    """Ends the one-time code of the thread: from now on only the receipt code opens it."""
    opened = await open_thread(face, ticket)
    place = await face.codes.place_of(opened.thread.thread) if opened.thread else None
    if place and not _is_noted(opened):
        await hand_in(face, opened, "code_noted", CodeBody(place=place), place)


def _is_noted(opened: OpenedThread) -> bool:
    """Whether the person has noted the receipt code, also before the desk has taken that over."""
    return any(each.kind == "code_noted" for each in opened.waiting)
