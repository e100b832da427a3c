"""The pages of a case: every tab, whichever service answers it, and what is done there."""

from typing import Final
from urllib.parse import urlsplit

from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, PARTNER, Case, awaited
from tests.harness.browser.cases import Cases
from tests.harness.browser.pages.of_desk import read_out_code
from tests.harness.browser.pages.of_person import offered_appointments, took_an_appointment
from tests.harness.browser.pages.opens import Opens, case, made, of_case
from tests.harness.browser.texts import LONG, LONGEST
from tests.harness.browser.visit import Visit
from tests.harness.eventually import eventually

RUNG: Final = {"channel": "phone", "address": "030 555 01 00"}


async def enquiry(visit: Visit) -> None:
    """What is no case."""
    await read_out_code(visit)
    await visit.go("Zum Anliegen")


async def enquiry_closed(visit: Visit) -> None:
    await enquiry(visit)
    await visit.unfold("Anliegen abschließen")
    await visit.press("Anliegen abschließen")


async def answer_sent(visit: Visit) -> None:
    await enquiry(visit)
    await visit.page.get_by_label(fields.ANSWER).fill(LONG)
    await visit.press("Antwort senden")


async def refused_call_back(visit: Visit) -> None:
    await visit.case(await made(visit, "mine"))
    await visit.unfold("Rückruf oder Termin vormerken")
    await visit.press_unchecked("Vormerken")


async def late_triage(visit: Visit) -> None:
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.case(case, "assessment")
    await visit.page.get_by_role("radio", name=fields.URGENT, exact=True).check()
    await visit.cases.made(lambda cases: cases.triage(case))
    await visit.press("Einschätzung speichern")


async def refused_closing(visit: Visit) -> None:
    """A referral of it still runs."""
    await visit.case(await made(visit, "handed_over"), "record")
    await visit.unfold("Fall abschließen")
    await fields.choose_closing(visit.page)
    await visit.press("Fall abschließen")


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


async def answer_after_session(visit: Visit) -> None:
    """Signed in again, what was typed is shown before it is sent."""
    visit = visit.signed_in_alone()
    await visit.case(await made(visit, "mine"))
    await visit.page.get_by_label(fields.ANSWER).fill(LONG)
    await visit.signed_in.end("anna")
    await visit.press("Antwort senden")
    await visit.page.get_by_role("link", name="counsellor").click()
    await visit.page.get_by_role("heading", name="Ihre Eingabe ist noch da").wait_for()


async def answer_without_cookies(visit: Visit) -> None:
    await visit.case(await made(visit, "mine"))
    await visit.page.get_by_label(fields.ANSWER).fill(LONG)
    await visit.forget()
    await visit.press("Antwort senden")


async def handover(visit: Visit) -> None:
    await visit.staff(visit.cases.handover(await made(visit, "mine"), PARTNER))


async def refused_handover(visit: Visit) -> None:
    await handover(visit)
    await visit.press_unchecked("Person um Einwilligung bitten")


async def addition(visit: Visit) -> None:
    case = await made(visit, "handed_over")
    await visit.staff(await visit.cases.made(lambda cases: cases.addition(case)))


async def refused_addition(visit: Visit) -> None:
    """Ticked, and nothing written."""
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
    """In words, and nothing chosen."""
    await correction(visit)
    await visit.page.get_by_label(fields.IN_YOUR_WORDS).fill(LONG[:1_900])
    await visit.press_unchecked("Berichtigen")


async def corrected_for_the_person(visit: Visit) -> None:
    await visit.follow(await made(visit, "corrected"))


async def assessment(visit: Visit) -> None:
    await made(visit, "corrected")
    await visit.staff("/desk/tasks", "sven")
    await visit.page.get_by_role("link", name="Mögliche Datenpanne prüfen").first.click()


async def refused_assessment(visit: Visit) -> None:
    await assessment(visit)
    await visit.page.get_by_label("Begründung").fill(LONG)
    await visit.press_unchecked("Prüfung festhalten")


async def handover_with_files(visit: Visit) -> None:
    await visit.staff(visit.cases.handover(await made(visit, "asked_for_files"), OTHER_PARTNER))


