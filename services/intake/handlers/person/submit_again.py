"""Takes a page that was sent before once more, with something changed: the first stays, what is new is added to it."""

from services.intake.domain.acceptance import keyed_hashes
from services.intake.domain.concern import Concern
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.change_safe_contact import change_safe_contact
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.handlers.person.receipt_access import ticket_for
from services.intake.handlers.person.write_message import write_message
from services.intake.store.face import REQUESTS
from shared.sealing import receipt


async def submit_again(face: FaceDependencies, concern: Concern, answers: str, *, attempt: str, issuer: str) -> str:
    """Adds to the same thread what `submit` refused as another concern; returns the receipt code of the first time.

    `answers`: what was chosen beside the text, in words; they are added only where they differ from before. Raises
    NotFound where the thread was erased meanwhile. Done again, it changes nothing more.
    """
    code = receipt.derive(face.pepper, attempt, issuer)
    ticket = ticket_for(face, code)
    own = await read_own_case(face, ticket)
    texts = [each.text for each in own.messages]
    new = [concern.text] if concern.text not in texts else []
    if not await _differs_in_text_only(face, concern, own, attempt, issuer):
        new.append(answers)
    message = "\n\n".join(new)
    if message and message not in texts:
        await write_message(face, ticket, message, attempt)
    if concern.safe_contact and concern.safe_contact != own.safe_contact:
        await change_safe_contact(face, ticket, concern.safe_contact, attempt)
    return code


async def _differs_in_text_only(
    face: FaceDependencies, concern: Concern, own: ThreadContent, attempt: str, issuer: str
) -> bool:
    """Whether only the text differs; False where that is not known any more.

    The safe contact has a place of its own and is compared there.
    """
    if not own.messages:
        return False
    first = concern.model_copy(update={"text": own.messages[0].text})
    before = [first.model_copy(update={"safe_contact": safe}) for safe in (None, own.safe_contact, first.safe_contact)]
    hashes = [keyed_hashes(face.pepper, each.canonical(), attempt, issuer) for each in before]
    accepted = await REQUESTS.look_up(face.store, id=hashes[0][0])
    return accepted is not None and accepted.body in [body for _, body in hashes]
