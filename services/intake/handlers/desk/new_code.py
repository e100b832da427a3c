"""Replaces a lost code: a counsellor asks for a new one, another one agrees, and the first one reads it out."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from services.intake.domain import agreed_word, new_code, one_time
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.new_code import Basis, Because, NewCode
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import in_force
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.caller_check import responsible
from services.intake.handlers.desk.one_time_code import fresh_code, has_own_code, put_in_place
from services.intake.handlers.desk.still_coming import refuse_still_coming
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.follow_tasks import Concerned, end_task, make_task
from services.intake.sealed_fields import open_safe_contact
from services.intake.store import AGREED_WORDS, CALLER_CHECKS, CASES, NEW_CODES, PROGRESS, SAFE_CONTACTS, contact_of
from services.intake.store.face import at_face, place_of_one_time_code
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict, NotFound
from shared.sealing import DataKey
from shared.store import MoreThan
from shared.web import Staff

USED = "Dieser Code ist schon eingelöst oder ersetzt. Er wird nicht noch einmal angezeigt."
STILL_COMING = (
    "Gerade kommt noch etwas an, das mit dem bisherigen Code geschrieben wurde. Bitte lesen Sie es zuerst. "
    "Wer es schrieb, hat den Code noch."
)


async def ask_for_new_code(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, basis: Basis, *, act_id: str | None = None
) -> None:
    """Asks for a new code. Raises Conflict where it has no ground, waits already, or `me` is not responsible."""
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        thread = (await responsible(tx, me, contact_id)).thread
        one_time.refuse_without_own_code(has_own_code=await has_own_code(tx, thread))
        tx.lock_key(thread)
        ground = await ground_of(tx, thread, key, me, basis)
        earlier, by = await NEW_CODES.all(tx, thread=thread), Counsellor(me.sub)
        asked = new_code.ask(str(uuid4()), thread, earlier, by, basis, ground, tx.now)
        await NEW_CODES.add(tx, asked.state)
        await desk.audit.note(tx, me, "new-code-asked", thread, reason=basis)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def decide_on_new_code(
    desk: DeskDependencies, code_id: str, me: Staff, because: Because, *, act_id: str | None = None
) -> None:
    """Decides as the second colleague, who need not see the case.

    Raises NotFound where it was erased, Conflict as `new_code.decide`.
    """

    async def do(tx: Transaction) -> None:
        known = await NEW_CODES.get(tx, id=code_id)
        tx.lock_key(known.thread)
        every = await NEW_CODES.all(tx, thread=known.thread)
        decided = await NEW_CODES.update(
            tx, lambda seen: new_code.decide(seen, every, Counsellor(me.sub), because, tx.now), id=code_id
        )
        assert decided is not None
        what = "new-code-" + decided.state.state
        await desk.audit.note(tx, me, what, known.thread, reason=because)
        await make_task(tx, TaskKind.CODE_DECIDED, Concerned(known.thread, code_id))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def issue_new_code(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, attempt: str, act_id: str) -> str:
    """Returns the code to be read out; whatever opened the thread before opens nothing any more, as the person reads.

    An agreed word on which it does not rest ends too: whoever had the former code could have agreed on it. The same
    form shows the code again until it was used. Raises Conflict as `new_code.issue`, and where something still comes in
    by the former code.
    """
    thread = (await desk.unit_of_work(lambda tx: load_visible(tx, me, id=contact_id))).thread
    key = await desk.key(thread)
    fresh = await fresh_code(desk, thread, attempt)

    async def do(tx: Transaction) -> None:
        tx.lock_key(thread)
        await refuse_still_coming(tx, thread, STILL_COMING)
        last = new_code.newest(await NEW_CODES.all(tx, thread=thread))
        ground = await ground_of(tx, thread, key, me, last.basis, last.decided_at) if last else None
        issued = new_code.issue(last, Counsellor(me.sub), ground, tx.now)
        await NEW_CODES.update(tx, lambda seen: issued, id=issued.state.id)
        await PROGRESS.add(tx, Progress(id=str(uuid4()), thread=thread, step="new_code", at=tx.now))
        if issued.state.basis is not Basis.WORD:
            await AGREED_WORDS.remove(tx, thread=thread)
        await put_in_place(desk, tx, thread, key, fresh)
        await desk.audit.note(tx, me, "new-code-issued", thread)
        await end_task(tx, task_id(TaskKind.CODE_DECIDED, issued.state.id))

    async def work(tx: Transaction) -> None:
        await responsible(tx, me, contact_id)
        outcome = await once(tx, act_id, partial(do, tx))
        if outcome.is_repeated and await place_of_one_time_code(at_face(tx), thread) != fresh.place:
            raise Conflict("not-in-this-state", USED)

    await desk.unit_of_work(work)
    return fresh.code


async def ground_of(
    tx: Transaction, thread: ThreadId, key: DataKey, me: Staff, basis: Basis, since: datetime | None = None
) -> str | None:
    """Returns the id of what a new code would rest on now, or None.

    It is the statement with a number to ring, or the agreed word that fitted in this call. A number that the desk
    stated for the person is no ground: whoever talked the desk into it would get the code there. `since`: a try before
    it was made in another call.
    """
    if basis is Basis.SAFE_CONTACT:
        stated = in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=thread))
        own = stated if stated and stated.stated_for is None else None
        return own.id if own and open_safe_contact(key, own).channel == "phone" else None
    word, tries = await AGREED_WORDS.find(tx, thread=thread), await CALLER_CHECKS.all(tx, thread=thread)
    fitted = agreed_word.has_fitted(word, tries, Counsellor(me.sub), tx.now, since)
    return word.word_id if word and fitted else None


async def waiting_for(desk: DeskDependencies, me: Staff) -> list[tuple[NewCode, Case | None]]:
    """Returns the new codes that colleagues asked for and `me` may decide on, the oldest first, without content."""

    async def work(tx: Transaction) -> list[tuple[NewCode, Case | None]]:
        others = await _asked_by_others(tx, me)
        cases = {str(case.id): case for case in await CASES.all(tx, id=[each.thread for each in others])}
        return [(each, cases.get(each.thread)) for each in others]

    return await desk.unit_of_work(work)


async def count_waiting_for(desk: DeskDependencies, me: Staff) -> int:
    """Returns how many `waiting_for` lists."""
    return len(await desk.unit_of_work(lambda tx: _asked_by_others(tx, me)))


async def _asked_by_others(tx: Transaction, me: Staff) -> list[NewCode]:
    """Returns the newest request for a code of each thread, while it waits and unless `me` made it."""
    asked = await NEW_CODES.all(tx, sort="asked_at", state="asked", until=MoreThan(tx.now))
    newest = {each.thread: each for each in sorted(asked, key=lambda each: each.number)}
    return [each for each in newest.values() if each.asked_by != me.sub]


async def load_asked(tx: Transaction, code_id: str) -> tuple[NewCode, Contact]:
    """Returns the request for a code and its contact. Raises NotFound where it was erased, or never was."""
    asked = await NEW_CODES.get(tx, id=code_id)
    of = await contact_of(tx, asked.thread)
    if of is None:
        raise NotFound
    return asked, of
