"""Keeps what a counsellor types, sealed for the desk's own key, until it is sent, discarded or a day old."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.intake.domain import draft
from services.intake.domain.contact import Contact
from services.intake.domain.draft import Draft, FormOfCase, OpenedDraft
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.sealed_fields import open_draft, seal_draft
from services.intake.store import DRAFTS, HANDOVERS, INCIDENTS, NOTES, contact_of
from shared import attempts
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.errors import NotFound
from shared.sealing import CannotOpen
from shared.store import Repository
from shared.web import Staff
from shared.web.forms import DRAFT
from shared.web.sent_form import is_typed


@dataclass(frozen=True)
class Sheet:
    """A form of a case. `corrects`: the id of the note or incident it corrects, or of the hand-over it adds to."""

    form: FormOfCase = "notes"
    corrects: str | None = None


A_NOTE: Final = Sheet()
CORRECTED: Final[Mapping[FormOfCase, tuple[Repository[Any], str]]] = {
    "notes": (NOTES, "thread"),
    "incidents": (INCIDENTS, "thread"),
    "additions": (HANDOVERS, "case_id"),
}
"""The collection of what each form corrects or adds to, and the field that names its thread there."""


@dataclass(frozen=True)
class Place:
    """The place of a draft: one colleague's form on one page. `reference`: the page's own."""

    me: Staff
    reference: str
    thread: ThreadId | None = None
    sheet: Sheet = A_NOTE

    @property
    def id(self) -> str:
        """The draft's id; that of a note is made as earlier releases made it."""
        act = "draft" if self.sheet == A_NOTE else f"draft {self.sheet.form} {self.sheet.corrects}"
        return attempts.identify(self.reference, act, self.me.sub, self.thread)

    def draft(self, at: datetime, box: bytes | None) -> Draft:
        named = {"form": self.sheet.form, "corrects": self.sheet.corrects}
        return Draft(id=self.id, by=Counsellor(self.me.sub), thread=self.thread, at=at, box=box, **named)


async def keep_draft(
    desk: DeskDependencies,
    me: Staff,
    fields: Mapping[str, Any],
    *,
    contact_id: ContactId | None = None,
    sheet: Sheet = A_NOTE,
) -> Draft | None:
    """Keeps the fields; returns None where nothing is kept: nothing was typed, or it was sent or discarded already.

    Raises NotFound and ReasonNeeded like load_visible, NotFound where what is corrected, or added to, is not of that
    thread.
    """

    async def work(tx: Transaction) -> Draft | None:
        place = await _place(tx, me, fields, contact_id, sheet)
        earlier = await DRAFTS.find(tx, id=place.id)
        if earlier and earlier.is_over:
            return None
        if not has_words(fields):
            await DRAFTS.remove(tx, id=place.id)
            return None
        box = seal_draft(desk.own_key, place.id, fields)
        kept = place.draft(whole_hour(tx.now), box)
        await DRAFTS.put(tx, kept)
        return kept

    return await desk.unit_of_work(work)


async def drafts_of(
    desk: DeskDependencies, me: Staff, thread: ThreadId | None = None, sheet: Sheet = A_NOTE
) -> list[Draft]:
    """Returns what `me` began, of a call or of this form of the thread; the latest first."""

    async def work(tx: Transaction) -> list[Draft]:
        found = await DRAFTS.all(tx, sort="at", descending=True, by=me.sub, thread=thread)
        return [each for each in found if each.is_left(tx.now) and sheet_of(each) == sheet]

    return await desk.unit_of_work(work)


def begun_additions(drafts: Iterable[Draft], now: datetime) -> set[str]:
    """Returns the ids of the hand-overs that somebody began to add to. Requires that all drafts are of additions."""
    return {each.corrects for each in drafts if each.corrects and each.is_left(now)}


async def read_draft(
    desk: DeskDependencies, me: Staff, draft_id: str, thread: ThreadId | None = None, sheet: Sheet = A_NOTE
) -> OpenedDraft:
    """Opens a draft. Raises NotFound for a colleague's, for one of another form, and for one that is over."""

    async def work(tx: Transaction) -> OpenedDraft:
        found = await DRAFTS.get(tx, id=draft_id, by=me.sub, thread=thread)
        if not found.is_left(tx.now) or sheet_of(found) != sheet:
            raise NotFound
        try:
            return OpenedDraft(found, open_draft(desk.own_key, found))
        except CannotOpen:
            raise NotFound from None

    return await desk.unit_of_work(work)


async def discard_draft(
    desk: DeskDependencies, me: Staff, draft_id: str, *, act_id: str
) -> tuple[Contact, Sheet] | None:
    """Discards the draft; returns whose form it was, and which; None for a call.

    Raises NotFound where it is not there or a colleague's.
    """

    async def do(tx: Transaction) -> None:
        found = await DRAFTS.get(tx, id=draft_id, by=me.sub)
        await DRAFTS.put(tx, draft.over(found, whole_hour(tx.now)))

    async def work(tx: Transaction) -> tuple[Contact, Sheet] | None:
        await once(tx, act_id, lambda: do(tx))
        found = await DRAFTS.find(tx, id=draft_id, by=me.sub)
        of = await contact_of(tx, found.thread) if found and found.thread else None
        return (of, sheet_of(found)) if of and found else None

    return await desk.unit_of_work(work)


async def end_draft(
    tx: Transaction, me: Staff, reference: str, thread: ThreadId | None = None, sheet: Sheet = A_NOTE
) -> None:
    """Ends the draft, in the transaction of what was sent. `reference` is empty where the form had none."""
    if reference:
        await DRAFTS.put(tx, Place(me, reference, thread, sheet).draft(whole_hour(tx.now), None))


def sheet_of(known: Draft) -> Sheet:
    return Sheet(known.form, known.corrects)


def has_words(fields: Mapping[str, Any]) -> bool:
    """Whether a field was typed and not merely chosen."""
    return any(isinstance(value, str) and is_typed(name, value) for name, value in fields.items())


async def _place(
    tx: Transaction, me: Staff, fields: Mapping[str, Any], contact_id: ContactId | None, sheet: Sheet
) -> Place:
    if contact_id is None:
        return Place(me, fields[DRAFT])
    of = await load_visible(tx, me, id=contact_id)
    if sheet.corrects is not None:
        known, whose = CORRECTED[sheet.form]
        await known.get(tx, id=sheet.corrects, **{whose: of.thread})
    tx.lock_key(of.thread)
    return Place(me, fields[DRAFT], of.thread, sheet)
