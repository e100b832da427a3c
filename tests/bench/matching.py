"""Matching one case with a directory of 100, 1,000 and 10,000 services: flat, and no slower than a look at them all."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from services.referral.domain.directory_index import DirectoryIndex
from services.referral.domain.matching import match
from services.referral.domain.partner import Partner
from services.referral.domain.question import Circumstances, MatchingInput, Question
from shared.contracts.vocabulary import Land
from tests.harness.bench.results import Row, Target
from tests.unit.referral.judged_cases import JUDGED
from tests.unit.referral.judged_directory import ENTRIES

SIZES: Final = (100, 1_000, 10_000)
LAENDER: Final = [each for each in Land if each is not Land.UNKNOWN]


async def measure(rounds: int) -> list[Row]:
    """Milliseconds of one match, the median over all judged cases; the floor looks once at each service of the largest.

    The last row's floor is the smallest directory.
    """
    everyone = directory(SIZES[-1])
    measured = [Row(f"matching, {size:,} services", "ms", Target(1.0, at_most=True)) for size in SIZES]
    for size, row in zip(SIZES, measured, strict=True):
        index = DirectoryIndex(directory(size))
        questions = [question(number, index) for number in range(len(JUDGED))]
        for _ in range(rounds):
            floor = statistics.median(_milliseconds(partial(look_at_each, everyone)) for _ in questions)
            row.add(floor, statistics.median(_milliseconds(partial(match, each)) for each in questions))
    grown = Row("matching, a hundred times the services", "ms")
    for small, large in zip(measured[0].ours, measured[-1].ours, strict=True):
        grown.add(small, large)
    return [*measured, grown]


def directory(size: int) -> list[Partner]:
    """The judged directory again and again, in other Länder and places."""
    chance, kinds = random.Random(size), list(ENTRIES.values())
    return [Partner.model_validate(_entry(chance, kinds[number % len(kinds)], number)) for number in range(size)]


def question(number: int, index: DirectoryIndex) -> Question:
    judged = JUDGED[number]
    plain = {"case_id": "c", "no_police": False, "no_prosecution": False, "languages": []}
    given = MatchingInput.model_validate(plain | judged.case)
    return Question(given, index, {}, judged.at, Circumstances(judged.place, frozenset(judged.conflict)))


def _entry(chance: random.Random, kind: dict[str, object], number: int) -> dict[str, object]:
    plain = {"mails": (), "topic": "opaque", "note": "", "listed": True}
    land = chance.choice(LAENDER)
    moved = {
        "partner_id": str(number),
        "name": f"Stelle {number}",
        "response_days": chance.randrange(6),
        "land": land if kind["land"] else None,
        "areas": [land] if kind["areas"] else [],
        "places": [f"{chance.randrange(1, 17):02}{chance.randrange(1000):03}"] if kind.get("places") else [],
    }
    return plain | kind | moved


def look_at_each(partners: Sequence[Partner]) -> int:
    return sum(each.listed and each.land is None for each in partners)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000
