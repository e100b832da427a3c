"""Lists contacts by who has them, page by page in their turn, closed ones the latest first; each burst is one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from services.intake.domain.burst import Alike, Burst, find_bursts
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.visibility import visibility_filter
from services.intake.store import CASES, CONTACTS, MESSAGES, look_at_waiting, threads_with_news
from shared.bus import Transaction
from shared.contracts.vocabulary import Reason, Urgency
from shared.errors import NotFound
from shared.store import NoneOf
from shared.web import Staff

PAGE: Final = 100
WHOLE_BURST: Final = 5_000
"""Most contacts of a burst on one page, so that each of them is one click away."""

ALONE: Final[Mapping[str, Any]] = {"joined_to": None}
"""The query that leaves out joined contacts: they are found at their case."""

Shelf = Literal["waiting", "mine", "others", "closed"]


@dataclass(frozen=True)
class Waiting:
    contact: Contact
    case: Case | None
    unread: bool

    @property
    def urgency(self) -> Urgency:
        return self.case.situation.urgency if self.case else Urgency.ROUTINE

    @property
    def picture(self) -> tuple[object, ...]:
        """The features in which contacts of a burst are alike."""
        contact = self.contact
        return contact.channel, contact.reason, contact.land, contact.turn.partition("|")[0]


@dataclass(frozen=True)
class Page:
    """One page of contacts. `more`: the turn after which the next page begins; None where nothing follows."""

    rows: Sequence[Waiting]
    more: str | None = None


async def list_waiting(
    desk: DeskDependencies, me: Staff, shelf: Shelf = "waiting", after: str | None = None
) -> tuple[Page, list[Burst]]:
    """Returns a page of the shelf as it is visible to `me`, and the bursts, which are left out of what waits."""
    waiting = await _look(desk, me) if shelf == "waiting" else []
    bursts = find_bursts(waiting)
    taken_over = shelf in ("mine", "others")
    news = await threads_with_news(desk.unit_of_work.store) if taken_over and after is None else set()

    async def work(tx: Transaction) -> Page:
        match shelf:
            case "waiting":
                contacts = await _outside_of(bursts, tx, me, after)
            case "closed":
                contacts = await _closed(tx, me, after)
            case _:
                contacts = await _taken_over(tx, me, shelf, after)
        page, rest = contacts[:PAGE], contacts[PAGE:]
        closed = await _closed_but_written_to(tx, me, shelf, news) if news else []
        return Page(await rows_of(tx, [*closed, *page]), page[-1].turn if rest else None)

    return await desk.unit_of_work(work), bursts


async def _look(desk: DeskDependencies, me: Staff) -> list[Alike]:
    """Returns all whom `me` may take over, grouped by what makes them alike."""
    to_take = await desk.unit_of_work(lambda tx: _to_take(tx, me))
    return await look_at_waiting(desk.unit_of_work.store, **to_take)


async def count_waiting(desk: DeskDependencies, me: Staff) -> int:
    """Returns how many nobody has taken over yet, those of a burst included."""

    async def work(tx: Transaction) -> int:
        return await CONTACTS.count(tx, state="recorded", **await _to_take(tx, me))

    return await desk.unit_of_work(work)


async def list_burst(desk: DeskDependencies, me: Staff, hour: datetime, after: str | None = None) -> Page:
    """Returns all who wait since that hour, in their turn."""

    async def work(tx: Transaction) -> Page:
        contacts = await CONTACTS.all(
            tx,
            sort="turn",
            after=after,
            limit=WHOLE_BURST + 1,
            state="recorded",
            recorded_at=hour,
            **await _to_take(tx, me),
        )
        page, rest = contacts[:WHOLE_BURST], contacts[WHOLE_BURST:]
        return Page(await rows_of(tx, page, news=False), page[-1].turn if rest else None)

    return await desk.unit_of_work(work)


async def _to_take(tx: Transaction, me: Staff) -> dict[str, Any]:
    """Returns the query for what `me` may take: what is visible, without what only the head takes."""
    others = [each for each in Reason if each is not Reason.PRESS]
    for_all = {} if await answers_press(tx, me) else {"reason": others}
    return {**visibility_filter(me), **for_all, **ALONE}


async def _outside_of(bursts: Iterable[Burst], tx: Transaction, me: Staff, after: str | None) -> list[Contact]:
    hours = {burst.hour for burst in bursts}
    singles = [each for burst in bursts for each in burst.singles]
    wanted: dict[str, Any] = {"sort": "turn", "after": after, "limit": PAGE + 1, "state": "recorded"}
    wanted |= await _to_take(tx, me)
    outside: dict[str, Any] = {"recorded_at": NoneOf(hours)} if hours else {}
    found = await CONTACTS.all(tx, **wanted, **outside)
    if singles:
        found += await CONTACTS.all(tx, **wanted, id=singles)
    return sorted(found, key=lambda contact: contact.turn)


async def _taken_over(tx: Transaction, me: Staff, shelf: Shelf, after: str | None) -> list[Contact]:
    return await CONTACTS.all(
        tx, sort="turn", after=after, limit=PAGE + 1, state="assigned", counsellor=_whose(shelf, me), **ALONE
    )


async def _closed(tx: Transaction, me: Staff, after: str | None) -> list[Contact]:
    return await CONTACTS.all(
        tx, sort="turn", descending=True, after=after, limit=PAGE + 1, state="closed", **visibility_filter(me), **ALONE
    )


async def _closed_but_written_to(tx: Transaction, me: Staff, shelf: Shelf, threads: set[ThreadId]) -> list[Contact]:
    closed = {"state": "closed", "counsellor": _whose(shelf, me)}
    return await CONTACTS.all(tx, case_id=threads, **closed) + await CONTACTS.all(tx, id=threads, **closed)


def _whose(shelf: Shelf, me: Staff) -> Any:
    """Returns the condition on the counsellor. Raises NotFound where `me` may not see what is others'."""
    if shelf == "mine":
        return me.sub
    if me.role != "supervisor":
        raise NotFound
    return NoneOf([None, me.sub])


async def rows_of(tx: Transaction, contacts: Sequence[Contact], *, news: bool = True) -> list[Waiting]:
    """Returns the contacts as rows. `news`: whether to look for messages that nobody has read."""
    cases = {case.id: case for case in await CASES.all(tx, id=[each.case_id for each in contacts if each.case_id])}
    threads = [each.thread for each in contacts] if news else []
    unread = {message.thread for message in await MESSAGES.all(tx, sort="thread", thread=threads, unread=True)}
    return [
        Waiting(each, cases.get(each.case_id) if each.case_id else None, each.thread in unread) for each in contacts
    ]
