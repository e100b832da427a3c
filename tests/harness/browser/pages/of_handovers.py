"""Pages on passing something on to a partner: asked, decided, corrected, added to; and prevention."""

from typing import Final
from urllib.parse import urlsplit

from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, PARTNER, awaited
from tests.harness.browser.pages.of_case import enquiry
from tests.harness.browser.pages.of_person import offered_appointments, took_an_appointment
from tests.harness.browser.pages.opens import Opens, case, made, of_case
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visit
from tests.harness.eventually import eventually


async def handover(visit: Visit) -> None:
    await visit.staff(visit.cases.handover(await made(visit, "mine"), PARTNER))


async def refused_handover(visit: Visit) -> None:
    await handover(visit)
    await visit.press_unchecked("Person um Einwilligung bitten")


async def addition(visit: Visit) -> None:
    case = await made(visit, "handed_over")
    await visit.staff(await visit.cases.made(lambda cases: cases.addition(case)))


async def refused_addition(visit: Visit) -> None:
    """Sends an addition with an item ticked and no text."""
    await addition(visit)
    await visit.page.get_by_role("checkbox", name=fields.ITEM).check()
    await visit.press_unchecked("Person um Einwilligung bitten")


async def refused_addition_decision(visit: Visit) -> None:
    await visit.case(await made(visit, "asked_for_more"), "handovers")
    await visit.unfold("Entscheidung der Person vermerken")
    await visit.press_unchecked("Person willigt ein")


async def correction(visit: Visit) -> None:
    await visit.staff(await visit.cases.made(lambda cases: cases.noted))


async def refused_correction(visit: Visit) -> None:
    """Sends a correction with words and nothing chosen."""
    await correction(visit)
    await visit.page.get_by_label(fields.IN_YOUR_WORDS).fill(LONG[:1_900])
    await visit.press_unchecked("Berichtigen")


async def corrected_for_the_person(visit: Visit) -> None:
    await visit.follow(await made(visit, "corrected"))


async def handover_with_files(visit: Visit) -> None:
    await visit.staff(visit.cases.handover(await made(visit, "asked_for_files"), OTHER_PARTNER))


async def refused_files_alone(visit: Visit) -> None:
    """Asks for a file without the item of the evidence."""
    await handover_with_files(visit)
    await fields.ask_for_consent(visit.page, LONG[:900])
    await visit.page.get_by_label("Datei 1").check()
    await visit.press_unchecked("Person um Einwilligung bitten")


async def refused_decision(visit: Visit) -> None:
    await visit.case(await made(visit, "waits_for_consent"), "handovers")
    await visit.unfold("Entscheidung der Person vermerken")
    await visit.press_unchecked("Person willigt ein")


async def appointments(visit: Visit) -> None:
    await visit.case(await offered_appointments(visit), "handovers")
    await visit.unfold("Antwort der Person vermerken")


async def refused_appointment(visit: Visit) -> None:
    await appointments(visit)
    await visit.page.get_by_label(fields.WORDS_FOR_PARTNER).fill(LONG[:900])
    await visit.press_unchecked("Vermerken")


async def appointment_taken(visit: Visit) -> None:
    case = await took_an_appointment(visit)
    await visit.cases.made(lambda cases: awaited(lambda: cases.handovers(case), lambda page: page.has("Person kommt")))
    await visit.case(case, "handovers")
    await visit.unfold("Andere Antwort vermerken")


async def prevention(visit: Visit) -> None:
    """Opens the form for passing on an enquiry for prevention: nothing happened, and a partner can help."""
    await enquiry(visit)
    await visit.go("An eine Stelle vermitteln …")


async def refused_prevention(visit: Visit) -> None:
    await prevention(visit)
    await visit.press_unchecked("Weiter zur Weitergabe")


async def prevention_begun(visit: Visit) -> None:
    await prevention(visit)
    for need in ("Schutz durch die Polizei", "Schulung"):
        await visit.page.get_by_label(need, exact=True).check()
    await visit.page.get_by_label("Nein. Die Person hat von keiner Tat erzählt.").check()
    await visit.press("Weiter zur Weitergabe")


