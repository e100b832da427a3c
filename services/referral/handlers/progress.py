"""Every step of a referral goes through here: saved, said, followed by its clock and by new proposals."""

from dataclasses import replace

from services.referral.domain.life import GRACE, OPEN, Act, By, Referral, Told, assume, look, step
from services.referral.domain.partner import Partner
from services.referral.handlers.proposals import propose
from services.referral.publications import say_step
from services.referral.store import drop_sealed, every, find, get, put
from shared.bus import Effect, OnDone, Transaction


async def advance(tx: Transaction, before: Referral, after: Referral) -> Referral:
    if after is before:
        return after
    await put(tx, after)
    if before.state != "preparing" or after.state == "sent":
        say_step(tx, after, await get(tx, Partner, after.partner_id))
    if after.state not in OPEN:
        await drop_sealed(tx, after)
    _wind_clock(tx, after)
    await propose(tx, after.case_id)
    return after


async def act(
    tx: Transaction, referral: Referral, what: Act, by: By, said: str | None = None, version: int | None = None
) -> Referral:
    assume(referral, version)
    return await advance(tx, referral, step(referral, what, tx.now, by=by, said=said))


async def look_at(tx: Transaction, referral: Referral) -> Referral:
    """The partner's first look at the package is what `delivered` means."""
    return await advance(tx, referral, look(referral, tx.now))


async def note_notice(tx: Transaction, referral_id: str, told: Told) -> None:
    """Whether the mail to the partner left, for the counsellor to see."""
    referral = await find(tx, Referral, referral_id)
    if referral is not None:
        tx.lock_key(referral.case_id)
        await put(tx, replace(referral, told=told))


async def miss(row: Effect) -> OnDone:
    return _when_still(row, "miss", ("sent", "delivered"))


async def expire(row: Effect) -> OnDone:
    return _when_still(row, "expire", ("overdue",))


async def recall_all(tx: Transaction, partner_id: str) -> None:
    for referral in await every(tx, Referral, partner_id=partner_id):
        if referral.state in OPEN:
            await advance(tx, referral, step(referral, "recall", tx.now, said="partner_delisted"))


def _when_still(row: Effect, what: Act, states: tuple[str, ...]) -> OnDone:
    async def conclude(tx: Transaction) -> None:
        referral = await find(tx, Referral, row.payload["referral_id"])
        if referral is not None and referral.state in states:
            await advance(tx, referral, step(referral, what, tx.now))

    return conclude


def _wind_clock(tx: Transaction, referral: Referral) -> None:
    payload = {"referral_id": referral.referral_id}
    if referral.state == "sent" and referral.kind == "warm":
        tx.add_effect("miss", key=referral.case_id, payload=payload, due=referral.respond_by)
    if referral.state == "overdue":
        tx.add_effect("expire", key=referral.case_id, payload=payload, due=tx.now + GRACE)
