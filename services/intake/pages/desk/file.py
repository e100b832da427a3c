"""The page of one contact and its case, to which the actions on it return."""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.articles import headings, named_in
from services.intake.cleaned_picture import PICTURES
from services.intake.domain.contact import Contact
from services.intake.domain.happening import is_place
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.prevention import OF_AN_ACT
from services.intake.domain.proposed_needs import proposed_needs
from services.intake.domain.unanswered import OWED, ended_by_closing, owed
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_file import (
    File,
    Wanted,
    count_handovers,
    file_of_case,
    file_of_contact,
    head_of_case,
    visible_contact,
)
from services.intake.handlers.desk.read_letters import letters_to_enter
from services.intake.labels_de import (
    ALONE,
    DIRECTIONS,
    ESCALATIONS,
    HOLD_REASONS,
    INCIDENT_WAYS,
    INFORMED,
    NOTE_KINDS,
    OBSTACLES,
    OFFENDERS,
)
from services.intake.pages.desk.closing_form import shown
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.desk.said_of_handovers import said_of_handovers
from services.intake.pages.situation_form import differences, overview, questions, readable
from services.intake.safe_contact_texts import facts, line_of
from services.intake.state_texts.texts import of_form_message, of_letter, of_progress
from services.intake.talk_texts import facts as talk_facts
from services.intake.task_labels_de import TASKS, next_step
from services.intake.timeline_texts import SOURCES, in_words
from services.intake.unanswered_texts import UNANSWERED, named
from shared.clock import berlin_day
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict, Invalid, LotseError, NotFound
from shared.web import Pages, Staff, act_result
from shared.web.labels_de import file_size, options

PLEASE_CHOOSE: Final = ("", "Bitte wählen")
OUTCOMES: Final = [PLEASE_CHOOSE, *options(CaseOutcome, without=["unknown"])]
WHY_UNANSWERED: Final = [PLEASE_CHOOSE, *((str(why), said) for why, said in UNANSWERED.items())]


NOT_HERE: Final = "Das gibt es hier nicht, oder jemand anderes hat es übernommen. Es ist nichts geschehen."


WORDS: Final[dict[str, Any]] = {
    "informed": INFORMED,
    "note_kinds": NOTE_KINDS,
    "directions": DIRECTIONS,
    "alone": ALONE,
    "incident_ways": INCIDENT_WAYS,
    "offenders": OFFENDERS,
    "escalations": ESCALATIONS,
    "hold_reasons": HOLD_REASONS,
    "obstacles": OBSTACLES,
    "task_labels": TASKS,
    "named_tasks": named,
}
"""German words, by the name under which the page has them."""

Tab = Literal["conversation", "assessment", "handovers", "record"]
ADDRESSES: Final[Mapping[Tab, str]] = {
    "conversation": "",
    "assessment": "/assessment",
    "handovers": "/handovers",
    "record": "/record",
}


@dataclass(frozen=True)
class Entered:
    """The fields sent from a tab, to show them again after a refusal; `at`: the field that the refusal is about."""

    answer: str = ""
    articles: list[str] = field(default_factory=list)
    partner: str = ""
    triage: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""
    unanswered: str = ""
    closing: bool = False
    seen: Sequence[str] = ()
    """Marks of what its page showed when it was to be closed (seen.py)."""
    task: str = ""
    """Id of the task that was to be done without an answer."""
    decided: str = ""
    how: str = ""
    agreed: Sequence[str] = ()
    arranged: str = ""
    chosen: str = ""
    word: str = ""
    call_back: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    join: str = ""
    at: str = ""
    tab: Tab = "conversation"


NOTHING: Final = Entered()


@dataclass(frozen=True)
class FilePage:
    desk: DeskDependencies
    pages: Pages

    async def act(
        self,
        request: Request,
        me: Staff,
        contact_id: ContactId,
        work: Awaitable[str | None],
        done: str,
        entered: Entered = NOTHING,
    ) -> Response:
        """Does the `work` and goes back to the tab, which shows `done`, or the key that `work` returns.

        If `work` is refused, shows the page with the reason and the entered fields.

        Raises NotFound, whether there is no such contact or a colleague has it.
        """
        try:
            try:
                done = await work or done
            except (Invalid, Conflict) as refused:
                file = await file_of_contact(self.desk, me, contact_id)
                return self.show(request, me, file, refused, entered)
        except NotFound:
            raise NotFound(sentence=NOT_HERE) from None
        found = await visible_contact(self.desk, me, id=contact_id)
        return act_result.redirect(address(found, entered.tab), done)

    async def contact_of(self, me: Staff, case_id: CaseId) -> ContactId:
        """Returns the contact of a case. Raises NotFound like `act`."""
        try:
            return (await visible_contact(self.desk, me, case_id=case_id)).id
        except NotFound:
            raise NotFound(sentence=NOT_HERE) from None

    def show(
        self,
        request: Request,
        me: Staff,
        file: File,
        refused: LotseError | None = None,
        entered: Entered = NOTHING,
    ) -> HTMLResponse:
        """Shows the tab. A contact that is no case has one page."""
        return self.pages.render(
            request,
            "desk/file.html",
            refused=refused,
            at=entered.at,
            case_shown=file.contact.thread,
            title=title_of(file),
            file=file,
            tab=entered.tab if file.case else "conversation",
            me=me.sub,
            names=file.names,
            **WORDS,
            next_step=next_step,
            file_size=file_size,
            pictures=PICTURES,
            line_of=line_of,
            reached_by=facts,
            talk_facts=talk_facts,
            **_of(me, file),
            sources=SOURCES,
            in_words=in_words,
            said=partial(of_progress, now=self.desk.clock()),
            form_said=partial(of_form_message, to="counsellor", now=self.desk.clock()),
            options=offered(file),
            pointed_to=named_in,
            entered=entered,
            is_owed=lambda task: task.kind in OWED,
            **of_closing(file, entered, refused),
            **said_of_handovers(file),
            **triage_panel(file, entered.triage, is_late=isinstance(refused, Conflict)),
        )


