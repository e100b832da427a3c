"""Shows staff a piece of evidence by default: its picture decoded and written anew, made for this one look."""

from dataclasses import dataclass, field
from typing import Literal

from services.intake.cleaned_picture import PICTURES, Cleaner, NotNow
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
    """A piece of evidence as it is shown. `picture`: a JPEG, or the reason why there is none.

    The reason is the file's kind, the file itself, or `now`: it did not work this time.
    """

    contact: Contact
    number: int
    manifest: Manifest = field(repr=False)
    picture: bytes | Literal["kind", "file", "now"] = field(repr=False)


async def show_picture(
    desk: DeskDependencies, cleaner: Cleaner, me: Staff, contact_id: ContactId, evidence_id: str
) -> Shown:
    """Returns the picture; the look is noted. Raises NotFound, also where the file stayed with the person."""
    contact, found = await find_noted(desk, me, contact_id, evidence_id, "evidence-shown")
    manifest = open_manifest(await desk.key(found.thread), found)
    if manifest.kind is None:
        raise NotFound
    if manifest.kind not in PICTURES:
        return Shown(contact, found.number, manifest, "kind")
    parts = open_parts(desk, found.thread, found.id, found.parts)
    try:
        picture = await cleaner.clean(manifest.kind, manifest.size, parts)
    except NotNow:
        return Shown(contact, found.number, manifest, "now")
    return Shown(contact, found.number, manifest, picture or "file")