async def prevention_letters(visit: Visit) -> None:
    """Opens the letters of a case for prevention, which has no tabs of proceedings and deadlines."""
    await prevention_begun(visit)
    case_id = urlsplit(visit.page.url).path.split("/")[3]

    async def look() -> int:
        await visit.staff(f"/notification/cases/{case_id}/letters")
        return await visit.page.locator(".case-tabs [aria-current]", has_text="Briefe").count()

    await eventually(look, within=60, every=0.5)


async def prevention_handover(visit: Visit) -> None:
    await prevention_begun(visit)
    case_id = urlsplit(visit.page.url).path.split("/")[3]
    await visit.staff(f"/desk/cases/{case_id}/handovers/new?partner={visit.cases.system['partners'][PARTNER]['id']}")
    await visit.page.get_by_label(fields.ITEM, exact=True).check()
    await visit.page.get_by_label(fields.ITEM_TEXT).fill(LONG[:900])


async def refused_prevention_handover(visit: Visit) -> None:
    """Asks for a hand-over for prevention without confirming that the text tells of no act."""
    await prevention_handover(visit)
    await visit.press_unchecked("Person um Einwilligung bitten")


async def giving(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/give")


async def refused_giving(visit: Visit) -> None:
    await giving(visit)
    await visit.press_unchecked("Übergeben")


async def phone_answer(visit: Visit) -> None:
    case = await made(visit, "handed_over")
    await visit.staff(f"/referral/cases/{case.case_id}/proposals")
    await visit.go("Antwort am Telefon eintragen")


async def refused_phone_answer(visit: Visit) -> None:
    await phone_answer(visit)
    await visit.press_unchecked("Eintragen")


async def refused_asking_for_room(visit: Visit) -> None:
    await of_case("/referral/cases/{}/capacity-inquiries", "mine")(visit)
    await visit.press_unchecked("Nach Platz fragen")


PAGES: Final[dict[str, Opens]] = {
    "handovers, none": case("mine", "handovers"),
    "handovers, asked": case("waits_for_consent", "handovers"),
    "handovers, asked for files": case("asked_for_files", "handovers"),
    "handovers, asked for more": case("asked_for_more", "handovers"),
    "handovers, by the person": case("calls_by_herself", "handovers"),
    "handovers, sent": case("handed_over", "handovers"),
    "handovers, declined": case("declined", "handovers"),
    "decision refused": refused_decision,
    "appointments at the desk": appointments,
    "appointment taken, at the desk": appointment_taken,
    "desk's appointment refused": refused_appointment,
    "prevention": prevention,
    "prevention refused": refused_prevention,
    "prevention begun": prevention_begun,
    "prevention, letters": prevention_letters,
    "prevention, handover": prevention_handover,
    "prevention, handover refused": refused_prevention_handover,
    "giving": giving,
    "giving refused": refused_giving,
    "handover": handover,
    "handover refused": refused_handover,
    "correction": correction,
    "correction refused": refused_correction,
    "handovers, corrected": case("corrected", "handovers"),
    "record, corrected": case("corrected", "record"),
    "follow, corrected": corrected_for_the_person,
    "addition": addition,
    "addition refused": refused_addition,
    "addition decision refused": refused_addition_decision,
    "handover with files": handover_with_files,
    "handover with files alone": refused_files_alone,
    "proposals": of_case("/referral/cases/{}/proposals", "mine"),
    "referrals": of_case("/referral/cases/{}/proposals", "handed_over"),
    "referrals, declined": of_case("/referral/cases/{}/proposals", "declined"),
    "asking for room": of_case("/referral/cases/{}/capacity-inquiries", "mine"),
    "asking for room refused": refused_asking_for_room,
    "phone answer": phone_answer,
    "phone answer refused": refused_phone_answer,
}
