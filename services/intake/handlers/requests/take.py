"""The desk takes over what the face accepted: in order for each thread, each once, or it waits or is refused.

What waits is found by looking, so nothing depends on having been told: after a kill -9 a request either still waits, or
all that follows from it is there.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import Request, Taken
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.requests import begin_thread as beginning
from services.intake.handlers.requests.add_evidence import add_evidence, keep_file
from services.intake.handlers.requests.add_message import add_form_message, add_message
from services.intake.handlers.requests.agree_word import agree_word
from services.intake.handlers.requests.change_safe_contact import change_safe_contact, withdraw_safe_contact
from services.intake.handlers.requests.decide_handover import decide_handover
from services.intake.handlers.requests.end_one_time_code import end_one_time_code
from services.intake.handlers.requests.opened import OpenedRequest, Refused, kind_of, opened
from services.intake.handlers.requests.tell_whether_it_worked import tell_whether_it_worked
from services.intake.handlers.show import show
from services.intake.store import TAKEN
from services.intake.store.face import (
    REFUSED_REQUESTS,
    REQUESTS,
    TAKEN_REQUESTS,
    at_face,
    ids_waiting,
    longest_waiting,
    put_aside,
)
from shared.bus import MOST_TRIES, Transaction, retry_delay
from shared.errors import Conflict, NotFound
from shared.failpoint import failpoint
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
    "evidence": add_evidence,
    "decision": decide_handover,
    "worked": tell_whether_it_worked,
    "safe_contact": change_safe_contact,
    "no_safe_contact": withdraw_safe_contact,
    "agreed_word": agree_word,
    "code_noted": end_one_time_code,
}


@dataclass(frozen=True)
class Requests:
    desk: DeskDependencies

    async def work(self) -> int:
        """One pass over what has waited longest; returns how many requests wait no longer."""
        found = await longest_waiting(self.desk.face, self.desk.clock(), AT_ONCE)
        threads: dict[str, list[Request]] = defaultdict(list)
        settled = 0
        for document in found:
            request = await self._read(document)
            if request is None:
                settled += 1
            else:
                threads[request.locator].append(request)
        return settled + sum(await asyncio.gather(*map(self._in_order, threads.values())))

    async def _in_order(self, requests: Iterable[Request]) -> int:
        settled = 0
        for request in sorted(requests, key=lambda each: each.number):
            if not await self._settle(request):
                break
            settled += 1
        return settled

    async def _read(self, document: Document) -> Request | None:
        """None for what is no request at all: it is put aside as it lies there."""
        try:
            return Request.model_validate({**document, "id": document["_id"]})
        except ValidationError:
            await put_aside(self.desk.face, document["_id"], "malformed", self.desk.clock())
            count("unknown", "refused")
            return None

    async def _settle(self, request: Request) -> bool:
        """False where it still waits, and with it those behind it in its thread."""
        try:
            outcome = await self._take(request)
        except AWAY:
            raise
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
        concern = beginning.concern_in(self.desk, given)
        recorded = beginning.recorded_by(given, concern)
        await beginning.keep_key(self.desk, given, recorded)
        failpoint("request.after_key")

        async def write(tx: Transaction, thread: ThreadId) -> None:
            await beginning.begin_thread(tx, given, concern, recorded)

        return recorded.state.thread, write

    def _going_on(self, given: OpenedRequest) -> Write:
        async def write(tx: Transaction, thread: ThreadId) -> None:
            await APPLY[given.request.kind](tx, given, thread)
            await show(tx, thread, given.key)

        return write

    def _only_show(self, given: OpenedRequest) -> Write:
        """The desk's state says otherwise by now; the person sees it at the next look."""

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
    """Both databases in one transaction: what follows from the request, that it was taken, and what the person sees."""
    request = given.request
    waiting = await ids_waiting(tx, request.locator)
    if request.id not in waiting:
        return "gone"
    if request.id != waiting[0]:
        return "later"
    await TAKEN_REQUESTS.put(at_face(tx), request.taken())
    if await TAKEN.find(tx, id=request.id):
        return "repeated"
    tx.lock_key(thread)
    await TAKEN.add(tx, Taken(id=request.id, thread=thread))
    await write(tx, thread)
    return outcome


def count(kind: str, outcome: str) -> None:
    metrics.FACE_REQUESTS.labels(kind_of(kind), outcome).inc()
