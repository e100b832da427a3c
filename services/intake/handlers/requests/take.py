"""Takes over at the desk what the face accepted: in order within each thread, and each request once.

A request is settled, waits or is refused. The waiting ones are found by looking, so nothing depends on a notice: after
a kill -9 a request either still waits, or all that follows from it is there. Requests that begin threads are taken
together; one that cannot be taken that way is taken alone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import Request
from services.intake.domain.taken_together import Lane, turns
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.requests.add_evidence import add_evidence, keep_file
from services.intake.handlers.requests.add_message import add_form_message, add_message
from services.intake.handlers.requests.agree_word import agree_word
from services.intake.handlers.requests.answer_arrangement import answer_arrangement
from services.intake.handlers.requests.begin_threads import (
    after_key,
    begin_threads,
    begin_together,
    begun_by,
    keep_key,
)
from services.intake.handlers.requests.change_safe_contact import change_safe_contact, withdraw_safe_contact
from services.intake.handlers.requests.claim import claim
from services.intake.handlers.requests.decide_addition import decide_addition
from services.intake.handlers.requests.decide_handover import decide_handover
from services.intake.handlers.requests.end_one_time_code import end_one_time_code
from services.intake.handlers.requests.opened import BehindItsBeginning, OpenedRequest, Refused, kind_of, opened
from services.intake.handlers.requests.tell_whether_it_worked import tell_whether_it_worked
from services.intake.handlers.show import show
from services.intake.store.face import REFUSED_REQUESTS, REQUESTS, at_face, longest_waiting, put_aside
from shared.bus import MOST_TRIES, Transaction, retry_delay
from shared.errors import Conflict, NotFound
from shared.store import AWAY, Document, DuplicateKeyError
from shared.telemetry import metrics

log: Final = logging.getLogger(__name__)

AT_ONCE: Final = 50

Write = Callable[[Transaction, ThreadId], Awaitable[None]]
Apply = Callable[[Transaction, OpenedRequest, ThreadId], Awaitable[None]]

APPLY: Final[dict[str, Apply]] = {
    "message": add_message,
    "letter": add_form_message,
    "own_data": add_form_message,
    "erasure": add_form_message,
    "feedback": add_form_message,
    "call_wish": add_form_message,
    "partner_wish": add_form_message,
    "evidence": add_evidence,
    "decision": decide_handover,
    "addition": decide_addition,
    "worked": tell_whether_it_worked,
    "arrangement": answer_arrangement,
    "safe_contact": change_safe_contact,
    "no_safe_contact": withdraw_safe_contact,
    "agreed_word": agree_word,
    "code_noted": end_one_time_code,
}


@dataclass(frozen=True)
class Requests:
    desk: DeskDependencies

    async def work(self) -> int:
        """Passes once over what has waited longest; returns how many requests no longer wait."""
        found = await longest_waiting(self.desk.face, self.desk.clock(), AT_ONCE)
        read = [await self._read(document) for document in found]
        waiting = [request for request in read if request]
        go = turns(waiting)
        settled = await asyncio.gather(*map(self._group, go.together), *map(self._in_order, go.alone))
        return len(found) - len(waiting) + sum(settled)

    async def _group(self, lanes: Sequence[Lane]) -> int:
        """Takes the first request of each lane together, then each lane by itself, from the first that still waits."""
        taken = await begin_together(self.desk, [lane[0] for lane in lanes])
        for lane in lanes:
            if how := taken.get(lane[0].id):
                count(lane[0].kind, how)
        rest = [lane[1:] if lane[0].id in taken else lane for lane in lanes]
        return len(taken) + sum(await asyncio.gather(*map(self._in_order, rest)))

    async def _in_order(self, requests: Iterable[Request]) -> int:
        settled = 0
        for request in requests:
            if not await self._settle(request):
                break
            settled += 1
        return settled

    async def _read(self, document: Document) -> Request | None:
        """Reads the document; returns None where it is no request at all, and puts it aside as it lies there."""
        try:
            return REQUESTS.state(document)
        except ValidationError:
            await put_aside(self.desk.face, document["_id"], "malformed", self.desk.clock())
            count("unknown", "refused")
            return None

    async def _settle(self, request: Request) -> bool:
        """Takes or refuses the request; False where it still waits, and with it those behind it in its thread."""
        try:
            outcome = await self._take(request)
        except AWAY:
            raise
        except BehindItsBeginning:
            outcome = "later"
        except (Refused, DuplicateKeyError) as error:
            await self._refuse(request, error.reason if isinstance(error, Refused) else "exists")
            outcome = "refused"
        except Exception as error:
            outcome = await self._after_defect(request, type(error).__name__)
        count(request.kind, outcome)
        return outcome != "later"

    async def _take(self, request: Request) -> str:
        given = await opened(self.desk, request)
        thread, write = await self._beginning(given) if given.thread is None else (given.thread, self._going_on(given))
        try:
            await keep_file(self.desk, given, thread)
            return await self.desk.unit_of_work(lambda tx: _once(tx, given, thread, write))
        except (Conflict, NotFound):
            return await self.desk.unit_of_work(
                lambda tx: _once(tx, given, thread, self._only_show(given), "overtaken")
            )

    async def _beginning(self, given: OpenedRequest) -> tuple[ThreadId, Write]:
        begun = begun_by(self.desk, given)
        await keep_key(self.desk, begun)
        after_key()

        async def write(tx: Transaction, thread: ThreadId) -> None:
            await begin_threads(tx, self.desk.found_by, [begun])

        return begun.thread, write

    def _going_on(self, given: OpenedRequest) -> Write:
        async def write(tx: Transaction, thread: ThreadId) -> None:
            await APPLY[given.request.kind](tx, given, thread)
            await show(tx, thread, given.key)

        return write

    def _only_show(self, given: OpenedRequest) -> Write:
        """Writes only what the person is shown: the desk's state says otherwise by now, and they see it next time."""

        async def write(tx: Transaction, thread: ThreadId) -> None:
            await show(tx, thread, given.key)

        return write

    async def _refuse(self, request: Request, reason: str) -> None:
        log.error("request refused", extra={"kind": kind_of(request.kind), "reason": reason})
        refused = request.refused(reason)
        await self.desk.unit_of_work(lambda tx: REFUSED_REQUESTS.put(at_face(tx), refused))

    async def _after_defect(self, request: Request, reason: str) -> str:
        tries = request.tries + 1
        if tries >= MOST_TRIES:
            await self._refuse(request, reason)
            return "refused"
        log.warning("request failed", extra={"kind": kind_of(request.kind), "reason": reason})
        later = request.model_copy(update={"tries": tries, "due": self.desk.clock() + retry_delay(tries)})
        await self.desk.unit_of_work(lambda tx: REQUESTS.put(at_face(tx), later))
        return "later"


async def _once(tx: Transaction, given: OpenedRequest, thread: ThreadId, write: Write, outcome: str = "taken") -> str:
    (how,) = await claim(tx, [(given.request, thread)])
    if how != "taken":
        return how
    await write(tx, thread)
    return outcome


def count(kind: str, outcome: str) -> None:
    metrics.FACE_REQUESTS.labels(kind_of(kind), outcome).inc()
