"""Many rows and events, made without the program that publishes them."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from shared.bus.write import outbox
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.intake import CaseAnswered, CaseClosed, CaseOpened, CaseReopened
from shared.contracts.message import Message
from shared.contracts.vocabulary import CaseOutcome
from shared.store import Collection, Document
from tests.harness.case_events import a_key, case_opened, case_triaged

CASES: Final = CaseOpened.TOPIC
AT: Final = datetime(2026, 5, 4, 9, tzinfo=UTC)
AT_ONCE: Final = 5_000

T = TypeVar("T")


def pending_rows(many: int, keys: int, size: int) -> list[Document]:
    """Returns `many` pending rows of `keys` keys, shuffled the same way each time; rows of one key keep their order."""
    names = [a_key() for _ in range(keys)]
    lanes = [name for name in names for _ in range(many // keys)]
    random.Random(1).shuffle(lanes)
    issued = dict.fromkeys(names, 0)
    rows = []
    for number, key in enumerate(lanes):
        issued[key] += 1
        envelope = _said(CaseAnswered.TYPE, key, issued[key], {})
        body = encode(envelope).ljust(size)
        rows.append(outbox.row(envelope, CASES, body, owner=key, at=AT + timedelta(milliseconds=number)))
    return rows


def life_of(case_id: str) -> Iterator[tuple[str, bytes]]:
    """Yields key and value of the five records that a case leaves behind."""
    said: Sequence[Message] = (
        case_opened(case_id),
        case_triaged(case_id, land="BB"),
        CaseAnswered(case_id=case_id),
        CaseClosed(case_id=case_id, outcome=CaseOutcome.RESOLVED),
        CaseReopened(case_id=case_id),
    )
    for sequence, each in enumerate(said, 1):
        yield case_id, encode(_said(each.TYPE, case_id, sequence, each.data()))


def _said(type_name: str, key: str, sequence: int, data: Document) -> CloudEvent:
    return CloudEvent(
        id=a_key(),
        source="/lotse/intake",
        type=type_name,
        subject=key,
        time=AT,
        key=key,
        sequence=sequence,
        cause=None,
        traceparent=None,
        data=data,
    )


def adjacent(cases: int) -> list[tuple[str, bytes]]:
    """Returns all records of one case, then all of the next."""
    return [record for _ in range(cases) for record in life_of(a_key())]


def scattered(cases: int) -> list[tuple[str, bytes]]:
    """Returns the first record of every case, then the second of every case, and so on."""
    lives = [list(life_of(a_key())) for _ in range(cases)]
    return [record for turn in zip(*lives, strict=True) for record in turn]


async def fill(collection: Collection, documents: Sequence[Document]) -> None:
    for part in parts(documents, AT_ONCE):
        await collection.insert_many(part, ordered=False)


def parts(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
