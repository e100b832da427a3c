"""A new code for a person who lost theirs: one colleague asks, another says yes, and the new code ends the old one.

asked ──yes──> approved ──read out──> issued
  └───no────> refused            nothing follows after `until`, nor from one that a later one replaced
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from services.intake.domain.ids import Counsellor, ThreadId
from shared.errors import Conflict
from shared.state import Fact, State

LIVES: Final = timedelta(days=3)

WAITS: Final = "Danach ist schon gefragt. Wenn niemand antwortet, können Sie nach drei Tagen noch einmal fragen."
NO_GROUND: Final = {
    "safe_contact": "Es ist keine Nummer hinterlegt, unter der die Person Anrufe erlaubt.",
    "word": "Dafür muss das vereinbarte Wort in diesem Gespräch gepasst haben.",
}
GROUND_CHANGED: Final = "Worauf sich die Frage stützte, gilt nicht mehr. Bitte prüfen Sie es noch einmal."
ANOTHER_DECIDES: Final = "Das entscheidet jemand, der nicht selbst gefragt hat."
NO_LONGER: Final = "Das ist nicht mehr offen. Es ist nichts geschehen."
NOT_APPROVED: Final = "Dafür fehlt das Ja einer Kollegin oder eines Kollegen."
ONLY_THE_ASKER: Final = "Den Code gibt nur aus, wer danach gefragt hat."


class Basis(StrEnum):
    """Ground on which the desk knows that it is the person."""

    SAFE_CONTACT = "safe_contact"
    WORD = "word"


class Because(StrEnum):
    """The second colleague's reason: words of a list, because the audit trail keeps them for good."""

    TALKED_IT_OVER = "talked_it_over"
    HEARD_THE_CALL = "heard_the_call"
    DOUBTS = "doubts"
    INCOMPLETE = "incomplete"
    DANGER = "danger"


YES: Final = frozenset({Because.TALKED_IT_OVER, Because.HEARD_THE_CALL})
"""Reasons that mean yes; any other means no."""


class NewCode(State):
    """`rests_on`: the id of the safe contact's statement or of the agreed word; void once another one is in force."""

    id: str
    thread: ThreadId
    number: int
    basis: Basis
    rests_on: str
    asked_by: Counsellor
    asked_at: datetime
    until: datetime
    state: Literal["asked", "approved", "refused", "issued"] = "asked"
    decided_by: Counsellor | None = None
    decided_at: datetime | None = None
    because: Because | None = None
    issued_at: datetime | None = None

    def waits(self, at: datetime) -> bool:
        return self.state == "asked" and at < self.until

    def may_be_issued(self, at: datetime) -> bool:
        return self.state == "approved" and at < self.until


class NewCodeFact(Fact[NewCode]):
    pass


def ask(
    code_id: str,
    thread: ThreadId,
    earlier: Sequence[NewCode],
    by: Counsellor,
    basis: Basis,
    rests_on: str | None,
    at: datetime,
) -> NewCodeFact:
    """Asks for a new code; it replaces what a colleague asked before. `rests_on` is None if there is no such ground.

    Raises Conflict if it rests on nothing, or the same colleague's question still runs.
    """
    if rests_on is None:
        raise Conflict("not-in-this-state", NO_GROUND[basis])
    last = newest(earlier)
    if last and last.asked_by == by and (last.waits(at) or last.may_be_issued(at)):
        raise Conflict("not-in-this-state", WAITS)
    asked = NewCode(
        id=code_id,
        thread=thread,
        number=last.number + 1 if last else 1,
        basis=basis,
        rests_on=rests_on,
        asked_by=by,
        asked_at=at,
        until=at + LIVES,
    )
    return NewCodeFact(asked)


def decide(
    seen: NewCode, all_of_thread: Sequence[NewCode], by: Counsellor, because: Because, at: datetime
) -> NewCodeFact:
    """Approves or refuses. Raises Conflict for the colleague who asked, and if it is decided, over or replaced."""
    if by == seen.asked_by:
        raise Conflict("not-in-this-state", ANOTHER_DECIDES)
    last = newest(all_of_thread)
    if not seen.waits(at) or last is None or last.id != seen.id:
        raise Conflict("not-in-this-state", NO_LONGER)
    said = {"decided_by": by, "decided_at": at, "because": because}
    return NewCodeFact(seen.model_copy(update={"state": "approved" if because in YES else "refused", **said}))


def issue(seen: NewCode | None, by: Counsellor, rests_on: str | None, at: datetime) -> NewCodeFact:
    """Issues the code. `seen`: the newest of the thread; `rests_on`: the ground as it is now.

    Raises Conflict without another colleague's yes, for anybody but the colleague who asked, and if the ground changed.
    """
    if seen is None or not seen.may_be_issued(at) or seen.decided_by in (None, seen.asked_by):
        raise Conflict("not-in-this-state", NOT_APPROVED)
    if seen.asked_by != by:
        raise Conflict("not-in-this-state", ONLY_THE_ASKER)
    if rests_on is None:
        raise Conflict("not-in-this-state", NO_GROUND[seen.basis])
    if rests_on != seen.rests_on:
        raise Conflict("not-in-this-state", GROUND_CHANGED)
    return NewCodeFact(seen.model_copy(update={"state": "issued", "issued_at": at}))


def newest(codes: Sequence[NewCode]) -> NewCode | None:
    return max(codes, key=lambda each: each.number, default=None)


def was_issued(codes: Sequence[NewCode]) -> bool:
    return renewed_at(codes) is not None


def renewed_at(codes: Sequence[NewCode]) -> datetime | None:
    """Returns when the last one was issued."""
    return max((each.issued_at for each in codes if each.issued_at), default=None)
