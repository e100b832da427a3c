"""Content for the one service entitled to it, and only as long as it is entitled."""

from typing import Any

from services.intake.domain import handover
from services.intake.domain.handover import Handover, Standing
from services.intake.domain.state import HandoverId
from services.intake.domain.thread import SafeContact, in_force
from services.intake.envelopes import open_items, open_safe_way
from services.intake.handlers.workplace import Desk
from services.intake.store import CONSENTS, HANDOVERS, SAFE_CONTACTS
from shared.audit import Reader
from shared.bus import Transaction
from shared.errors import Conflict, Gone
from shared.failpoint import failpoint

WITHOUT_CONSENT = "Ohne Einwilligung wird nichts weitergegeben."


async def package(desk: Desk, by: Reader, handover_id: HandoverId) -> dict[str, Any]:
    async def work(tx: Transaction) -> tuple[Handover, Standing]:
        asked = await HANDOVERS.get(tx, id=handover_id)
        standing = handover.standing(asked, await CONSENTS.all(tx, sort="at", case_id=asked.case_id))
        if standing == "given":
            await desk.audit.note(tx, by, "package", asked.case_id)
        return asked, standing

    asked, standing = await desk.unit_of_work(work)
    if standing == "asked":
        raise Conflict("not-in-this-state", WITHOUT_CONSENT)
    if standing != "given":
        raise Gone(sentence=WITHOUT_CONSENT)
    key = await desk.key(asked.case_id)
    failpoint("package.before_answer")
    return {"items": open_items(key, asked), "kind": asked.kind}


async def safe_contact(desk: Desk, by: Reader, reference: str) -> dict[str, Any]:
    async def work(tx: Transaction) -> SafeContact:
        found = await SAFE_CONTACTS.get(tx, id=reference)
        if found != in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=found.thread)):
            raise Gone(sentence="Dieser Kontaktweg gilt nicht mehr.")
        await desk.audit.note(tx, by, "safe-contact", found.thread)
        return found

    found = await desk.unit_of_work(work)
    key = await desk.key(found.thread)
    failpoint("safe_contact.before_answer")
    return open_safe_way(key, found).model_dump(exclude_none=True)
