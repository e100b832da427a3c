"""A form of the follow page with a page of its own; a form that cannot be taken now is shown again with its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.form_message import FormMessage
from services.intake.domain.on_behalf import NOT_FOR_ANOTHER
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.handlers.person.receipt_access import Ticket
from services.intake.handlers.person.send_form import send_form
from services.intake.pages.face.code import code_page
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.thread_form import ThreadFormWithCode, form_again, own_again, ticket_of
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.clock import berlin_day
from shared.errors import Conflict, LotseError
from shared.text import LONGEST, Typed
from shared.web import act_result
from shared.web.client_limit import client_of
from shared.web.forms import Sent


class OwnForm(ThreadFormWithCode):
    REFUSAL: ClassVar[str] = "Das ist noch nicht bei uns. Bitte prüfen Sie Ihre Angaben."

    text: Annotated[str, Typed(LONGEST)] = ""


F = TypeVar("F", bound=OwnForm)


@dataclass(frozen=True)
class OwnFormPage:
    """`leads_to`, `done`: the page that confirms it, and the key of its sentence.

    `offered`: further values of the template.
    """

    page: FollowPage
    template: str
    leads_to: str
    done: str
    offered: Callable[[datetime], Mapping[str, Any]] = lambda now: {}
    for_reporters: bool = False
    """Whether it is also for a reporter for another."""

    async def show(self, request: Request) -> HTMLResponse:
        ticket = self.page.cookie.read(request)
        if ticket is None:
            return code_page(self.page.pages, request)
        own = await self._checked(ticket)
        return self._form(request, {"thread": self.page.cookie.mark(ticket)}, affected=not own.on_behalf)

    async def send(self, request: Request, form: Sent[F], said: Callable[[F, datetime], FormMessage]) -> Response:
        """Sends the form. `said`: makes the form message of it; it may raise InvalidForm."""
        attempt, face = attempts.given(form.fields), self.page.face
        try:
            message = said(form.read(), face.clock())
            ticket = await ticket_of(face, self.page.cookie, request, form.fields)
            await self._checked(ticket)
            face.limits.messages.take(client_of(request))
            await send_form(face, ticket, message, attempt)
        except REFUSED as error:
            sent, refused = {**form.fields, attempts.FIELD: attempt}, refusal(error)
            own = await own_again(face, self.page.cookie, request, sent, refused)
            affected = not (own.on_behalf if own else self.for_reporters)
            return self._form(request, sent, refused, affected=affected)
        response = act_result.redirect(self.leads_to, self.done)
        self.page.cookie.keep(response, ticket)
        return response

    async def _checked(self, ticket: Ticket) -> ThreadContent:
        """Returns the thread.

        Raises NotFound like open_thread, and Conflict if only the affected person can send this form.
        """
        own = await read_own_case(self.page.face, ticket)
        if own.on_behalf and not self.for_reporters:
            raise Conflict("not-in-this-state", NOT_FOR_ANOTHER)
        return own

    def _form(
        self, request: Request, sent: Mapping[str, Any], refused: LotseError | None = None, *, affected: bool
    ) -> HTMLResponse:
        """Shows the form. `affected`: whether the person is known to have written for themselves."""
        again = form_again(self.page.cookie, request, sent, attempts.given(sent), refused)
        now = self.page.face.clock()
        shown = {"today": berlin_day(now).isoformat(), **again, **self.offered(now)}
        return self.page.pages.render(request, self.template, entered=sent, affected=affected, **shown)