def _of(me: Staff, file: File) -> dict[str, bool]:
    return {"mine": file.contact.counsellor == me.sub, "supervises": me.role == "supervisor"}


def title_of(file: File) -> str:
    number = file.case.number or "" if file.case else ""
    return f"{'Fall' if file.case and not file.contact.has_record_only else 'Anliegen'} {number}".strip()


def offered(file: File) -> dict[str, list[tuple[str, str]]]:
    """Returns the options of the choices, by field."""
    partners = [("", "Keine"), *((str(each.id), each.name) for each in file.nameable)]
    return {
        "outcome": OUTCOMES,
        "unanswered": WHY_UNANSWERED,
        "articles": list(headings().items()),
        "partner": partners,
    }


def of_closing(file: File, entered: Entered, refused: LotseError | None) -> dict[str, Any]:
    """Returns the tasks that the closing ends, and which of them somebody waits for.

    A refused form keeps the marks of when it was first shown, unless it was refused because something came since.
    """
    ending = ended_by_closing([*file.tasks, *(task for each in file.joined for task in each.tasks)])
    is_kept = entered.seen and refused and refused.slug != "changed-meanwhile"
    seen = entered.seen if is_kept else shown(file, ending)
    return {"ending": ending, "owed_at_closing": owed(ending), "seen_at_closing": seen}


def triage_panel(file: File, entered: Mapping[str, Any], *, is_late: bool) -> dict[str, Any]:
    """Returns the triage form: as entered if it was refused, otherwise as stored.

    The form has the version that was on the screen. If somebody was faster, it has the current one: the entered values
    stand beside the stored ones, and can be saved over them.
    """
    if file.case is None:
        return {}
    situation = readable(entered) if entered else file.case.situation
    unasked = OF_AN_ACT if file.contact.is_for_prevention else frozenset[str]()
    return {
        "overview": overview(file.case.situation, without=unasked),
        "questions": questions(situation, without=unasked),
        "proposed": proposed_needs(situation),
        "seen": file.case.version if is_late else entered.get("seen", file.case.version),
        "differences": differences(situation, file.case.situation) if is_late else [],
    }


def router(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/contacts/{contact_id}")
    async def contact_page(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        found = await visible_contact(page.desk, me, id=contact_id)
        if found.case_id:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/desk/cases/{found.case_id}{query}", 303)
        return page.show(request, me, await file_of_contact(page.desk, me, contact_id))

    @routes.get("/desk/cases/{case_id}/head")
    async def case_head(request: Request, me: Counselling, case_id: CaseId) -> HTMLResponse:
        """Returns the head of every page about the case that another service answers, with letters to enter there."""
        contact, case, names = await head_of_case(page.desk, me, case_id)
        above: dict[str, Any] = {"contact": contact, "case": case, "names": names, "me": me.sub, "level": "p"}
        above["letters"] = await letters_to_enter(page.desk, me, case_id)
        above["said_of_letter"] = partial(of_letter, to="counsellor", today=berlin_day(page.desk.clock()))
        return page.pages.render(request, "desk/case_head.html", title="Fall", **above)

    @routes.get("/desk/cases/{case_id}/handovers/count")
    async def handovers(me: Counselling, case_id: CaseId) -> HTMLResponse:
        """Returns the number of hand-overs, for the case's tab."""
        found = await count_handovers(page.desk, me, case_id)
        return HTMLResponse(f"<span>({found})</span>" if found else "")

    def offer(tab: Tab) -> None:
        @routes.get(f"/desk/cases/{{case_id}}{ADDRESSES[tab]}", name=tab)
        async def shown(
            request: Request, me: Counselling, case_id: CaseId, before: str = "", source: str = "", older: str = ""
        ) -> HTMLResponse:
            file = await file_of_case(page.desk, me, case_id, wanted(before, source, older))
            return page.show(request, me, file, entered=Entered(tab=tab))

    for tab in ADDRESSES:
        offer(tab)
    return routes


def wanted(before: str, source: str, older: str) -> Wanted:
    """Returns the wanted part of the file; a value in the address that no page of ours wrote is ignored."""
    return Wanted(
        int(before) if re.fullmatch(r"[0-9]{1,6}", before) else None,
        next((each for each in SOURCES if each == source), None),
        older if is_place(older) else None,
    )


def address(contact: Contact, tab: Tab) -> str:
    return f"/desk/cases/{contact.case_id}{ADDRESSES[tab]}" if contact.case_id else f"/desk/contacts/{contact.id}"
