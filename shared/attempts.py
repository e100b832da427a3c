"""Does an act once, however often its form is sent: by Enter, by the back button, after a lost answer."""

import hashlib
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared.clock import next_hour
from shared.retention import Basis, Period, ProcessingRecord, Whose
from shared.store import Index
from shared.store.repository import Transaction

ROWS: Final = "attempts"
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ROWS: (Index(("until",), expires=0),)}
REMEMBERED: Final = timedelta(hours=24)
FIELD: Final = "attempt"
WRITTEN: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")

STORE: Final[dict[str, ProcessingRecord]] = {
    ROWS: ProcessingRecord(
        why="Dasselbe Formular zweimal abgesendet ist eine Handlung",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="niemand",
        period=Period(f"{REMEMBERED.days * 24} Stunden", "index"),
        fields={"Prüfsumme der Handlung, zufällige Kennung dessen, was daraus wurde, bis wann": "_id result until"},
    ),
}


@dataclass(frozen=True)
class Outcome:
    """`result`: the one that the act gave when it was done, a reference or an empty string."""

    result: str
    is_repeated: bool


def new() -> str:
    """Returns the attempt of one page as shown: 192 random bits. It is no secret, opens nothing, and is not signed."""
    return secrets.token_urlsafe(24)


def given(said: Mapping[str, Any]) -> str:
    """Returns the attempt of a form that came back, or a new one where the form has none that could be ours."""
    attempt = said.get(FIELD)
    return attempt if isinstance(attempt, str) and WRITTEN.fullmatch(attempt) else new()


def identify(attempt: str, act: str, by: str, said: Any) -> str:
    """Names one act: the same attempt with other content, by somebody else or at another form is another act.

    `said`: all fields of the form, of JSON's types or written by `str`. The name reveals nothing without the attempt,
    which is not kept.
    """
    whole = json.dumps([attempt, act, by, said], sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()


async def is_done(tx: Transaction, act_id: str) -> bool:
    return await earlier_result(tx, act_id) is not None


async def earlier_result(tx: Transaction, act_id: str) -> str | None:
    """Returns the act's result, or None where it was not done within REMEMBERED."""
    earlier = await tx[ROWS].find_one({"_id": act_id}, session=tx.session)
    return None if earlier is None else str(earlier["result"])


async def once(tx: Transaction, act_id: str | None, do: Callable[[], Awaitable[str | None]]) -> Outcome:
    """Does the act in the caller's transaction, or returns its earlier result where it was done within REMEMBERED.

    Of several at the same time, one is done; the transactions of the others run again and find its result. If `do`
    raises, nothing is stored, and the same form can be sent again. `act_id` is None for an act that no form asked for.
    """
    if act_id is None:
        return Outcome(await do() or "", is_repeated=False)
    if (earlier := await earlier_result(tx, act_id)) is not None:
        return Outcome(earlier, is_repeated=True)
    result = await do() or ""
    row = {"_id": act_id, "result": result, "until": next_hour(tx.now + REMEMBERED)}
    await tx[ROWS].insert_one(row, session=tx.session)
    return Outcome(result, is_repeated=False)
