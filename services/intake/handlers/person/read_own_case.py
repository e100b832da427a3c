"""The person reads messages, hand-overs and progress with the receipt code."""

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.handlers.thread_content import ThreadContent, thread_content


async def read_own_case(face: FaceDependencies, ticket: Ticket) -> ThreadContent:
    """Raises NotFound like open_thread."""
    opened = await open_thread(face, ticket)
    return await face.unit_of_work(lambda tx: thread_content(tx, opened.thread.thread, opened.key))
