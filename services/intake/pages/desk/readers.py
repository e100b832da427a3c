"""Shows to a supervisor who looked at a case, after the supervisor stated a reason."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.intake.audit_labels_de import ACTORS, LOOKS, LOOKS_BECAUSE
from services.intake.domain.ids import ThreadId
from services.intake.domain.reading_cause import ReadingCause
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.read_readers import MOST, Readers, check_thread, read_readers
from services.intake.labels_de import READING_CAUSES, VERDICTS
from services.intake.pages.desk.roles import Supervising
from shared.audit import Entry
from shared.web import Pages
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.opening import OPENING_REASONS
from shared.web.pages import moment

OF_A_FILE: Final = frozenset({"evidence", "evidence-shown", "evidence-passed-on"})
"""Looks whose reason is the number of the file."""


class ReadersForm(Act):
    """A posted form, so that nobody is led to the list by an address alone; each time is noted."""

    REFUSAL: ClassVar[str] = "Es wird noch nichts gezeigt."
    SENTENCES: ClassVar[Mapping[str, str]] = {"cause": "Bitte wählen Sie den Anlass."}

    cause: ReadingCause


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk/readers/{thread}", include_in_schema=False)

    @routes.get("")
    async def ask(request: Request, me: Supervising, thread: ThreadId) -> HTMLResponse:
        await check_thread(desk, thread)
        return page_of(pages, request, thread)

    @routes.post("")
    async def shown(
        request: Request,
        me: Supervising,
        thread: ThreadId,
        form: Annotated[Sent[ReadersForm], Depends(Receiving(ReadersForm))],
    ) -> HTMLResponse:
        try:
            cause = form.read().cause
        except InvalidForm as refused:
            await check_thread(desk, thread)
            return page_of(pages, request, thread, refused=refused)
        return page_of(pages, request, thread, await read_readers(desk, me, thread, cause))

    return routes


def page_of(
    pages: Pages,
    request: Request,
    thread: ThreadId,
    readers: Readers | None = None,
    refused: InvalidForm | None = None,
) -> HTMLResponse:
    return pages.render(
        request,
        "desk/readers.html",
        refused=refused,
        case_shown=thread,
        title="Wer hat diesen Fall gelesen?",
        thread=thread,
        causes=list(READING_CAUSES.items()),
        rows=[row(each, readers.names) for each in readers.entries] if readers else None,
        inspections=readers.inspections if readers else [],
        names=readers.names if readers else {},
        reasons=OPENING_REASONS,
        verdicts=VERDICTS,
        most=MOST if readers and len(readers.entries) == MOST else None,
    )


def row(entry: Entry, names: Mapping[str, str]) -> tuple[Any, ...]:
    """Returns reader, look, time and reason; a reader who never signed in here is named as in the audit trail."""
    who = ACTORS.get(entry.by) if entry.role == "service" else names.get(entry.by)
    why = LOOKS_BECAUSE.get(entry.what, {}).get(entry.reason or "", "")
    if entry.reason and entry.what in OF_A_FILE:
        why = f"Datei {entry.reason}"
    return who or entry.by, LOOKS.get(entry.what, entry.what), moment(entry.at), why
