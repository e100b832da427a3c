"""Compares the word that a caller says with the agreed word, which nobody is shown, and records each try."""

from uuid import uuid4

from services.intake.domain import agreed_word, contact, one_time
from services.intake.domain.agreed_word import AgreedWord, CallerCheck
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.one_time_code import has_own_code
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import open_agreed_word, seal_agreed_word
from services.intake.store import AGREED_WORDS, CALLER_CHECKS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.errors import Conflict
from shared.web import Staff

NOTHING_AGREED = "Mit dieser Person ist kein Wort vereinbart."


async def agree_by_phone(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, word: str, *, act_id: str | None = None
) -> None:
    """Agrees on a word with a caller, in place of an earlier one.

    Raises Conflict where the person has a receipt code: a voice agrees on a word only where the same voice could get a
    first code. Raises Invalid for a word that is too short, and NotFound and ReasonNeeded like load_visible.
    """
    kept = agreed_word.compared(word)
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        thread = (await responsible(tx, me, contact_id)).thread
        one_time.refuse_with_own_code(has_own_code=await has_own_code(tx, thread))
        tx.lock_key(thread)
        word_id = str(uuid4())
        agreed = AgreedWord(
            thread=thread,
            word_id=word_id,
            sealed=seal_agreed_word(key, thread, word_id, kept),
            agreed_at=whole_hour(tx.now),
            how="phone",
            by=Counsellor(me.sub),
        )
        await AGREED_WORDS.put(tx, agreed)
        await desk.audit.note(tx, me, "word-agreed", thread)
        show_later(tx, thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def check_caller(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, said: str, *, act_id: str | None = None
) -> None:
    """Records whether the word that the caller `said` fits.

    Raises Conflict where no word is agreed, too many words did not fit lately, or somebody else is responsible.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        thread = (await responsible(tx, me, contact_id)).thread
        tx.lock_key(thread)
        word = await AGREED_WORDS.find(tx, thread=thread)
        if word is None:
            raise Conflict("not-in-this-state", NOTHING_AGREED)
        agreed_word.refuse_more_tries(await CALLER_CHECKS.all(tx, thread=thread), tx.now)
        check = CallerCheck(
            id=str(uuid4()),
            thread=thread,
            word_id=word.word_id,
            at=tx.now,
            by=Counsellor(me.sub),
            fits=agreed_word.fits(open_agreed_word(key, word), said),
        )
        await CALLER_CHECKS.add(tx, check)
        await desk.audit.note(tx, me, "caller-check", thread, reason="fits" if check.fits else "differs")

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def responsible(tx: Transaction, me: Staff, contact_id: ContactId) -> Contact:
    """Returns the contact, which `me` is responsible for.

    Raises NotFound and ReasonNeeded like load_visible, Conflict where it is closed or somebody else's.
    """
    seen = await load_visible(tx, me, id=contact_id)
    contact.refuse_unless_with(seen, Counsellor(me.sub))
    contact.refuse_closed(seen)
    return seen
