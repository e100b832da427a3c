"""Reads the ways back into a thread for a counsellor: never the agreed word, nor what a caller said."""

from dataclasses import dataclass

from services.intake.domain import agreed_word, new_code
from services.intake.domain.agreed_word import AgreedWord, CallerCheck
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId
from services.intake.domain.new_code import Basis, NewCode
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.new_code import ground_of, load_asked
from services.intake.handlers.desk.one_time_code import has_own_code
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.store import AGREED_WORDS, CALLER_CHECKS, CASES, NEW_CODES
from shared.bus import Transaction
from shared.web import Staff


@dataclass(frozen=True)
class Access:
    """The ways back into a thread. `grounds`: on which a new code may be asked for now.

    `last`: the newest request for a new code, whatever became of it.
    """

    contact: Contact
    word: AgreedWord | None
    last_check: CallerCheck | None
    wrong_lately: int
    has_own_code: bool
    grounds: tuple[Basis, ...]
    last: NewCode | None
    waits: bool
    may_be_issued: bool


@dataclass(frozen=True)
class AskedCode:
    """A request for a new code as the second colleague sees it, who need not see the case: none of its content."""

    new_code: NewCode
    case: Case | None
    word: AgreedWord | None
    wrong_lately: int
    waits: bool


async def read_access(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> Access:
    """Returns the ways back. Raises NotFound and ReasonNeeded like load_visible."""
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> Access:
        contact = await load_visible(tx, me, id=contact_id)
        thread = contact.thread
        checks = await CALLER_CHECKS.all(tx, sort="at", thread=thread)
        last = new_code.newest(await NEW_CODES.all(tx, thread=thread))
        return Access(
            contact=contact,
            word=await AGREED_WORDS.find(tx, thread=thread),
            last_check=checks[-1] if checks else None,
            wrong_lately=len(agreed_word.wrong_lately(checks, tx.now)),
            has_own_code=await has_own_code(tx, thread),
            grounds=tuple([each for each in Basis if await ground_of(tx, thread, key, me, each)]),
            last=last,
            waits=last is not None and last.waits(tx.now),
            may_be_issued=last is not None and last.may_be_issued(tx.now),
        )

    return await desk.unit_of_work(work)


async def read_asked(desk: DeskDependencies, code_id: str) -> AskedCode:
    """Returns the request for a new code. Raises NotFound where it was erased, or never was."""

    async def work(tx: Transaction) -> AskedCode:
        asked, contact = await load_asked(tx, code_id)
        checks = await CALLER_CHECKS.all(tx, thread=contact.thread)
        return AskedCode(
            new_code=asked,
            case=await CASES.find(tx, id=contact.case_id) if contact.case_id else None,
            word=await AGREED_WORDS.find(tx, thread=contact.thread),
            wrong_lately=len(agreed_word.wrong_lately(checks, tx.now)),
            waits=asked.waits(tx.now),
        )

    return await desk.unit_of_work(work)
