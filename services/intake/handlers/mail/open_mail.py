"""Opens mails of a thread: the letterhead, and the mail as it came, as a file that is never shown on a page."""

from collections.abc import AsyncIterator, Iterable

from services.intake.domain.ids import ContactId
from services.intake.domain.mail import Mail, OpenedMail
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.parts import open_parts
from services.intake.sealed_fields import open_letterhead
from services.intake.store import MAILS
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff


def opened_mails(key: DataKey, mails: Iterable[Mail]) -> dict[str, OpenedMail]:
    """Returns the mails with their letterhead, by the id of their message."""
    return {each.message: OpenedMail(mail=each, head=open_letterhead(key, each)) for each in mails}


async def open_mail(desk: DeskDependencies, me: Staff, contact_id: ContactId, mail_id: str) -> AsyncIterator[bytes]:
    """Returns the bytes of the mail, a part at a time; that it was opened is noted. Raises NotFound."""

    async def find(tx: Transaction) -> Mail:
        contact = await load_visible(tx, me, id=contact_id)
        mail = await MAILS.get(tx, id=mail_id, thread=contact.thread)
        await desk.audit.note(tx, me, "file", contact.thread)
        return mail

    mail = await desk.unit_of_work(find)
    await desk.key(mail.thread)
    return open_parts(desk, mail.thread, mail.id, mail.parts)
