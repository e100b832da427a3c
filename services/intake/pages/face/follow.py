"""The person's own page. The code is entered once; for half an hour a sealed cookie stands for it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.articles import named_in
from services.intake.domain.addition import Addition, may_be_added_to
from services.intake.domain.consent import (
    Choice,
    Decision,
    agreed_evidence,
    agreed_items,
    is_refused_for_good,
    was_never_withdrawn,
)
from services.intake.domain.handover import Handover, Worked, asks_whether_it_worked
from services.intake.domain.ids import AdditionId, HandoverId
from services.intake.domain.thread_content import OpenedHandover, ShownCorrection, ThreadContent
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.decide_handover import decide_handover
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.handlers.person.receipt_access import Ticket
from services.intake.handlers.person.tell_whether_it_worked import tell_whether_it_worked
from services.intake.night_lines import lines_for
from services.intake.pages.face.code import code_page
from services.intake.pages.face.follow_cookie import HERE, FollowCookie
from services.intake.pages.face.steps import is_new, steps
from services.intake.pages.face.thread_form import ThreadForm, ThreadFormWithCode, form_again, ticket_of
from services.intake.pages.refusal import NOT_NOW, REFUSED, refusal
from services.intake.pages.safe_contact_form import OF_THE_PERSON, as_entered
from services.intake.reading_time import HOURS, reading_time
from services.intake.safe_contact_texts import facts
from services.intake.state_texts.kept import of_kept
from services.intake.state_texts.partner import HOW_IT_BEGINS, of_partner
from services.intake.state_texts.texts import of_addition_withdrawal, of_correction, of_form_message, of_withdrawal
from services.intake.talk_texts import facts as talk_facts
from shared import attempts
from shared.arrangement import Appointment, still_to_come
from shared.clock import berlin_day
from shared.contracts.vocabulary import ConsentItem, Land
from shared.errors import Conflict, Invalid, LotseError, NotFound, Unauthenticated
from shared.store import AWAY
from shared.web import Pages, act_result
from shared.web.forms import Receiving, Sent
from shared.web.labels_de import file_size, word
from shared.web.pages import long_day

OPENS_NOTHING: Final = (
    "Der Code, mit dem dieser Browser zuletzt hier war, öffnet nichts mehr. Entweder wurde ein neuer ausgegeben, oder "
    "das Anliegen ist gelöscht. Haben Sie einen neuen Code, geben Sie ihn hier ein."
)

LETTERS: Final = (
    ("/briefe/auskunft-zum-verfahren/mit-aktenzeichen", "Auskunft verlangen"),
    ("/briefe/bestaetigung/mit-aktenzeichen", "Anzeige bestätigen lassen"),
    ("/briefe/beschwerde/mit-aktenzeichen", "Gegen eine Einstellung beschweren"),
    ("/briefe/andere-anschrift/mit-aktenzeichen", "Andere Anschrift nennen"),
)
"""Letters about a proceeding, which notification makes; the file number is sent as a field, never in an address."""


@dataclass(frozen=True)
class Ticked:
    """The ticks in the question of one hand-over or addition; nothing is agreed to by them."""

    handover_id: HandoverId | AdditionId | None = None
    items: frozenset[ConsentItem] = frozenset()
    evidence: frozenset[str] = frozenset()

    def of(self, asked: Handover | Addition) -> "Ticked":
        return self if asked.id == self.handover_id else NOTHING_TICKED


NOTHING_TICKED: Final = Ticked()


class DecisionForm(ThreadFormWithCode):
    """`contact_only`: the contact alone, whatever is ticked; `never`: a refusal for good. `evidence`: the ticked files.

    `again`: the person only wants to see the question once more, with their ticks. `without_files`: the person
    confirmed that no file is to be passed on.
    """

    handover_id: HandoverId
    decision: Decision | Literal["contact_only", "never", "again", "without_files"]
    items: tuple[ConsentItem, ...] = ()
    evidence: tuple[str, ...] = ()

    def choice(self) -> Choice:
        match self.decision:
            case "contact_only":
                return Choice("given", (ConsentItem.CONTACT,))
            case "never":
                return Choice("refused", never=True)
            case "given":
                return Choice("given", self.items, evidence=self.evidence)
            case "without_files":
                return Choice("given", self.items)
            case "again":
                raise ValueError("nothing is decided by it")
            case _:
                return Choice(self.decision)

    @property
    def ticked(self) -> Ticked:
        return Ticked(self.handover_id, frozenset(self.items), frozenset(self.evidence))


class WorkedForm(ThreadForm):
    handover_id: HandoverId
    worked: Worked


@dataclass(frozen=True)
class FollowPage:
    face: FaceDependencies
    pages: Pages
    cookie: FollowCookie

    async def open(self, request: Request) -> HTMLResponse:
        """Shows the page, or asks for a code: without a cookie, and if its thread is gone or has a new code."""
        ticket = self.cookie.read(request)
        if ticket is None:
            return code_page(self.pages, request)
        try:
            return await self.show(request, ticket)
        except NotFound:
            page = code_page(self.pages, request, NotFound(sentence=OPENS_NOTHING))
            self.cookie.forget(page)
            return page

    async def show(
        self, request: Request, ticket: Ticket, refused: LotseError | None = None, wanted: Ticked = NOTHING_TICKED
    ) -> HTMLResponse:
        """Shows the page and renews the cookie. `wanted`: ticks that could not be sent."""
        own, now = await read_own_case(self.face, ticket), self.face.clock()
        page = self.pages.render(
            request,
            "face/follow.html",
            refused=refused,
            own=own,
            affected=not own.on_behalf,
            handovers=undecided_first(own),
            is_new=is_new,
            steps=steps(own, now),
            kept=of_kept(own.kept, berlin_day(now)),
            asks=partial(asks_whether_it_worked, now=now),
            say=said_of_handovers(own, now) | {"ticked": wanted.of},
            articles=named_in,
            said=partial(of_form_message, to="person", now=now),
            reads=reading_time(now),
            lines=() if HOURS.is_open(now) else lines_for(Land.UNKNOWN, berlin_day(now)),
            reach=OF_THE_PERSON.to(on_behalf=own.on_behalf),
            reached_by=facts,
            way_entered=as_entered(own.safe_contact, "mail"),
            letters=LETTERS,
            references=references(own),
            talk_facts=talk_facts,
            thread=self.cookie.mark(ticket),
        )
        self.cookie.keep(page, ticket)
        return page

    async def decide(self, request: Request, form: Sent[DecisionForm]) -> Response:
        """Takes a decision. A form that cannot be taken now comes again, with its ticks."""
        wanted, attempt = form.read(), attempts.given(form.fields)
        again = partial(self.ask_again, request, form.fields, attempt)
        try:
            ticket = await ticket_of(self.face, self.cookie, request, form.fields)
            if wanted.decision == "again":
                return await self.show(request, ticket, wanted=wanted.ticked)
        except REFUSED as error:
            return again(refusal(error, NOT_NOW))
        try:
            if wanted.decision == "given" and offers_files(await read_own_case(self.face, ticket), wanted):
                return self.ask_about_files(request, ticket, wanted, attempt)
            await decide_handover(self.face, ticket, wanted.handover_id, wanted.choice())
        except (Conflict, Invalid) as refused:
            return await self.show(request, ticket, refused, wanted.ticked)
        except AWAY as error:
            return again(refusal(error, NOT_NOW))
        response = act_result.redirect(HERE, "entscheidung")
        self.cookie.keep(response, ticket)
        return response

    def ask_about_files(self, request: Request, ticket: Ticket, wanted: DecisionForm, attempt: str) -> HTMLResponse:
        """Asks whether no file is meant. Nothing is decided yet, and the question can be shown again with its ticks."""
        page = self.pages.render(
            request,
            "face/no_file_ticked.html",
            affected=True,
            wanted=wanted,
            attempt=attempt,
            thread=self.cookie.mark(ticket),
        )
        self.cookie.keep(page, ticket)
        return page

    def ask_again(self, request: Request, sent: Mapping[str, Any], attempt: str, refused: LotseError) -> HTMLResponse:
        """Asks for the code, with nothing decided; then the question comes again, with its ticks."""
        again = form_again(self.cookie, request, sent, attempt, refused)
        return self.pages.render(request, "face/decision.html", sent=sent, affected=True, **again)


def offers_files(own: ThreadContent, wanted: DecisionForm) -> bool:
    """Whether evidence is ticked and none of the files that could be opened with it.

    Raises NotFound for a hand-over of another thread.
    """
    asked = own.asked(wanted.handover_id)
    is_open = asked.standing == "asked" and ConsentItem.EVIDENCE in wanted.items
    return is_open and not wanted.evidence and bool(own.files(asked.handover.evidence))


def said_of_handovers(own: ThreadContent, now: datetime) -> dict[str, Any]:
    """Returns the functions and values by which the template describes each hand-over."""
    return {
        "partner": of_partner,
        "arrangement": own.arrangement_if_any,
        "to_come": lambda found: still_to_come(found.content.appointments, now),
        "choices": choices,
        "awaits": partial(awaits_answer, own),
        "begins": HOW_IT_BEGINS,
        "agreed": partial(agreed_items, consents=own.consents),
        "agreed_files": lambda asked: own.files(agreed_evidence(asked, own.consents)),
        "files": lambda asked: own.files(asked.evidence),
        "file_size": file_size,
        "for_good": partial(is_refused_for_good, consents=own.consents),
        "stays": of_withdrawal,
        "corrected": lambda of: [of_correction(each, "person") for each in corrected_of(own, of)],
        "reached": lambda of: any(each.was == "given" for each in corrected_of(own, of)),
        "never_withdrew": partial(was_never_withdrawn, consents=own.consents),
        "additions": own.additions_to,
        "may_be_added_to": partial(may_be_added_to, consents=own.consents),
        "addition_stays": of_addition_withdrawal,
    }


def corrected_of(own: ThreadContent, of: Handover | Addition) -> Sequence[ShownCorrection]:
    if isinstance(of, Addition):
        return own.corrected(of.handover_id, of.id)
    return own.corrected(of.id)


def references(own: ThreadContent) -> list[tuple[str, str]]:
    """Returns the file numbers to choose from for a letter, each with the office that keeps it."""
    every = [each for act in own.file_numbers for each in act.numbers]
    named = {each.number: f"{each.number} ({each.office})" if each.office else each.number for each in every}
    return list(named.items())


def choices(to_come: Iterable[Appointment]) -> list[tuple[str, str]]:
    """Returns the appointments that can still be chosen, and the choice that none fits."""
    said = ((each.key, f"{long_day(each.begins)}, {each.time} Uhr, {word(each.way)}") for each in to_come)
    return [*said, ("none", "Keiner passt mir")]


def awaits_answer(own: ThreadContent, asked: OpenedHandover) -> bool:
    """Whether the person has to decide on the hand-over or an addition, or to answer a partner's appointments."""
    found = own.arrangement_if_any(asked.handover.id)
    is_offered = found is not None and bool(found.content.appointments) and found.answer is None
    is_added = any(each.addition.standing == "asked" for each in own.additions_to(asked.handover.id))
    return asked.standing == "asked" or is_offered or (is_added and may_be_added_to(asked.handover, own.consents))


