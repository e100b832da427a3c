"""Asks a question again, word for word, after a consent or an answer to it turned out to be a mistake.

The new question has an id of its own: the referral of the old one is over, and what the person decided about the old
one is not about the new one.
"""

from uuid import uuid4

from services.intake.domain import addition, consent, handover
from services.intake.domain.addition import Addition
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, HandoverId
from services.intake.handlers.record import record
from services.intake.sealed_fields import open_addition, open_items, seal_addition, seal_items
from services.intake.store import ADDITIONS, CASES, CONSENTS, HANDOVERS, PARTNERS
from shared.bus import Transaction
from shared.sealing import DataKey


async def ask_again(tx: Transaction, left: Handover, key: DataKey) -> None:
    """Asks for the same hand-over anew.

    Asks nothing in a closed case, for a partner that left the directory, that the person refused for good, or that is
    asked for already: there somebody at the desk decides what follows.
    """
    tx.lock_key(left.partner.id)
    case, partner = await CASES.get(tx, id=left.case_id), await PARTNERS.find(tx, id=left.partner.id, listed=True)
    handovers = await HANDOVERS.all(tx, sort="asked_at", case_id=left.case_id)
    consents = await CONSENTS.all(tx, sort="at", case_id=left.case_id)
    running = [each for each in handovers if consent.is_running(each, consents)]
    is_asked_for = any(each.partner.id == left.partner.id for each in running)
    if case.state == "closed" or partner is None or is_asked_for:
        return
    if consent.is_excluded(left.partner.id, handovers, consents):
        return
    new_id = HandoverId(str(uuid4()))
    asked = handover.ask(
        new_id,
        case,
        left.partner,
        kind=left.kind,
        items=left.items,
        sealed=seal_items(key, left.case_id, new_id, open_items(key, left)),
        replaces=left.replaces,
        running=running,
        now=tx.now,
        description=left.description,
        evidence=left.evidence,
    )
    await HANDOVERS.add(tx, asked.state)
    await record(tx, asked)


async def ask_addition_again(tx: Transaction, left: Addition, key: DataKey) -> None:
    """Asks for the same addition anew, where its hand-over runs.

    Asks nothing in a closed case or while another addition waits for the person.
    """
    case = await CASES.get(tx, id=left.case_id)
    others = await ADDITIONS.all(tx, case_id=left.case_id, handover_id=left.handover_id)
    if case.state == "closed" or any(each.standing == "asked" for each in others):
        return
    new_id = AdditionId(str(uuid4()))
    asked = addition.ask(
        new_id,
        case,
        await HANDOVERS.get(tx, id=left.handover_id),
        await CONSENTS.all(tx, sort="at", case_id=left.case_id),
        items=left.items,
        sealed=seal_addition(key, left.case_id, new_id, open_addition(key, left)),
        others=others,
        now=tx.now,
    )
    await ADDITIONS.add(tx, asked.state)
    await record(tx, asked)
