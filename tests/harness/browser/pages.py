"""Every page of the system by name, in every state that it has, with much and long content: how to get there."""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from services.statistics.domain.tables import TABLES
from tests.harness.browser.cases import LONG, LONGEST, OTHER_PARTNER, PARTNER
from tests.harness.browser.safe_contact import state_safe_contact
from tests.harness.browser.visit import Visit

Opens = Callable[[Visit], Awaitable[None]]


def public(path: str) -> Opens:
    return lambda visit: visit.public(path)


def partner(path: str) -> Opens:
    return lambda visit: visit.partner(path)


def staff(path: str, user: str = "anna") -> Opens:
    return lambda visit: visit.staff(path, user)


def case(state: str) -> Opens:
    return lambda visit: visit.case(getattr(visit.cases, state))


def follow(state: str) -> Opens:
    return lambda visit: visit.follow(getattr(visit.cases, state))


def of_case(address: str, state: str = "handed_over", user: str = "anna") -> Opens:
    return lambda visit: visit.staff(address.format(getattr(visit.cases, state).case_id), user)


async def refused_report(visit: Visit) -> None:
    await visit.public("/anliegen")
    await state_safe_contact(visit, "E-Mail", "niemand@", LONG)
    await visit.press_unchecked("Vertraulich absenden")


async def receipt(visit: Visit) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label("Ihr Anliegen").fill(LONG)
    await visit.press("Vertraulich absenden")


async def wrong_code(visit: Visit) -> None:
    await visit.public("/rueckmeldung")
    await visit.page.get_by_label("Rückmeldecode").fill("0" * 24)
    await visit.press("Weiter")


async def message_after_session(visit: Visit) -> None:
    await visit.follow(visit.cases.handed_over)
    await visit.page.get_by_label("Nachricht an uns").fill(LONGEST)
    await visit.forget()
    await visit.press("Absenden")


async def read_out_code(visit: Visit) -> None:
    await visit.staff("/desk/contacts/new")
    await visit.page.get_by_label("Was die Person erzählt").fill(LONG)
    await visit.page.get_by_label("Anlass").select_option(label="Information")
    await visit.press("Speichern und Einmalcode zeigen")


async def exchanged_code(visit: Visit) -> None:
    await read_out_code(visit)
    code = await visit.page.locator("#one-time-code").inner_text()
    await visit.public("/rueckmeldung")
    await visit.page.get_by_label("Rückmeldecode").fill(code)
    await visit.press("Weiter")


async def refused_handover(visit: Visit) -> None:
    await visit.staff(visit.cases.handover(visit.cases.mine))
    await visit.press_unchecked("Person um Einwilligung bitten")


