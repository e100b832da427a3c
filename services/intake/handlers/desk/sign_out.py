"""Ends a sign-in here at once, and at every other service as soon as the bus has delivered the broadcast."""

from services.intake.publications import publish_sign_out
from shared.bus import Transaction, UnitOfWork
from shared.web import SignedOut


async def sign_out(unit_of_work: UnitOfWork, signed_out: SignedOut, sid: str) -> None:
    """Returns when the sign-in is refused here and the broadcast is on its way."""

    async def work(tx: Transaction) -> None:
        publish_sign_out(tx, sid)

    await unit_of_work(work)
    await signed_out.end(sid)
