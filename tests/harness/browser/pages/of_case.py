"""The pages of a case: its conversation, its acts, how the person is reached, and what it is joined to."""

from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.acts import Case
from tests.harness.browser.pages.of_desk import read_out_code
from tests.harness.browser.pages.of_readers import give_a_reason
from tests.harness.browser.pages.opens import Opens, case, made
from tests.harness.browser.texts import LONG, LONGEST
from tests.harness.browser.visit import Visit

RUNG: Final = {"channel": "phone", "address": "030 555 01 00"}


async def enquiry(visit: Visit) -> None:
    """Opens an enquiry, which is no case."""
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
    """Closes a case of which a referral still runs."""
    await visit.case(await made(visit, "handed_over"), "record")
    await visit.unfold("Fall abschließen")
    await fields.choose_closing(visit.page)
    await visit.press("Fall abschließen")


async def answer_after_session(visit: Visit) -> None:
    """Sends an answer after the session ended; signed in again, it is shown before it is sent."""
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


async def assessment(visit: Visit) -> None:
    await made(visit, "corrected")
    await visit.staff("/desk/tasks", "sven")
    await visit.page.get_by_role("link", name="Mögliche Datenpanne prüfen").first.click()


async def refused_assessment(visit: Visit) -> None:
    await assessment(visit)
    await visit.page.get_by_label("Begründung").fill(LONG)
    await visit.press_unchecked("Prüfung festhalten")


async def stating_a_way(visit: Visit) -> None:
    """Opens the form for a safe contact, filled in with the one in force."""
    case = await made(visit, "called_back")
    await visit.staff(f"/desk/contacts/{case.contact_id}/safe-contact")


async def refused_way(visit: Visit) -> None:
    await stating_a_way(visit)
    await visit.page.get_by_label(fields.SAFE_ADDRESS).fill("niemand@")
    await visit.press_unchecked("Kontaktweg eintragen")


async def way_stated(visit: Visit) -> None:
    """States a safe contact; the page shows it with its readers."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG, safe_contact=RUNG))
    await visit.staff(f"/desk/contacts/{case.contact_id}/safe-contact")
    await visit.page.get_by_label("Sie ist hier").check()
    await fields.state_safe_contact(visit.page, "Telefon", "0170 1234567", "Als Buchhandlung")
    await visit.press("Kontaktweg eintragen")


async def linked(visit: Visit) -> None:
    """Links a report with the affected person's own case."""
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
    """Joins a contact to a case of the same person, and returns that case."""
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
    """Opens the record of a joined contact, with the forms to part and to erase it."""
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


async def lost_code(visit: Visit) -> Case:
    """Opens the page for a new code, in a case whose person can be called; returns the case."""
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
    "closing refused": refused_closing,
    "call back refused": refused_call_back,
    "enquiry": enquiry,
    "enquiry closed": enquiry_closed,
    "enquiry answered": answer_sent,
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
    "answer not sent": answer_after_session,
    "answer without a sign-in": answer_without_cookies,
    "breach to assess": assessment,
    "breach assessment refused": refused_assessment,
}
