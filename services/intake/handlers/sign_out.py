"""A sign-in is over here at once, and behind every other door as soon as the bus has told it."""

from services.intake.publications import say_signed_out
from shared.bus.transaction import Transact, Tx
from shared.web import SignedOut, Staff


async def sign_out(transact: Transact, signed_out: SignedOut, who: Staff) -> None:
    async def work(tx: Tx) -> None:
        say_signed_out(tx, who.sid)

    await transact(work)
    await signed_out.end(who.sid)
