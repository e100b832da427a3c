"""A piece of evidence as staff see it by default: its picture decoded and written anew, made for this one look."""

from dataclasses import dataclass, field

from services.intake.cleaned_picture import PICTURES, Cleaner
from services.intake.domain.contact import Contact
from services.intake.domain.evidence import Manifest
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_evidence import find_noted
from services.intake.handlers.parts import open_parts
from services.intake.sealed_fields import open_manifest
from shared.errors import NotFound
from shared.web import Staff


@dataclass(frozen=True)
class Shown:
    """`picture`: a JPEG; None where the file is no picture, or none that can be decoded within the limits."""

    contact: Contact
    number: int
    manifest: Manifest = field(repr=False)
    picture: bytes | None = field(repr=False)


async def show_picture(
    desk: DeskDependencies, cleaner: Cleaner, me: Staff, contact_id: ContactId, evidence_id: str
) -> Shown:
    """That it was looked at is noted. Raises NotFound, also where the file stayed with the person."""
    contact, found = await find_noted(desk, me, contact_id, evidence_id, "evidence-shown")
    manifest, picture = open_manifest(await desk.key(found.thread), found), None
    if manifest.kind is None:
        raise NotFound
    if manifest.kind in PICTURES:
        parts = open_parts(desk, found.thread, found.id, found.parts)
        picture = await cleaner.clean(manifest.kind, manifest.size, parts)
    return Shown(contact, found.number, manifest, picture)
