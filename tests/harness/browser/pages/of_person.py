"""The pages of the public door."""

from datetime import date
from typing import Final

from services.notification.letter_texts import LetterKind
from services.notification.own_letter_texts import BEFORE
from tests.harness.browser import fields
from tests.harness.browser.acts import Case, awaited
from tests.harness.browser.pages.of_desk import read_out_code
from tests.harness.browser.pages.of_partner import arranged
from tests.harness.browser.pages.opens import Opens, follow, made, public
from tests.harness.browser.texts import LONG, LONGEST
from tests.harness.browser.visit import Visit


async def refused_report(visit: Visit) -> None:
    await visit.public("/anliegen")
    await fields.state_safe_contact(visit.page, "E-Mail", "niemand@", LONG)
    await visit.press_unchecked("Vertraulich absenden")


async def draft_kept(visit: Visit) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(LONG)
    await visit.press("Aufheben und später weiterschreiben")


async def draft_goes_on(visit: Visit) -> None:
    await draft_kept(visit)
    await visit.press("Gleich weiterschreiben")


async def draft_refused(visit: Visit) -> None:
    await visit.public("/anliegen/weiter")
    await visit.page.get_by_label("Entwurfscode").fill("ENTWURF-0000")
    await visit.press("Weiterschreiben")


async def receipt(visit: Visit, text: str = LONG) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(text)
    await visit.press("Vertraulich absenden")


async def receipt_in_haste(visit: Visit) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(LONG)
    await visit.unfold(fields.MORE)
    await visit.page.get_by_label("Wie eilig ist es aus Ihrer Sicht?").select_option(label="Sofort")
    await visit.press("Vertraulich absenden")


async def receipt_with_more(visit: Visit) -> None:
    """Sends a report once more, with something added."""
    await receipt(visit)
    await visit.page.go_back()
    await visit.page.get_by_label(fields.CONCERN).fill(LONG + "Noch etwas.")
    await visit.press("Vertraulich absenden")


async def too_large(visit: Visit) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(LONG)
    await visit.swell(700_000)
    await visit.press("Vertraulich absenden")


async def own_letter_refused(visit: Visit) -> None:
    """Sends a letter with only a name and a reason: the page asks for the rest at its fields."""
    await visit.public(f"/briefe/{BEFORE[LetterKind.REGISTER_BLOCK].path}")
    await visit.page.get_by_label(fields.OWN_NAME).fill("Alexandra von der Mustertal-Beispielhausen")
    await visit.page.get_by_label(fields.DANGER).fill(LONG)
    await visit.press_unchecked("Als PDF herunterladen")


async def searched(visit: Visit) -> None:
    await visit.public("/wissen")
    await visit.page.get_by_label(fields.LOOKED_FOR).fill("Strafantrag")
    await visit.press("Artikel suchen")


def period_computed(act: date, offender: date | None) -> Opens:
    async def opens(visit: Visit) -> None:
        await visit.public("/wissen/antragsfrist")
        await visit.page.get_by_label(fields.ACT_KNOWN_TO_YOU).fill(act.isoformat())
        if offender:
            await visit.page.get_by_label(fields.OFFENDER_KNOWN_TO_YOU).fill(offender.isoformat())
        await visit.press("Frist ausrechnen")

    return opens


async def period_refused(visit: Visit) -> None:
    await visit.public("/wissen/antragsfrist")
    await visit.page.get_by_label(fields.ACT_KNOWN_TO_YOU).fill("2090-01-01")
    await visit.press_unchecked("Frist ausrechnen")


async def wrong_code(visit: Visit) -> None:
    await visit.public("/rueckmeldung")
    await visit.enter_code("0" * 24)


async def exchanged_code(visit: Visit) -> None:
    await read_out_code(visit)
    code = await visit.page.locator("#one-time-code").inner_text()
    await visit.public("/rueckmeldung")
    await visit.enter_code(code)


async def message_after_session(visit: Visit) -> None:
    await visit.follow(await made(visit, "handed_over"))
    await visit.page.get_by_label(fields.MESSAGE).fill(LONGEST)
    await visit.forget()
    await visit.press("Absenden")