async def refused_files_alone(visit: Visit) -> None:
    """Without the item that names them."""
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


async def refused_proceeding(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{(await made(visit, 'mine')).case_id}/proceedings")
    await visit.page.get_by_label(fields.ACT_KNOWN).fill("1999-01-01")
    await visit.press_unchecked("Speichern")


async def joined_proceedings(visit: Visit) -> None:
    """Police and prosecution have one act under two numbers."""
    case = await visit.cases.made(lambda cases: cases.with_two_proceedings(LONG))
    await visit.staff(f"/referral/cases/{case.case_id}/proceedings")
    await visit.unfold("Ist das dieselbe Tat")
    await visit.page.get_by_label("Gehört zu").first.select_option(index=1)
    await visit.press("Gehört zusammen")
    await visit.unfold("Dieselbe Tat, eingetragen von")


async def refused_joining_of_proceedings(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{(await made(visit, 'with_deadlines')).case_id}/proceedings")
    await visit.unfold("Ist das dieselbe Tat")
    await visit.press_unchecked("Gehört zusammen")


async def offence_guide(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{(await made(visit, 'mine')).case_id}/offence-guide")


async def found_offences(visit: Visit) -> None:
    """With all that can be ticked: the longest answer."""
    await offence_guide(visit)
    for box in await visit.page.get_by_role("checkbox").all():
        await box.check()
    await visit.press("Delikte zeigen")


async def refused_guide(visit: Visit) -> None:
    await offence_guide(visit)
    for box in await visit.page.get_by_role("checkbox").all():
        await box.uncheck()
    await visit.press("Delikte zeigen")


async def prefilled_proceeding(visit: Visit) -> None:
    await found_offences(visit)
    await visit.press("Verfahren mit diesen Delikten eintragen")


async def changed_proceeding(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{(await made(visit, 'with_deadlines')).case_id}/proceedings")
    await visit.go("Ändern")


async def late_proceeding(visit: Visit) -> None:
    """Sent again by the same page, with something changed."""
    case = await visit.cases.made(lambda cases: cases.proposed(LONG))
    await visit.staff(f"/referral/cases/{case.case_id}/proceedings")
    await fields.describe_proceeding(visit.page, "Bayern")
    await visit.press("Speichern")
    await visit.page.go_back()
    await visit.unfold("Verfahren eintragen")
    await fields.describe_proceeding(visit.page, "Sachsen")
    await visit.press("Speichern")


async def refused_letter(visit: Visit) -> None:
    await visit.staff(f"/notification/cases/{(await made(visit, 'with_deadlines')).case_id}/letters/complaint")
    await visit.press_unchecked("Als PDF herunterladen")


def closed_with_long_text(cases: Cases) -> Case:
    case = cases.taken_over(LONG)
    cases.close(case)
    return case


async def erased(visit: Visit) -> None:
    case = await visit.cases.made(closed_with_long_text)
    await visit.staff(f"/desk/cases/{case.case_id}/erase", "sven")
    await give_a_reason(visit)
    await visit.page.get_by_role("checkbox").check()
    await visit.press("Endgültig löschen")


async def give_a_reason(visit: Visit) -> None:
    await visit.page.get_by_role("radio").first.check()
    await visit.press("Fall öffnen")


async def opened_with_reason(visit: Visit) -> None:
    await visit.case(await made(visit, "mine"), user="sven")
    await give_a_reason(visit)


async def opened_elsewhere(visit: Visit) -> None:
    await opened_with_reason(visit)
    case = await made(visit, "mine")
    await visit.page.goto(f"{visit.cases.system['staff']}/referral/cases/{case.case_id}/proceedings")


async def ended_opening(visit: Visit) -> None:
    await opened_with_reason(visit)
    await visit.press("Jetzt schließen")


async def readers_asked(visit: Visit) -> None:
    await visit.staff(f"/desk/readers/{(await made(visit, 'mine')).case_id}", "sven")


async def refused_readers(visit: Visit) -> None:
    await readers_asked(visit)
    await visit.press_unchecked("Nachsehen")


async def readers(visit: Visit) -> None:
    await readers_asked(visit)
    await visit.page.get_by_role("radio").first.check()
    await visit.press("Nachsehen")


async def own_inspection(visit: Visit) -> None:
    """Who opened the case does not judge that."""
    await opened_with_reason(visit)
    await readers(visit)
    await visit.go("Vertretung: Die Beraterin oder der Berater ist nicht da")


async def erasing(visit: Visit) -> None:
    await visit.staff(f"/desk/cases/{(await made(visit, 'closed')).case_id}/erase", "sven")
    await give_a_reason(visit)


async def holding(visit: Visit) -> None:
    """A hold that is in force, to be changed or lifted."""
    case = await visit.cases.made(closed_with_long_text)
    address = f"/desk/contacts/{case.contact_id}/hold"
    await visit.staff(address, "sven")
    await give_a_reason(visit)
    await fields.hold(visit.page)
    await visit.press("Löschsperre eintragen")
    await visit.page.goto(visit.cases.system["staff"] + address)


async def held(visit: Visit) -> None:
    await holding(visit)
    await fields.hold(visit.page)
    await visit.press("Löschsperre eintragen")


async def refused_hold(visit: Visit) -> None:
    case = await made(visit, "closed")
    await visit.staff(f"/desk/contacts/{case.contact_id}/hold", "sven")
    await give_a_reason(visit)
    await visit.press_unchecked("Löschsperre eintragen")


async def own_data_asked(visit: Visit) -> None:
    case = await made(visit, "handed_over")
    await visit.staff(f"/desk/contacts/{case.contact_id}/own-data")


async def own_data(visit: Visit) -> None:
    await own_data_asked(visit)
    await fields.say_who_asks(visit.page)
    await visit.press("Zum Drucken zeigen")


async def refused_own_data(visit: Visit) -> None:
    await own_data_asked(visit)
    await visit.press_unchecked("Zum Drucken zeigen")


async def refused_reason(visit: Visit) -> None:
    await visit.case(await made(visit, "mine"), user="sven")
    await visit.press_unchecked("Fall öffnen")


async def emergency(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/emergency")


async def refused_emergency(visit: Visit) -> None:
    await emergency(visit)
    await visit.press_unchecked("Festhalten")


async def disclosed(visit: Visit) -> None:
    """Help was called without a consent, and the person cannot read it yet."""
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
    """Kept by the button that needs no script."""
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
    """On the record, more than one, in the longest words."""
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
    """On the record afterwards."""
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


async def stating_a_way(visit: Visit) -> None:
    """What is in force is in the fields."""
    case = await made(visit, "called_back")
    await visit.staff(f"/desk/contacts/{case.contact_id}/safe-contact")


async def refused_way(visit: Visit) -> None:
    await stating_a_way(visit)
    await visit.page.get_by_label(fields.SAFE_ADDRESS).fill("niemand@")
    await visit.press_unchecked("Kontaktweg eintragen")


async def way_stated(visit: Visit) -> None:
    """In the file, with who may read of it."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG, safe_contact=RUNG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/safe-contact")
    await visit.page.get_by_label("Sie ist hier").check()
    await fields.state_safe_contact(visit.page, "Telefon", "0170 1234567", "Als Buchhandlung")
    await visit.press("Kontaktweg eintragen")


async def linked(visit: Visit) -> None:
    """With the affected person's own case."""
    affected = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    report = await visit.cases.made(lambda cases: cases.reported(LONG))
    await visit.case(report)
    await visit.page.get_by_label("Fallnummer").fill(await visit.cases.made(lambda cases: cases.number(affected)))
    await visit.press("Verknüpfen")


async def link_refused(visit: Visit) -> None:
    await visit.case(await made(visit, "for_another"))
    await visit.page.get_by_label("Fallnummer").fill("L-00000")
    await visit.press_unchecked("Verknüpfen")


async def joining_refused(visit: Visit) -> None:
    await visit.case(await visit.cases.made(lambda cases: cases.taken_over(LONG)))
    await visit.unfold("Gehört das zu einem anderen Fall?")
    await visit.page.get_by_label("Nummer des Falls").fill("L-00000")
    await visit.press_unchecked("Diesem Fall zuordnen")


async def joined(visit: Visit) -> Case:
    """To a case of the same person, which is returned."""
    of = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.case(await visit.cases.made(lambda cases: cases.taken_over(LONGEST)))
    await visit.unfold("Gehört das zu einem anderen Fall?")
    number = await visit.cases.made(lambda cases: cases.number(of))
    await visit.page.get_by_label("Nummer des Falls").fill(number)
    await visit.press("Diesem Fall zuordnen")
    return of


async def joined_to_a_case(visit: Visit) -> None:
    await joined(visit)


async def record_of_joined(visit: Visit) -> None:
    """How it is parted and erased."""
    await joined(visit)
    await visit.page.get_by_role("link", name="Akte", exact=True).click()


async def case_with_another_code(visit: Visit) -> None:
    await visit.case(await joined(visit))


async def talk(visit: Visit) -> None:
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/talk")
    await visit.page.get_by_label(fields.TALK_PLACE).fill("Rathaus")


async def refused_talk(visit: Visit) -> None:
    await talk(visit)
    await visit.page.get_by_label(fields.TALK_AUDIENCE).evaluate("each => { each.removeAttribute('maxlength'); }")
    await visit.page.get_by_label(fields.TALK_AUDIENCE).fill("x" * 201)
    await visit.press_unchecked("Speichern")


async def talk_stated(visit: Visit) -> None:
    await talk(visit)
    await visit.page.get_by_label(fields.TALK_AUDIENCE).fill(LONG[:190])
    await visit.press("Speichern")


async def prevention(visit: Visit) -> None:
    """Nothing happened, and another office can help."""
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
    """Where the tabs of proceedings and deadlines would stand."""
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
    """It is not confirmed that the text tells of no act."""
    await prevention_handover(visit)
    await visit.press_unchecked("Person um Einwilligung bitten")


async def giving(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/give")


async def refused_giving(visit: Visit) -> None:
    await giving(visit)
    await visit.press_unchecked("Übergeben")


async def lost_code(visit: Visit) -> Case:
    """Of somebody who can be rung: there is a way to a new one."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG, safe_contact=RUNG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/new-code")
    return case


async def new_code_wanted(visit: Visit) -> None:
    await lost_code(visit)


async def refused_lost_code(visit: Visit) -> None:
    await lost_code(visit)
    await visit.press_unchecked("Um das zweite Ja bitten")


async def second_yes_asked(visit: Visit) -> None:
    await ask_for_second_yes(visit)


async def ask_for_second_yes(visit: Visit) -> Case:
    case = await lost_code(visit)
    await visit.page.get_by_role("radio").first.check()
    await visit.press("Um das zweite Ja bitten")
    return case


async def second_yes(visit: Visit) -> None:
    await decide(visit)


async def decide(visit: Visit) -> Case:
    case = await ask_for_second_yes(visit)
    number = await visit.cases.made(lambda cases: cases.number(case))
    await visit.staff("/desk/tasks", "sven")
    await visit.go(f"Neuer Zugang zu {number}")
    return case


async def refused_second_yes(visit: Visit) -> None:
    await decide(visit)
    await visit.press_unchecked("Entscheidung festhalten")


async def lost_code_without_a_way(visit: Visit) -> None:
    case = await made(visit, "mine")
    await visit.staff(f"/desk/contacts/{case.contact_id}/new-code")


async def new_code(visit: Visit) -> None:
    case = await decide(visit)
    await visit.page.get_by_role("radio").first.check()
    await visit.press("Entscheidung festhalten")
    await visit.staff(f"/desk/contacts/{case.contact_id}/new-code")
    await visit.press("Einmalcode ausgeben und vorlesen")


async def relating(visit: Visit) -> None:
    case = await made(visit, "closed")
    await visit.staff(f"/desk/contacts/{case.contact_id}/related", "sven")
    await give_a_reason(visit)


async def refused_relating(visit: Visit) -> None:
    await relating(visit)
    await visit.press_unchecked("Fälle verknüpfen")


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
    "case waiting": case("waiting"),
    "case waiting, assessment": case("waiting", "assessment"),
    "case taken over": case("mine"),
    "case with a call to make": case("called_back"),
    "case with something to do": case("declined"),
    "case closed": case("closed"),
    "assessment": case("mine", "assessment"),
    "assessment of a closed case": case("closed", "assessment"),
    "assessment too late": late_triage,
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
    "record, nothing happened": case("mine", "record"),
    "record": case("handed_over", "record"),
    "record with evidence": record_with_evidence,
    "picture of evidence": picture_of_evidence,
    "evidence without picture": evidence_without_picture,
    "record of a closed case": case("closed", "record"),
    "closing refused": refused_closing,
    "call back refused": refused_call_back,
    "enquiry": enquiry,
    "enquiry closed": enquiry_closed,
    "enquiry answered": answer_sent,
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
    "way to state": stating_a_way,
    "way refused": refused_way,
    "way stated": way_stated,
    "new code": new_code_wanted,
    "new code refused": refused_lost_code,
    "new code, no way": lost_code_without_a_way,
    "new code asked": second_yes_asked,
    "new code read out": new_code,
    "second yes": second_yes,
    "relating": relating,
    "relating refused": refused_relating,
    "second yes refused": refused_second_yes,
    "report for another": case("for_another"),
    "report for another, handovers": case("for_another", "handovers"),
    "report for another, linked": linked,
    "report for another, link refused": link_refused,
    "joining refused": joining_refused,
    "joined to a case": joined_to_a_case,
    "record of what is joined to a case": record_of_joined,
    "case with another code": case_with_another_code,
    "talk": talk,
    "talk refused": refused_talk,
    "talk stated": talk_stated,
    "prevention": prevention,
    "prevention refused": refused_prevention,
    "prevention begun": prevention_begun,
    "prevention, letters": prevention_letters,
    "prevention, handover": prevention_handover,
    "prevention, handover refused": refused_prevention_handover,
    "giving": giving,
    "giving refused": refused_giving,
    "answer not sent": answer_after_session,
    "answer without a sign-in": answer_without_cookies,
    "handover": handover,
    "handover refused": refused_handover,
    "correction": correction,
    "correction refused": refused_correction,
    "handovers, corrected": case("corrected", "handovers"),
    "record, corrected": case("corrected", "record"),
    "follow, corrected": corrected_for_the_person,
    "breach to assess": assessment,
    "breach assessment refused": refused_assessment,
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
    "proceedings, none": of_case("/referral/cases/{}/proceedings", "mine"),
    "proceedings": of_case("/referral/cases/{}/proceedings", "with_deadlines"),
    "proceedings joined": joined_proceedings,
    "joining of proceedings refused": refused_joining_of_proceedings,
    "offence guide": offence_guide,
    "offence guide, answered": found_offences,
    "offence guide refused": refused_guide,
    "proceeding from the guide": prefilled_proceeding,
    "proceeding refused": refused_proceeding,
    "proceeding to change": changed_proceeding,
    "proceeding too late": late_proceeding,
    "deadlines, none": of_case("/notification/cases/{}/deadlines", "mine"),
    "deadlines": of_case("/notification/cases/{}/deadlines", "with_deadlines"),
    "notices, none": of_case("/notification/cases/{}/notices", "mine"),
    "notices": of_case("/notification/cases/{}/notices", "handed_over"),
    "letters": of_case("/notification/cases/{}/letters", "with_deadlines"),
    "letter of complaint": of_case("/notification/cases/{}/letters/complaint", "with_deadlines"),
    **{
        f"letter {kind}": of_case(f"/notification/cases/{{}}/letters/{kind}", "with_deadlines")
        for kind in ("confirmation", "other-address", "register-block", "superior", "evidence")
    },
    "letter of request": of_case("/notification/cases/{}/letters/information-request", "with_deadlines"),
    "letter refused": refused_letter,
    "reason": of_case("/desk/cases/{}", "mine", "sven"),
    "reason refused": refused_reason,
    "opened with a reason": opened_with_reason,
    "opened with a reason, elsewhere": opened_elsewhere,
    "opening ended": ended_opening,
    "readers asked for": readers_asked,
    "readers refused": refused_readers,
    "readers": readers,
    "inspection of one's own opening": own_inspection,
    "hold": holding,
    "hold in force": held,
    "hold refused": refused_hold,
    "data asked for": own_data_asked,
    "data given": own_data,
    "data refused": refused_own_data,
    "erase": erasing,
    "erased": erased,
}
