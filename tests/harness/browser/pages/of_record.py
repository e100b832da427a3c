"""Pages of a case's record: evidence, notes, incidents, and emergency disclosures."""

from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.pages.opens import Opens, case, made
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visit
from tests.harness.eventually import eventually


async def record_with_evidence(visit: Visit, file: bytes = fields.PICTURE) -> None:
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.follow(case)
    await visit.public("/rueckmeldung/beweise")
    await fields.add_evidence(visit.page, LONG, file)
    await visit.press("Absenden")

    async def look() -> int:
        await visit.case(case, "record")
        return await visit.page.get_by_role("heading", name="Beweise", exact=True).count()

    await eventually(look, within=60, every=0.5)
    await visit.unfold("Original herunterladen")


async def picture_of_evidence(visit: Visit) -> None:
    await record_with_evidence(visit, fields.photo())
    await visit.go("Datei 1 ansehen")


async def evidence_without_picture(visit: Visit) -> None:
    await record_with_evidence(visit)
    await visit.go("Datei 1 ansehen")
    await visit.unfold("Original herunterladen")


async def emergency(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/emergency")


async def refused_emergency(visit: Visit) -> None:
    await emergency(visit)
    await visit.press_unchecked("Festhalten")


async def disclosed(visit: Visit) -> None:
    """Notes an emergency disclosure that the person cannot read yet."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/emergency")
    await visit.page.get_by_role("radio").first.check()
    await visit.page.get_by_label("Was haben Sie gesagt").fill(LONG)
    await visit.page.get_by_role("group", name="Kann die Person").get_by_label("Nein").check()
    await visit.press("Festhalten")


async def note(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/notes")


async def refused_note(visit: Visit) -> None:
    await note(visit)
    await visit.press_unchecked("In die Akte schreiben")


async def drafted_note(visit: Visit) -> None:
    """Keeps a note as a draft by the button, which needs no script."""
    await note(visit)
    await fields.note_a_call(visit.page, LONG)
    await visit.press("Als Entwurf sichern")


async def incident(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/incidents")


async def refused_incident(visit: Visit) -> None:
    await incident(visit)
    await visit.press_unchecked("In die Akte schreiben")


async def incidents(visit: Visit) -> None:
    """Enters several incidents in the longest words, and opens the record."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    for _ in range(2):
        await visit.staff(f"/desk/contacts/{case.contact_id}/incidents")
        await fields.enter_an_incident(visit.page, LONG)
        await visit.press("In die Akte schreiben")


async def corrected_incident(visit: Visit) -> None:
    await incidents(visit)
    await visit.go("Vorfall 1 berichtigen")
    await visit.press("In die Akte schreiben")


async def write_note(visit: Visit) -> None:
    """Writes a note, and opens the record."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/notes")
    await fields.note_a_call(visit.page, LONG)
    await visit.press("In die Akte schreiben")


async def correcting_a_note(visit: Visit) -> None:
    await write_note(visit)
    await visit.go("Nummer 1 berichtigen")


async def corrected_note(visit: Visit) -> None:
    await correcting_a_note(visit)
    await visit.press("In die Akte schreiben")
    await visit.unfold("Frühere Fassung lesen")


PAGES: Final[dict[str, Opens]] = {
    "record, nothing happened": case("mine", "record"),
    "record": case("handed_over", "record"),
    "record with evidence": record_with_evidence,
    "picture of evidence": picture_of_evidence,
    "evidence without picture": evidence_without_picture,
    "record of a closed case": case("closed", "record"),
    "emergency": emergency,
    "emergency refused": refused_emergency,
    "emergency noted": disclosed,
    "note": note,
    "note refused": refused_note,
    "incident": incident,
    "incident refused": refused_incident,
    "incidents in the record": incidents,
    "incident corrected": corrected_incident,
    "note as a draft": drafted_note,
    "note written": write_note,
    "note to correct": correcting_a_note,
    "note corrected": corrected_note,
}