def undecided_first(own: ThreadContent) -> list[OpenedHandover]:
    """Returns the hand-overs that wait for the person, then the others; the last asked first in both."""
    newest_first = sorted(own.handovers, key=lambda each: each.handover.asked_at, reverse=True)
    return sorted(newest_first, key=lambda each: not awaits_answer(own, each))


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=HERE, include_in_schema=False)

    @routes.get("")
    async def follow(request: Request) -> HTMLResponse:
        return await page.open(request)

    @routes.post("/einwilligung")
    async def decide(
        request: Request, form: Annotated[Sent[DecisionForm], Depends(Receiving(DecisionForm))]
    ) -> Response:
        return await page.decide(request, form)

    @routes.post("/geklappt")
    async def worked(request: Request, form: Annotated[Sent[WorkedForm], Depends(Receiving(WorkedForm))]) -> Response:
        told = form.read()
        work = partial(tell_whether_it_worked, handover_id=told.handover_id, worked=told.worked)
        return await act(request, told.thread, work, "geklappt")

    async def act(request: Request, thread: str, work: Callable[..., Awaitable[None]], done: str) -> Response:
        """Does `work` on the thread that the page is about; asks for the code if this browser was not let in to it."""
        try:
            ticket = page.cookie.required(request, thread)
        except Unauthenticated as refused:
            return code_page(page.pages, request, refused)
        try:
            await work(page.face, ticket)
        except (Conflict, Invalid) as refused:
            return await page.show(request, ticket, refused)
        return act_result.redirect(HERE, done)

    return routes
