"""What a counsellor types is kept, sealed for the desk's own key, until it is sent, discarded or a day old."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.domain import draft
from services.intake.domain.contact import Contact
from services.intake.domain.draft import Draft, OpenedDraft
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.sealed_fields import open_draft, seal_draft
from services.intake.store import DRAFTS, contact_of
from shared import attempts
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.errors import NotFound
from shared.sealing import CannotOpen
from shared.web import Staff
from shared.web.forms import DRAFT
from shared.web.sent_form import is_typed


@dataclass(frozen=True)
class Place:
    """Whose form on which page: `reference` is the page's own, `thread` that of a note."""

    me: Staff
    reference: str
    thread: ThreadId | None = None

    @property
    def id(self) -> str:
        return attempts.identify(self.reference, "draft", self.me.sub, self.thread)


async def keep_draft(
    desk: DeskDependencies, me: Staff, fields: Mapping[str, Any], *, contact_id: ContactId | None = None
) -> Draft | None:
    """None where nothing is kept: nothing was typed, or it was sent or discarded already.

    Raises NotFound and ReasonNeeded like load_visible.
    """

    async def work(tx: Transaction) -> Draft | None:
        place = await _place(tx, me, fields, contact_id)
        earlier = await DRAFTS.find(tx, id=place.id)
        if earlier and earlier.is_over:
            return None
        if not has_words(fields):
            await DRAFTS.remove(tx, id=place.id)
            return None
        box = seal_draft(desk.own_key, place.id, fields)
        kept = Draft(id=place.id, by=Counsellor(me.sub), thread=place.thread, at=whole_hour(tx.now), box=box)
        await DRAFTS.put(tx, kept)
        return kept

    return await desk.unit_of_work(work)


async def drafts_of(desk: DeskDependencies, me: Staff, thread: ThreadId | None = None) -> list[Draft]:
    """What `me` began, of a call or of a note to the thread; the latest first."""

    async def work(tx: Transaction) -> list[Draft]:
        found = await DRAFTS.all(tx, sort="at", descending=True, by=me.sub, thread=thread)
        return [each for each in found if each.is_left(tx.now)]

    return await desk.unit_of_work(work)


async def read_draft(desk: DeskDependencies, me: Staff, draft_id: str, thread: ThreadId | None = None) -> OpenedDraft:
    """Raises NotFound for a colleague's, for one of another form, and for one that is over."""

    async def work(tx: Transaction) -> OpenedDraft:
        found = await DRAFTS.get(tx, id=draft_id, by=me.sub, thread=thread)
        if not found.is_left(tx.now):
            raise NotFound
        try:
            return OpenedDraft(found, open_draft(desk.own_key, found))
        except CannotOpen:
            raise NotFound from None

    return await desk.unit_of_work(work)


async def discard_draft(desk: DeskDependencies, me: Staff, draft_id: str, *, act_id: str) -> Contact | None:
    """Returns the contact that its note was for. Raises NotFound where it is not there or a colleague's."""

    async def do(tx: Transaction) -> str | None:
        found = await DRAFTS.get(tx, id=draft_id, by=me.sub)
        await DRAFTS.put(tx, draft.over(found.id, found.by, found.thread, whole_hour(tx.now)))
        return found.thread

    async def work(tx: Transaction) -> Contact | None:
        thread = (await once(tx, act_id, lambda: do(tx))).result
        return await contact_of(tx, thread) if thread else None

    return await desk.unit_of_work(work)


async def end_draft(tx: Transaction, me: Staff, reference: str, thread: ThreadId | None = None) -> None:
    """In the transaction of what was sent. `reference` is empty where the form had none."""
    if reference:
        place = Place(me, reference, thread)
        await DRAFTS.put(tx, draft.over(place.id, Counsellor(me.sub), thread, whole_hour(tx.now)))


def has_words(fields: Mapping[str, Any]) -> bool:
    """Whether anything is there that was not merely chosen."""
    return any(isinstance(value, str) and is_typed(name, value) for name, value in fields.items())


async def _place(tx: Transaction, me: Staff, fields: Mapping[str, Any], contact_id: ContactId | None) -> Place:
    if contact_id is None:
        return Place(me, fields[DRAFT])
    of = await load_visible(tx, me, id=contact_id)
    tx.lock_key(of.thread)
    return Place(me, fields[DRAFT], of.thread)
