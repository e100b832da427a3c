"""Writes down a note, a further call, a letter or a meeting; an earlier note is corrected by a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import model_validator

from services.intake.domain.contact import Contact
from services.intake.domain.draft import Draft
from services.intake.domain.ids import ContactId
from services.intake.domain.note import LONGEST, Direction, NoteKind, OpenedNote
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.keep_draft import Sheet, drafts_of, read_draft
from services.intake.handlers.desk.read_file import visible_contact
from services.intake.handlers.desk.write_note import Written, read_note, write_note
from services.intake.labels_de import DIRECTIONS, NOTE_KINDS
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from services.intake.pages.refusal import REFUSED, refusal
from shared import attempts
from shared.clock import berlin_day
from shared.day import DayIfGiven, troubles
from shared.errors import LotseError
from shared.text import Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import DRAFT, Drafted, InvalidForm, Receiving, Sent

WHO_TURNED_TO_WHOM: Final = "Bitte geben Sie an, wer sich an wen gewandt hat."
A_NOTE_IS_INTERNAL: Final = "Eine Notiz ist intern. Was von der Person kam oder an sie ging, hat oben eine eigene Art."


class NoteForm(Drafted):
    REFUSAL: ClassVar[str] = "Die Notiz ist noch nicht in der Akte."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "kind": "Bitte wählen Sie, was es war.",
        "text": "Bitte schreiben Sie auf, worum es ging.",
    }

    kind: NoteKind
    direction: Direction | None = None
    happened_on: DayIfGiven = None
    text: Annotated[str, Typed(LONGEST)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind is not NoteKind.NOTE and self.direction is None:
            raise InvalidForm.at({"direction": WHO_TURNED_TO_WHOM}, self.REFUSAL)
        if self.kind is NoteKind.NOTE and self.direction not in (None, Direction.INTERNAL):
            raise InvalidForm.at({"direction": A_NOTE_IS_INTERNAL}, self.REFUSAL)
        return self

    def written(self, corrects: str | None, today: date) -> Written:
        """Returns the note; a plain one needs no direction. Raises InvalidForm for a day to come."""
        if wrong := troubles({"happened_on": self.happened_on}, today):
            raise InvalidForm.at(wrong, self.REFUSAL)
        direction = self.direction or Direction.INTERNAL
        return Written(self.kind, direction, self.text, corrects, self.draft, self.happened_on)


Receives = Annotated[Sent[NoteForm], Depends(Receiving(NoteForm))]


@dataclass(frozen=True)
class NotePage:
    desk: DeskDependencies
    pages: Pages

    def show(
        self,
        request: Request,
        contact: Contact,
        sent: Mapping[str, Any],
        before: OpenedNote | None = None,
        refused: LotseError | None = None,
        drafts: Sequence[Draft] = (),
    ) -> HTMLResponse:
        """Shows the form. `before`: the note that is corrected."""
        found = {"kind": NoteKind.NOTE.value, DRAFT: attempts.new()}
        entered = dict.fromkeys(NoteForm.model_fields, "") | found | dict(sent)
        return self.pages.render(
            request,
            "desk/note.html",
            refused=refused,
            at="text",
            case_shown=contact.thread,
            attempt=attempts.given(sent),
            drafts=drafts,
            title="Notiz berichtigen" if before else "Notiz oder weiterer Kontakt",
            contact=contact,
            back=address(contact, "record"),
            before=before,
            today=self.today.isoformat(),
            entered=entered,
            kinds=list(NOTE_KINDS.items()),
            directions=list(DIRECTIONS.items()),
        )

    @property
    def today(self) -> date:
        return berlin_day(self.desk.clock())

    async def receive(
        self, request: Request, me: Staff, contact_id: ContactId, form: Sent[NoteForm], note_id: str | None
    ) -> Response:
        contact, before = await self.known(me, contact_id, note_id)
        try:
            written = form.read().written(note_id, self.today)
            await write_note(self.desk, contact_id, me, written, act_id=form.act_id(request.url.path, me.sub))
        except REFUSED as error:
            return self.show(request, contact, form.fields, before, refusal(error))
        return act_result.redirect(address(contact, "record"), "noted")

    async def known(self, me: Staff, contact_id: ContactId, note_id: str | None) -> tuple[Contact, OpenedNote | None]:
        """Returns the contact and the note to correct. Raises NotFound and ReasonNeeded like load_visible."""
        if note_id is None:
            return await visible_contact(self.desk, me, id=contact_id), None
        return await read_note(self.desk, contact_id, me, note_id)


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(prefix="/desk/contacts/{contact_id}/notes", include_in_schema=False)
    page = NotePage(desk, pages)

    @routes.get("")
    async def empty(request: Request, me: Counselling, contact_id: ContactId, draft: str = "") -> HTMLResponse:
        """Shows the empty form, or the draft that `draft` names."""
        of = await visible_contact(desk, me, id=contact_id)
        typed = (await read_draft(desk, me, draft, of.thread)).fields if draft else {}
        return page.show(request, of, typed, drafts=await drafts_of(desk, me, of.thread))

    @routes.post("")
    async def written(request: Request, me: Counselling, contact_id: ContactId, form: Receives) -> Response:
        return await page.receive(request, me, contact_id, form, None)

    @routes.get("/{note_id}")
    async def to_correct(
        request: Request, me: Counselling, contact_id: ContactId, note_id: str, draft: str = ""
    ) -> HTMLResponse:
        contact, before = await read_note(desk, contact_id, me, note_id)
        sheet = Sheet("notes", note_id)
        typed = (await read_draft(desk, me, draft, contact.thread, sheet)).fields if draft else as_written(before)
        return page.show(request, contact, typed, before, drafts=await drafts_of(desk, me, contact.thread, sheet))

    @routes.post("/{note_id}")
    async def corrected(
        request: Request, me: Counselling, contact_id: ContactId, note_id: str, form: Receives
    ) -> Response:
        return await page.receive(request, me, contact_id, form, note_id)

    return routes


def as_written(opened: OpenedNote) -> Mapping[str, str]:
    known = opened.note
    day = known.happened_on.isoformat() if known.happened_on else ""
    return {"kind": known.kind.value, "direction": known.direction.value, "happened_on": day, "text": opened.text}
