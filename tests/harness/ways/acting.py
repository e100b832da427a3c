"""The base of every rule of the machine: the world, one act at a time, and acts that may be sent again."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from services.intake.domain.handover import Handover
from services.intake.store import HANDOVERS
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import OPEN, Referral
from services.referral.store import PARTNERS, REFERRALS
from shared.bus import Transaction
from shared.errors import LotseError
from tests.harness.ways.answers import WAYS
from tests.harness.ways.world import PARTNERS as NAMES
from tests.harness.ways.world import World

SAID: Final[tuple[Said, ...]] = (
    *("accept", "accept", "decline", "decline", "ask", "waitlist", "contact", "complete", "fail", "return"),
)
"""A partner's acts; those that it begins with are drawn more often."""
FEW: Final = st.integers(0, 3)
names = st.sampled_from(NAMES)
ways = st.sampled_from(WAYS)


@dataclass
class Sent:
    """An act that may be sent again: `again` repeats it under the given attempt."""

    again: Callable[[str], Awaitable[object]]
    attempt: str
    is_done: bool = False
    is_known: bool = True
    """Whether its way tells if it is the same attempt."""


class Acting(RuleBasedStateMachine):
    """The state of the machine.

    `make` returns a world with one case; `loop` runs async code, since no rule may be async.
    """

    loop: ClassVar[asyncio.Runner]
    world: World
    done_with: set[str]
    """Tasks that a human finished, or that ended with the question about another partner."""
    sent: list[Sent]
    answered: set[str]
    """Attempts by which a partner answered once: repeated they do nothing, whatever happened since."""
    is_erased: bool

    @abstractmethod
    async def make(self) -> World: ...

    @abstractmethod
    def holds(self) -> None:
        """Checks the promises once everything has arrived. Raises AssertionError."""

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(work)

    def _act(self, act: Callable[[str], Awaitable[object]], *, is_known: bool = True) -> None:
        """Performs the act; it may be sent again later."""
        sent = Sent(act, str(uuid4()), is_known=is_known)
        self.sent.append(sent)

        async def do() -> None:
            await act(sent.attempt)
            sent.is_done = True

        self._refused(do())

    def _refused(self, act: Awaitable[Any]) -> Any:
        """Runs the act; returns None where it was refused, which its sender reads."""

        async def do() -> Any:
            try:
                return await act
            except LotseError:
                return None

        return self.run(do())

    def _at_desk(self, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
        return self.run(self.world.desk.unit_of_work(work))

    def _handover(self, which: int) -> Handover | None:
        """Returns the hand-over of this number, counted from the newest."""
        found = self._at_desk(lambda tx: HANDOVERS.all(tx, sort="asked_at", case_id=self.world.case_id))
        return found[-1 - which % len(found)] if found else None

    def _referrals(self) -> list[Referral]:
        found: list[Referral] = self.run(self._all())
        return found

    async def _all(self) -> list[Referral]:
        return await self.world.referral(lambda tx: REFERRALS.all(tx, sort="changed_at", case_id=self.world.case_id))

    def _referral(self, which: int) -> Referral | None:
        """Returns the referral of this number, counted from the newest; open ones come first."""
        found = sorted(self._referrals(), key=lambda each: each.state in OPEN)
        return found[-1 - which % len(found)] if found else None

    def _partner_of(self, known: Referral) -> Partner:
        found: Partner = self.run(self.world.referral(lambda tx: PARTNERS.get(tx, partner_id=known.partner_id)))
        return found

    async def _now(self, known: Referral) -> Referral:
        return await self.world.referral(lambda tx: REFERRALS.get(tx, referral_id=known.referral_id))

    def _name_of(self, known: Referral) -> str:
        return next(name for name, of in self.world.partners.items() if of.partner_id == known.partner_id)
