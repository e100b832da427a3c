"""Decides who answers the press: the head, or anybody at the desk while nobody of the head is there."""

from services.intake.domain.colleague import somebody_supervises
from services.intake.handlers.desk.team import team_of
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.web import Staff


async def head_is_there(tx: Transaction) -> bool:
    """Whether a supervisor has signed in before and is not away today."""
    return somebody_supervises(await team_of(tx), berlin_day(tx.now))


async def answers_press(tx: Transaction, me: Staff) -> bool:
    """Whether `me` may answer: a supervisor, or anybody while no supervisor is there, so that nothing waits unseen."""
    return me.role == "supervisor" or not await head_is_there(tx)
