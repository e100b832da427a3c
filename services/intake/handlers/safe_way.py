"""The person says anew how to be reached without harm, or that nobody is to write any more."""

from uuid import uuid4

from services.intake.domain.thread import SafeContact, SafeContactGiven, SafeContactWithdrawn, SafeWay, in_force
from services.intake.envelopes import seal_safe_way
from services.intake.handlers.follow import Opened, Ticket, enter
from services.intake.handlers.workplace import Portal
from services.intake.publications import say
from services.intake.store import SAFE_CONTACTS
from shared.bus import Transaction


async def change(portal: Portal, shown: Ticket, way: SafeWay) -> None:
    opened = await enter(portal, shown)
    reference = str(uuid4())
    sealed = seal_safe_way(opened.key, opened.thread.thread, reference, way)

    async def work(tx: Transaction) -> None:
        given = _next(opened, reference, len(await _told(tx, opened))).model_copy(update={"sealed": sealed})
        await SAFE_CONTACTS.add(tx, given)
        say(tx, SafeContactGiven(given))

    await portal.unit_of_work(work)


async def withdraw(portal: Portal, shown: Ticket) -> None:
    """Saying it again is nothing new."""
    opened = await enter(portal, shown)

    async def work(tx: Transaction) -> None:
        told = await _told(tx, opened)
        if in_force(told):
            ended = _next(opened, str(uuid4()), len(told)).model_copy(update={"withdrawn": True})
            await SAFE_CONTACTS.add(tx, ended)
            say(tx, SafeContactWithdrawn(ended))

    await portal.unit_of_work(work)


async def _told(tx: Transaction, opened: Opened) -> list[SafeContact]:
    return await SAFE_CONTACTS.all(tx, sort="number", thread=opened.thread.thread)


def _next(opened: Opened, reference: str, before: int) -> SafeContact:
    of = opened.thread
    return SafeContact(
        id=reference, thread=of.thread, contact_id=of.contact_id, case_id=of.case_id, number=before + 1, sealed={}
    )