async def safe_contact_stated(visit: Visit) -> None:
    await visit.follow(await made(visit, "reachable"))
    await visit.unfold("Kontaktweg ändern")


async def refused_safe_contact(visit: Visit) -> None:
    await visit.follow(await made(visit, "handed_over"))
    await visit.unfold("Kontaktweg angeben")
    await fields.state_safe_contact(visit.page, "E-Mail", "niemand@", "Als Buchhandlung")
    await visit.press_unchecked("Kontaktweg speichern")


def own_form(path: str) -> Opens:
    async def opens(visit: Visit) -> None:
        await visit.follow(await made(visit, "handed_over"))
        await visit.public(f"/rueckmeldung/{path}")

    return opens


letter_form: Final = own_form("post")


async def offered_appointments(visit: Visit) -> Case:
    case = await arranged(visit)
    await visit.press("Speichern")
    await visit.cases.made(
        lambda cases: awaited(lambda: cases.follow(case), lambda page: page.has("schlägt Ihnen einen Termin vor"))
    )
    await visit.public("/rueckmeldung")
    await visit.enter_code(case.code)
    return case


async def took_an_appointment(visit: Visit) -> Case:
    case = await offered_appointments(visit)
    await visit.page.locator("input[type=radio][name=chosen]").first.check()
    await visit.page.get_by_label("Möchten Sie der Stelle etwas dazu sagen?").fill(LONG[:900])
    await visit.press("Antwort an die Stelle")
    return case


async def refused_appointment(visit: Visit) -> None:
    await offered_appointments(visit)
    await visit.page.get_by_label("Möchten Sie der Stelle etwas dazu sagen?").fill("Nur abends.")
    await visit.press_unchecked("Antwort an die Stelle")


async def refused_feedback(visit: Visit) -> None:
    await own_form("hilfe")(visit)
    await visit.press_unchecked("Absenden")


async def refused_partner_wish(visit: Visit) -> None:
    await own_form("stellen")(visit)
    await visit.press_unchecked("Absenden")


async def refused_call_wish(visit: Visit) -> None:
    await own_form("anruf")(visit)
    await visit.press_unchecked("Um den Anruf bitten")


async def own_wishes_told(visit: Visit) -> None:
    await follow_own(visit)
    for path, button in (("auskunft", "Auskunft verlangen"), ("loeschen", "Löschung verlangen")):
        await visit.public(f"/rueckmeldung/{path}")
        await visit.press(button)


async def follow_own(visit: Visit) -> None:
    """Opens the follow page of somebody who has just written."""
    await receipt(visit)
    code = await visit.page.locator("#receipt-code").inner_text()
    await visit.public("/rueckmeldung")
    await visit.enter_code(code)


async def refused_letter(visit: Visit) -> None:
    await letter_form(visit)
    await fields.tell_of_a_letter(visit.page, LONGEST, fields.tomorrow())
    await visit.press_unchecked("Absenden")


async def letter_answered(visit: Visit) -> None:
    await follow_own(visit)
    await visit.public("/rueckmeldung/post")
    await fields.tell_of_a_letter(visit.page, LONG, fields.yesterday())
    await visit.press("Absenden")


evidence_form: Final = own_form("beweise")


async def evidence_refused(visit: Visit) -> None:
    await evidence_form(visit)
    await fields.add_evidence(visit.page, LONG, b"MZ\x90\0")
    await visit.press("Absenden")


async def evidence_given(visit: Visit) -> None:
    await follow_own(visit)
    await visit.public("/rueckmeldung/beweise")
    await fields.add_evidence(visit.page, LONG, fields.PICTURE)
    await visit.press("Absenden")


async def no_file_ticked(visit: Visit) -> None:
    """Agrees to the sentence about the evidence, and ticks none of the files."""
    await visit.follow(await made(visit, "asked_for_files"))
    await visit.page.get_by_role("checkbox", name="Beweise", exact=True).check()
    await visit.press("Ja, weitergeben")
    await visit.page.get_by_role("heading", name="Sie haben keine Datei angekreuzt").wait_for()


