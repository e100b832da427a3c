"""Gives referral a file that the person agreed to pass on, part by part, only as long as the consent stands."""

from typing import Any, Final

from services.intake.domain import consent
from services.intake.domain.evidence import Evidence
from services.intake.domain.handover import Handover
from services.intake.domain.ids import HandoverId, ThreadId
from services.intake.domain.mail import MailPart
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.parts import part_of
from services.intake.sealed_fields import open_manifest, open_part
from services.intake.store import CONSENTS, EVIDENCE, HANDOVERS
from shared.audit import Reader
from shared.bus import Transaction
from shared.errors import Gone, NotFound
from shared.sealing import DataKey
from shared.sealing.keys import encode

NOT_PASSED_ON: Final = "Diese Datei wird nicht mehr weitergegeben."


async def fetch_file_part(
    desk: DeskDependencies, by: Reader, handover_id: HandoverId, evidence_id: str, number: int
) -> dict[str, str]:
    """Returns one `part` of the file as it came, in base64url.

    The consent is looked up at every part; the first one is noted in the audit trail. Raises NotFound for a file that
    the person did not agree to, as for one that never was, and Gone once they withdrew.
    """

    async def work(tx: Transaction) -> MailPart:
        asked = await HANDOVERS.get(tx, id=handover_id)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        if evidence_id not in consent.agreed_evidence(asked, consents):
            raise NotFound
        if consent.standing(asked, consents) != "given" or asked.is_cold or asked.ended:
            raise Gone(sentence=NOT_PASSED_ON)
        thread = ThreadId(asked.case_id)
        found = await EVIDENCE.get(tx, id=evidence_id, thread=thread)
        if number == 0:
            await desk.audit.note(tx, by, "evidence-passed-on", thread, reason=str(found.number))
        return await part_of(tx, thread, evidence_id, number)

    part = await desk.unit_of_work(work)
    return {"part": encode(open_part(await desk.key(part.thread), part))}


async def agreed_files(tx: Transaction, asked: Handover) -> list[Evidence]:
    """Returns the files that the person agreed to, in the order they were asked; none unless the consent stands."""
    consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
    if consent.standing(asked, consents) != "given":
        return []
    agreed = consent.agreed_evidence(asked, consents)
    return [await EVIDENCE.get(tx, id=each, thread=ThreadId(asked.case_id)) for each in agreed]


def listed(key: DataKey, file: Evidence) -> dict[str, Any]:
    """Returns what the partner reads of the file; nothing of what the person wrote beside it."""
    manifest = open_manifest(key, file)
    return {
        "id": file.id,
        "number": file.number,
        "kind": manifest.kind,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "received_at": manifest.received_at.isoformat(),
    }
