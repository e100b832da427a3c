"""The list of tasks and the search at the desk, beside few cases and many: milliseconds, and documents examined."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import uuid4

from services.intake.domain.case_number import ALPHABET, LENGTH, case_number
from services.intake.domain.concern import Concern
from services.intake.domain.found_by import mark
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.task import place as place_of
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.find_case import find_cases
from services.intake.handlers.desk.list_tasks import count_tasks, list_tasks
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.main import prepare_stores
from shared.bus import Transaction, UnitOfWork
from shared.clock import now
from shared.contracts.vocabulary import Channel, Reason
from shared.store import Document, Store
from tests.bench.growth import FEW, examined
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.results import Row, Target
from tests.harness.services.intake import TEAM_KEY, a_counsellor, desk_over

OPEN: Final = 200
"""However many cases there were, so many tasks are open: half of them one counsellor's, half nobody's."""
LOOKS, AT_ONCE = 50, 2_000
ANNA: Final = a_counsellor("anna")
SAMPLED: Final = ("contacts", "cases", "tasks", "found_by")

Work = Callable[[int], Awaitable[Any]]


async def measure(place: Place, rounds: int, sizes: Sequence[int]) -> list[Row]:
    figures = {size: await _at(place, rounds, size) for size in (FEW, *sizes)}
    flat = Target(1.2, at_most=True)
    return [
        Row(f"{name}, {size:,} cases", unit, flat, figures[FEW][name, unit], measured, f"floor: {FEW:,}")
        for size in sizes
        for (name, unit), measured in figures[size].items()
    ]


async def _at(place: Place, rounds: int, size: int) -> dict[tuple[str, str], list[float]]:
    async with place.store(name=f"bench_{uuid4().hex[:8]}") as store, place.store() as keys:
        await prepare_stores(store, keys)
        desk = desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY)
        filled = await Filled.of(desk, store, size)
        found: dict[tuple[str, str], list[float]] = {}
        for _ in range(rounds):
            for name, work in filled.works().items():
                await work(0)
                before, watch = await examined(store), Stopwatch()
                for turn in range(LOOKS):
                    await work(turn)
                found.setdefault((name, "ms"), []).append(watch.wall / LOOKS * 1e3)
                many = 1 + (await examined(store) - before) / LOOKS
                found.setdefault((f"{name}, documents examined and one", "a time"), []).append(many)
        print(f"desk: {size:,} cases measured", flush=True)
        return found


@dataclass(frozen=True)
class Filled:
    """A desk with many cases; `size` of them."""

    desk: DeskDependencies
    size: int

    @classmethod
    async def of(cls, desk: DeskDependencies, store: Store, size: int) -> "Filled":
        sample, numbers = await _sample(desk, store), count()
        for name in SAMPLED:
            await store[name].delete_many({})
        for start in range(0, size, AT_ONCE):
            copies = [_copy(desk, sample, next(numbers)) for _ in range(min(AT_ONCE, size - start))]
            for name in SAMPLED:
                await store[name].insert_many([each[name] for each in copies], ordered=False)
        return cls(desk, size)

    def works(self) -> dict[str, Work]:
        return {
            "task list, own": lambda _: list_tasks(self.desk, ANNA, "mine"),
            "task list, nobody's": lambda _: list_tasks(self.desk, ANNA, "nobody"),
            "tasks counted": lambda _: count_tasks(self.desk, ANNA),
            "search by number": lambda turn: self._found(_number(self._one(turn))),
            "search by phone": lambda turn: self._found(_phone(self._one(turn))),
            "search for nothing": lambda turn: self._found(_phone(self.size + turn), 0),
        }

    def _one(self, turn: int) -> int:
        """Of the first tenth, which is Anna's."""
        return turn * max(1, self.size // LOOKS // 10)

    async def _found(self, typed: str, many: int = 1) -> None:
        assert len(await find_cases(self.desk, ANNA, typed)) == many


async def _sample(desk: DeskDependencies, store: Store) -> dict[str, Document]:
    """What one concern leaves behind."""
    reached = SafeContact(channel="phone", address=_phone(0))
    concern = Concern(text="x", reason=Reason.COUNSELLING, channel=Channel.PORTAL, safe_contact=reached)
    recorded = new_contact(concern, now())
    key = await desk.keys.create(recorded.state.thread)

    async def work(tx: Transaction) -> None:
        await add_contact(tx, desk.found_by, recorded, concern, key)

    await desk.unit_of_work(work)
    return {name: await store[name].find_one({}) or {} for name in SAMPLED}


def _copy(desk: DeskDependencies, sample: dict[str, Document], number: int) -> dict[str, Document]:
    """The first ones are open; the other tasks are done, and the other cases nobody works on."""
    contact, case = str(uuid4()), str(uuid4())
    is_open = number < OPEN
    counsellor = "anna" if number % 2 == 0 or not is_open else None
    due = now() + timedelta(minutes=number % 10_000)
    task_id = f"first_answer|{case}"
    shown = {"state": "open" if is_open else "done", "counsellor": counsellor, "due": due}
    own = {"state": "assigned" if is_open and counsellor else "recorded" if is_open else "closed"}
    return {
        "contacts": sample["contacts"] | {"_id": contact, "case_id": case, "counsellor": counsellor} | own,
        "cases": sample["cases"] | {"_id": case, "contact_id": contact, "number": _number(number)},
        "tasks": sample["tasks"]
        | {"_id": task_id, "thread": case, "about": case, "place": place_of(due, task_id)}
        | shown,
        "found_by": sample["found_by"] | {"_id": case, "mark": mark(desk.found_by, _phone(number))},
    }


def _number(number: int) -> str:
    letters = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return case_number(letters)


def _phone(number: int) -> str:
    return f"+49 {1_510_000_000 + number}"