async def files_to_choose(visit: Visit) -> None:
    """Goes back to the question, which shows what was ticked."""
    await no_file_ticked(visit)
    await visit.press("Dateien wählen")
    await visit.page.get_by_text("Entschieden ist noch nichts.").wait_for()


async def letter_told(visit: Visit) -> None:
    await letter_answered(visit)
    await visit.public("/rueckmeldung")


async def refused_word(visit: Visit) -> None:
    await visit.follow(await made(visit, "handed_over"))
    await visit.unfold("Wort vereinbaren")
    await visit.page.get_by_label("Wort für Anrufe").fill("kurz")
    await visit.press_unchecked("Wort vereinbaren")


async def word_agreed(visit: Visit) -> None:
    await follow_own(visit)
    await visit.unfold("Wort vereinbaren")
    await visit.page.get_by_label("Wort für Anrufe").fill("Grüner Kürbis")
    await visit.press("Wort vereinbaren")


PAGES: Final[dict[str, Opens]] = {
    "start": public("/"),
    "knowledge": public("/wissen"),
    "article": public("/wissen/vorbeugen"),
    "article about the net": public("/wissen/bedroht-im-netz"),
    "knowledge searched": searched,
    "request period": public("/wissen/antragsfrist"),
    "request period refused": period_refused,
    "request period running": period_computed(fields.lately(), fields.lately()),
    "request period over": period_computed(fields.months_ago(), fields.months_ago()),
    "request period of an unknown offender": period_computed(fields.lately(), None),
    "help": public("/hilfe"),
    "help in a land": public("/hilfe/nw"),
    "own letters": public("/briefe"),
    **{f"own letter {kind}": public(f"/briefe/{before.path}") for kind, before in BEFORE.items()},
    "own letter refused": own_letter_refused,
    "privacy": public("/datenschutz"),
    "imprint": public("/impressum"),
    "accessibility": public("/barrierefreiheit"),
    "easy language": public("/leichte-sprache"),
    "press": public("/presse"),
    "not found": public("/nirgends"),
    "first question": public("/anliegen/beginn"),
    "report": public("/anliegen"),
    "report on behalf": public("/anliegen/andere"),
    "report to prevent": public("/anliegen/vorbeugen"),
    "report refused": refused_report,
    "report too large": too_large,
    "draft kept": draft_kept,
    "draft goes on": draft_goes_on,
    "draft refused": draft_refused,
    "receipt": receipt,
    "receipt with more": receipt_with_more,
    "receipt in haste": receipt_in_haste,
    "code": public("/rueckmeldung"),
    "wrong code": wrong_code,
    "lost code": public("/rueckmeldung/verloren"),
    "new receipt code": exchanged_code,
    "follow": follow("mine"),
    "follow for another": follow("for_another"),
    "follow asked": follow("waits_for_consent"),
    "follow asked for files": follow("asked_for_files"),
    "no file ticked": no_file_ticked,
    "files to choose": files_to_choose,
    "follow agreed": follow("handed_over"),
    "follow asked for more": follow("asked_for_more"),
    "follow asked to call": follow("asked_to_call"),
    "follow calls by herself": follow("calls_by_herself"),
    "follow closed": follow("closed"),
    "message not sent": message_after_session,
    "post": letter_form,
    "post refused": refused_letter,
    "post answered": letter_answered,
    "follow with post": letter_told,
    "evidence": evidence_form,
    "evidence refused": evidence_refused,
    "evidence given": evidence_given,
    "own data": own_form("auskunft"),
    "erasure wished": own_form("loeschen"),
    "follow with wishes": own_wishes_told,
    "feedback": own_form("hilfe"),
    "appointments offered": offered_appointments,
    "appointment taken": took_an_appointment,
    "appointment refused": refused_appointment,
    "feedback refused": refused_feedback,
    "partner wish": own_form("stellen"),
    "partner wish refused": refused_partner_wish,
    "call wish": own_form("anruf"),
    "call wish refused": refused_call_wish,
    "safe contact": safe_contact_stated,
    "safe contact refused": refused_safe_contact,
    "word agreed": word_agreed,
    "word refused": refused_word,
}
