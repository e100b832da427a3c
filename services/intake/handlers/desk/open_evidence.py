"""Hands out the original of a piece of evidence, byte for byte as it came; that it was opened is noted."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from services.intake.domain.contact import Contact
from services.intake.domain.evidence import Evidence
from services.intake.domain.file_kind import FileKind
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.parts import open_parts
from services.intake.sealed_fields import open_manifest
from services.intake.store import EVIDENCE
from shared.bus import Transaction
from shared.errors import NotFound
from shared.web import Staff


@dataclass(frozen=True)
class Original:
    number: int
    kind: FileKind
    size: int
    content: AsyncGenerator[bytes]


async def open_evidence(desk: DeskDependencies, me: Staff, contact_id: ContactId, evidence_id: str) -> Original:
    """Returns the original. Raises NotFound, also where the file stayed with the person."""
    _, found = await find_noted(desk, me, contact_id, evidence_id, "evidence")
    manifest = open_manifest(await desk.key(found.thread), found)
    if manifest.kind is None:
        raise NotFound
    parts = open_parts(desk, found.thread, found.id, found.parts)
    return Original(found.number, manifest.kind, manifest.size, parts)


async def find_noted(
    desk: DeskDependencies, me: Staff, contact_id: ContactId, evidence_id: str, what: str
) -> tuple[Contact, Evidence]:
    """Finds the piece and notes the look. `what`: the kind of look in the audit trail. Raises NotFound."""

    async def find(tx: Transaction) -> tuple[Contact, Evidence]:
        contact = await load_visible(tx, me, id=contact_id)
        found = await EVIDENCE.get(tx, id=evidence_id, thread=contact.thread)
        await desk.audit.note(tx, me, what, contact.thread, reason=str(found.number))
        return contact, found

    return await desk.unit_of_work(find)
