"""Notes at the desk what somebody said of a talk or a training: to whom it is given, where and when."""

from services.intake.domain import contact
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId
from services.intake.domain.talk import Talk
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_to_write, load_visible, visible_key
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import open_talk, seal_talk
from services.intake.store import CONTACTS, MESSAGES
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def read_talk(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> tuple[Contact, Talk | None]:
    """Returns contact and talk; that it was read is noted. Raises NotFound and ReasonNeeded like load_visible."""
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> tuple[Contact, Talk | None]:
        of = await load_visible(tx, me, id=contact_id)
        if of.talk:
            await desk.audit.note(tx, me, "talk", of.thread)
        return of, open_talk(key, of)

    return await desk.unit_of_work(work)


async def state_talk(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, talk: Talk | None, *, act_id: str | None = None
) -> None:
    """Notes the talk in place of an earlier one; None takes it away, and the same again changes nothing.

    The person reads it, unless a message came by mail or letter, whose sender is not proven: it may come from there.
    Raises as `load_to_write`.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        of = await load_to_write(tx, me, contact_id)
        if talk == open_talk(key, of):
            return
        sealed = seal_talk(key, of.thread, talk) if talk else None
        copied = not all(each.is_proven for each in await MESSAGES.all(tx, thread=of.thread))
        await CONTACTS.update(tx, lambda now: contact.state_talk(now, sealed, copied=copied), id=contact_id)
        await desk.audit.note(tx, me, "talk-stated", of.thread)
        show_later(tx, of.thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
