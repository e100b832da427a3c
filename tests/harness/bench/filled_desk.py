"""A desk with many cases, of which few are open however many there are; and requests that staff send to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, Final
from uuid import uuid4

from services.intake.domain.case_number import ALPHABET, LENGTH, case_number
from services.intake.domain.concern import Concern
from services.intake.domain.found_by import mark
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.task import place as place_of
from services.intake.domain.turn import turn_of
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.erase import forget
from services.intake.handlers.desk.find_case import find_cases
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.list_waiting import count_waiting, list_waiting
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.pages.desk.tasks import count_all
from shared.bus import Transaction
from shared.clock import now
from shared.contracts.vocabulary import Channel, Reason, Urgency
from shared.store import Document, Store
from tests.harness.services.intake import a_counsellor

OPEN: Final = 200
"""Number of open tasks, whatever the number of cases: half are one counsellor's, half nobody's."""
FEW_OF_MANY: Final = 20
"""Number of closed cases of a counsellor who joined lately; all other closed cases are another one's."""
LOOKS, AT_ONCE = 50, 2_000
ANNA: Final = a_counsellor("anna")
BERT: Final = a_counsellor("bert")
SUE: Final = a_counsellor("sue", "supervisor")
SAMPLED: Final = ("contacts", "cases", "tasks", "found_by")

Work = Callable[[int], Awaitable[Any]]
"""Sends one request; the argument numbers the requests of a series."""


@dataclass(frozen=True)
class FilledDesk:
    """A desk with `size` cases, and one more that was erased."""

    desk: DeskDependencies
    size: int

    @classmethod
    async def of(cls, desk: DeskDependencies, store: Store, size: int) -> "FilledDesk":
        filled, sample, numbers = cls(desk, size), await _sample(desk, store), count()
        for name in SAMPLED:
            await store[name].delete_many({})
        for start in range(0, size + 1, AT_ONCE):
            copies = [filled._copy(sample, next(numbers)) for _ in range(min(AT_ONCE, size + 1 - start))]
            for name in SAMPLED:
                await store[name].insert_many([each[name] for each in copies], ordered=False)
        await desk.unit_of_work(partial(forget, copies[-1]["cases"]["_id"]))
        return filled

    def works(self) -> dict[str, Work]:
        return {
            "task list, own": lambda _: list_tasks(self.desk, ANNA, "mine"),
            "task list, nobody's": lambda _: list_tasks(self.desk, ANNA, "nobody"),
            "task list, everybody's": lambda _: list_tasks(self.desk, SUE, "all"),
            "counts in the frame": lambda _: self._counts(),
            "own cases": lambda _: list_waiting(self.desk, ANNA, "mine"),
            "closed cases, own": lambda _: list_waiting(self.desk, ANNA, "closed"),
            "closed cases, few of many": lambda _: self._few_closed(),
            "closed cases, everybody's": lambda _: list_waiting(self.desk, SUE, "closed"),
            "search by number": lambda turn: self._found(_number(self._one(turn))),
            "search by phone": lambda turn: self._found(_address(self._one(turn))),
            "search by mail": lambda turn: self._found(_address(self._one(turn) + 1)),
            "search for nothing": lambda turn: self._found(_address(self.size + 2 + 2 * turn), 0),
            "search for what was erased": lambda turn: self._found((_number, _address)[turn % 2](self.size), 0),
        }

    async def _counts(self) -> None:
        await count_all(self.desk, ANNA)
        await count_waiting(self.desk, ANNA)

    async def _few_closed(self) -> None:
        page, _ = await list_waiting(self.desk, BERT, "closed")
        assert 0 < len(page.rows) <= FEW_OF_MANY

    def _one(self, turn: int) -> int:
        """Returns the even number of a case in the first tenth, which is Anna's or nobody's."""
        return turn * max(2, self.size // LOOKS // 10)

    async def _found(self, typed: str, many: int = 1) -> None:
        assert len(await find_cases(self.desk, ANNA, typed)) == many

    def _copy(self, sample: dict[str, Document], number: int) -> dict[str, Document]:
        """Copies the sample as case `number`: the first `OPEN` are open, all others closed with their task done."""
        contact, case = str(uuid4()), str(uuid4())
        is_open, is_of_few = number < OPEN, number % (self.size // FEW_OF_MANY) == 7
        counsellor = "bert" if is_of_few and not is_open else "anna" if number % 2 == 0 or not is_open else None
        due = now() + timedelta(minutes=number % 10_000)
        task_id = f"first_answer|{case}"
        shown = {"state": "open" if is_open else "done", "counsellor": counsellor, "due": due}
        own = {"state": "assigned" if is_open and counsellor else "recorded" if is_open else "closed"}
        turn = turn_of(contact, now() - timedelta(minutes=number), Urgency.ROUTINE)
        return {
            "contacts": sample["contacts"]
            | {"_id": contact, "case_id": case, "counsellor": counsellor, "turn": turn}
            | own,
            "cases": sample["cases"] | {"_id": case, "contact_id": contact, "number": _number(number)},
            "tasks": sample["tasks"]
            | {"_id": task_id, "thread": case, "about": case, "place": place_of(due, Urgency.UNKNOWN, task_id)}
            | shown,
            "found_by": sample["found_by"] | {"_id": case, "mark": mark(self.desk.found_by, _address(number))},
        }


async def _sample(desk: DeskDependencies, store: Store) -> dict[str, Document]:
    """Submits one concern and returns a document of each collection that it writes."""
    reached = SafeContact(channel="phone", address=_address(0))
    concern = Concern(text="x", reason=Reason.COUNSELLING, channel=Channel.PORTAL, safe_contact=reached)
    recorded = new_contact(concern, now())
    key = await desk.keys.create(recorded.state.thread)

    async def work(tx: Transaction) -> None:
        await add_contact(tx, desk.found_by, recorded, concern, key)

    await desk.unit_of_work(work)
    return {name: await store[name].find_one({}) or {} for name in SAMPLED}


def _number(number: int) -> str:
    letters = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return case_number(letters)


def _address(number: int) -> str:
    """Returns a telephone number for an even number, a mail address for an odd one."""
    return f"{number}@example.org" if number % 2 else f"+49 {1_510_000_000 + number}"
