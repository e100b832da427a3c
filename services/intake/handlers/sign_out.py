"""A sign-in is over here at once, and behind every other door as soon as the bus has told it."""

from services.intake.publications import say_signed_out
from shared.bus import Transaction, UnitOfWork
from shared.web import SignedOut, Staff


async def sign_out(unit_of_work: UnitOfWork, signed_out: SignedOut, who: Staff) -> None:
    async def work(tx: Transaction) -> None:
        say_signed_out(tx, who.sid)

    await unit_of_work(work)
    await signed_out.end(who.sid)