async def refused_proceeding(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{visit.cases.closed.case_id}/proceedings")
    await visit.page.get_by_label("Die Tat ist der Person bekannt seit").fill("1999-01-01")
    await visit.press_unchecked("Speichern")


async def changed_proceeding(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{visit.cases.handed_over.case_id}/proceedings")
    await visit.page.get_by_label("Die Tat ist der Person bekannt seit").fill("2026-11-02")
    await visit.page.get_by_label("§ 185 StGB Beleidigung").check()
    await visit.press("Speichern")
    async with visit.page.expect_navigation():
        await visit.page.get_by_role("link", name="Ändern", exact=True).first.click()


async def answer_after_session(visit: Visit) -> None:
    """Signed in again, what was typed is shown before it is sent."""
    visit = visit.signed_in_alone()
    await visit.case(visit.cases.mine)
    await visit.page.get_by_label("Ihre Antwort").fill(LONG)
    await visit.signed_in.end("anna")
    await visit.press("Antwort senden")
    await visit.page.get_by_role("link", name="counsellor").click()
    await visit.page.get_by_role("heading", name="Ihre Eingabe ist noch da").wait_for()


async def answer_without_cookies(visit: Visit) -> None:
    await visit.case(visit.cases.mine)
    await visit.page.get_by_label("Ihre Antwort").fill(LONG)
    await visit.forget()
    await visit.press("Antwort senden")


async def signed_out(visit: Visit) -> None:
    await visit.page.goto(f"{visit.cases.system['staff']}/desk")
    await visit.page.get_by_role("link", name="analyst").click()
    await visit.press("Abmelden")


async def refused_safe_contact(visit: Visit) -> None:
    await visit.follow(visit.cases.handed_over)
    await visit.unfold("Kontaktweg angeben")
    await state_safe_contact(visit, "E-Mail", "niemand@", "Als Buchhandlung")
    await visit.press_unchecked("Kontaktweg speichern")


async def safe_contact_stated(visit: Visit) -> None:
    await visit.follow(visit.cases.reachable)
    await visit.unfold("Kontaktweg ändern")


async def enquiry(visit: Visit) -> None:
    """What is no case."""
    await read_out_code(visit)
    async with visit.page.expect_navigation():
        await visit.page.get_by_role("link", name="Zum Anliegen").last.click()


async def enquiry_closed(visit: Visit) -> None:
    await enquiry(visit)
    await visit.unfold("Anliegen abschließen")
    await visit.press("Anliegen abschließen")


async def late_triage(visit: Visit) -> None:
    case = visit.cases.taken_over(LONG)
    await visit.case(case)
    await visit.page.get_by_role("radio", name="Dringend", exact=True).check()
    visit.cases.triage(case)
    await visit.press("Einschätzung speichern")


async def refused_closing(visit: Visit) -> None:
    """A referral of it still runs."""
    await visit.case(visit.cases.handed_over)
    await visit.unfold("Fall abschließen")
    await visit.page.get_by_label("Ergebnis").select_option(label="An Partner vermittelt")
    await visit.press("Fall abschließen")


async def late_proceeding(visit: Visit) -> None:
    """Sent again by the same page, with something changed."""
    case = visit.cases.proposed(LONG)
    await visit.staff(f"/referral/cases/{case.case_id}/proceedings")
    for authority in ("Bayern", "Sachsen"):
        await visit.page.get_by_label("Die Tat ist der Person bekannt seit").fill("2026-11-02")
        await visit.page.get_by_label("§ 185 StGB Beleidigung").check()
        await visit.page.get_by_label("Land der Behörde").select_option(label=authority)
        await visit.press("Speichern")
        if authority == "Bayern":
            await visit.page.go_back()
            await visit.unfold("Verfahren eintragen")


async def too_large(visit: Visit) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label("Ihr Anliegen").fill(LONG)
    await visit.swell(700_000)
    await visit.press("Vertraulich absenden")


async def partner_referral(visit: Visit, pin: str = "") -> None:
    await visit.page.goto(visit.cases.partner_link)
    if pin:
        await visit.page.get_by_label("PIN Ihrer Stelle").fill(pin)
        await visit.press("Öffnen")


async def opened_by_partner(visit: Visit) -> None:
    await partner_referral(visit, visit.cases.system["partners"]["partner_b"]["pin"])


async def declined_by_partner(visit: Visit) -> None:
    await opened_by_partner_anew(visit)
    await visit.page.get_by_label("Grund").first.select_option(label="Zurzeit keine Kapazität")
    await visit.press("Ablehnen")


async def refused_by_partner(visit: Visit) -> None:
    await opened_by_partner_anew(visit)
    await visit.press_unchecked("Ablehnen")


async def opened_by_partner_anew(visit: Visit) -> None:
    text = f"Es geht um Drohungen {secrets.token_hex(8)}"
    visit.cases.agreed(LONG, OTHER_PARTNER, text)
    await visit.page.goto(visit.cases.link_of(text))
    await visit.page.get_by_label("PIN Ihrer Stelle").fill(visit.cases.system["partners"][OTHER_PARTNER]["pin"])
    await visit.press("Öffnen")


PAGES: Final[dict[str, Opens]] = {
    "start": public("/"),
    "knowledge": public("/wissen"),
    "article": public("/wissen/vorbeugen"),
    "article about the net": public("/wissen/bedroht-im-netz"),
    "privacy": public("/datenschutz"),
    "not found": public("/nirgends"),
    "report": public("/anliegen"),
    "report refused": refused_report,
    "receipt": receipt,
    "code": public("/rueckmeldung"),
    "lost code": public("/rueckmeldung/verloren"),
    "wrong code": wrong_code,
    "new receipt code": exchanged_code,
    "follow": follow("mine"),
    "follow asked": follow("waits_for_consent"),
    "follow agreed": follow("handed_over"),
    "follow closed": follow("closed"),
    "message not sent": message_after_session,
    "safe contact": safe_contact_stated,
    "safe contact refused": refused_safe_contact,
    "too large": too_large,
    "queue": staff("/desk"),
    "queue of a supervisor": staff("/desk", "sven"),
    "case waiting": case("waiting"),
    "case taken over": case("mine"),
    "case handed over": case("handed_over"),
    "case closed": case("closed"),
    "triage too late": late_triage,
    "closing refused": refused_closing,
    "enquiry": enquiry,
    "enquiry closed": enquiry_closed,
    "phone": staff("/desk/contacts/new"),
    "one-time code": read_out_code,
    "handover": lambda visit: visit.staff(visit.cases.handover(visit.cases.mine, PARTNER)),
    "handover refused": refused_handover,
    "reason": of_case("/desk/cases/{}", user="sven"),
    "erase": of_case("/desk/cases/{}/erase", "closed", "sven"),
    "proposals": of_case("/referral/cases/{}/proposals", "mine"),
    "referrals": of_case("/referral/cases/{}/proposals"),
    "proceedings": of_case("/referral/cases/{}/proceedings", "mine"),
    "proceeding refused": refused_proceeding,
    "proceeding to change": changed_proceeding,
    "proceeding too late": late_proceeding,
    "deadlines": of_case("/notification/cases/{}/deadlines"),
    "deadlines by day": staff("/notification/deadlines"),
    "notices": of_case("/notification/cases/{}/notices"),
    "notices of all cases": staff("/notification/notices"),
    "letters": of_case("/notification/cases/{}/letters"),
    "letter of complaint": of_case("/notification/cases/{}/letters/complaint"),
    "letter of request": of_case("/notification/cases/{}/letters/information-request"),
    "answer not sent": answer_after_session,
    "answer without a sign-in": answer_without_cookies,
    **{f"table {name}": staff(f"/statistics/tabellen/{name}", "ines") for name in TABLES},
    "operations": staff("/statistics/betrieb", "omar"),
    "signed out": signed_out,
    "not found at the desk": staff("/desk/nirgends"),
    "partner": partner("/partner"),
    "partner's PIN": partner_referral,
    "partner's wrong PIN": partial(partner_referral, pin="0000"),
    "partner's referral": opened_by_partner,
    "partner's answer refused": refused_by_partner,
    "partner's referral declined": declined_by_partner,
    "partner's bad link": partner("/partner/zugang/nirgends"),
}
