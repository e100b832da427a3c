"""The base of all forms on the follow page: the thread that they were shown for, and the code if asked for again."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.handlers.person.receipt_access import Ticket, ticket_for
from services.intake.handlers.person.redeem_one_time_code import confirm_receipt_code
from services.intake.pages.face.follow_cookie import FollowCookie, is_same
from services.intake.pages.refusal import REFUSED
from shared.errors import Invalid, LotseError, Unavailable
from shared.web.forms import Act

OTHER_CODE: Final = (
    "Diese Seite haben Sie mit einem anderen Rückmeldecode geöffnet, bitte geben Sie den ein. Gilt er nicht mehr, weil "
    "Sie einen neuen bekommen haben, kopieren Sie Ihren Text und öffnen Sie Ihr Anliegen mit dem neuen."
)


class ThreadForm(Act):
    """`thread`: the mark from `FollowCookie.mark`, so that two tabs with two codes are never confused."""

    thread: str = ""


class ThreadFormWithCode(ThreadForm):
    """A form that can be sent again from a page that asks for the code."""

    code: str = ""


async def ticket_of(face: FaceDependencies, cookie: FollowCookie, request: Request, sent: Mapping[str, Any]) -> Ticket:
    """Returns the ticket by the cookie, or by the code if one was entered.

    Raises Unauthenticated like `FollowCookie.required`, Invalid for a code that was mistyped or is another thread's,
    and NotFound for one that opens nothing.
    """
    code, thread = sent.get("code", ""), sent.get("thread", "")
    if not code:
        return cookie.required(request, thread)
    ticket = ticket_for(face, code)
    if thread and not is_same(cookie.mark(ticket), thread):
        raise Invalid("bad-receipt-code", OTHER_CODE)
    await confirm_receipt_code(face, ticket)
    return ticket


def form_again(
    cookie: FollowCookie, request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError | None
) -> dict[str, Any]:
    """Returns the values of a form's page; it asks for the code if this browser is not let in to its thread."""
    thread = sent.get("thread", "")
    return {
        "refused": refused,
        "at": "code" if refused and refused.status != 503 else "",
        "attempt": attempt,
        "thread": thread,
        "asks_for_code": not cookie.is_for(request, thread),
    }


async def own_again(
    face: FaceDependencies, cookie: FollowCookie, request: Request, sent: Mapping[str, Any], refused: LotseError
) -> ThreadContent | None:
    """Returns the person's thread, to show beside a refused form.

    None if this browser is not let in to the thread, or while a store is away.
    """
    ticket = cookie.read(request)
    if ticket is None or refused.status == Unavailable.status or not cookie.is_for(request, sent.get("thread", "")):
        return None
    try:
        return await read_own_case(face, ticket)
    except REFUSED:
        return None


def is_affected(own: ThreadContent | None) -> bool:
    """Whether the person is known to have written for themselves."""
    return own is not None and not own.on_behalf
