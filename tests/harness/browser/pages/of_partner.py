"""The pages of the partner's door that are about a referral."""

import secrets
from datetime import timedelta
from functools import partial
from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, POLICE, Case
from tests.harness.browser.cases import Cases
from tests.harness.browser.pages.opens import Opens
from tests.harness.browser.pages.opens import partner as at_partner
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visit


async def asked_for_the_pin(visit: Visit) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: cases.partner_link))


async def entered(visit: Visit, pin: str | None = None) -> None:
    await asked_for_the_pin(visit)
    await visit.enter_pin(OTHER_PARTNER, pin)


async def entered_to_a_file(visit: Visit) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: cases.file_link))
    await visit.enter_pin(OTHER_PARTNER)


async def entered_to_an_addition(visit: Visit) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: cases.added_link))
    await visit.enter_pin(OTHER_PARTNER)


async def entered_anew(visit: Visit) -> None:
    """Enters a new referral, which the test may answer."""
    text = f"Es geht um Drohungen {secrets.token_hex(8)}"

    def link(cases: Cases) -> str:
        cases.agreed(LONG, OTHER_PARTNER, text)
        return cases.link_of(text)

    await visit.page.goto(await visit.cases.made(link))
    await visit.enter_pin(OTHER_PARTNER)


async def declined(visit: Visit) -> None:
    await entered_anew(visit)
    await visit.page.get_by_label(fields.REASON).first.select_option(label=fields.NO_CAPACITY)
    await visit.press("Ablehnen")


async def refused(visit: Visit) -> None:
    await entered(visit)
    await visit.press_unchecked("Ablehnen")


async def accepted(visit: Visit) -> None:
    await entered_anew(visit)
    await visit.press("Annehmen")


async def asked(visit: Visit) -> None:
    await entered_anew(visit)
    await visit.page.get_by_label(fields.QUESTION).fill("Seit wann geht das so?")
    await visit.press("Frage senden")


async def asked_nothing(visit: Visit) -> None:
    await entered(visit)
    await visit.press("Frage senden")


async def waits(visit: Visit) -> None:
    await entered_anew(visit)
    await visit.page.get_by_label(fields.WAITLIST).fill(fields.tomorrow().isoformat())
    await visit.press("Warteliste eintragen")


async def proceeding(visit: Visit) -> None:
    """Opens the form for a proceeding, of a referral that the police accepted."""
    text = f"Es geht um Drohungen {secrets.token_hex(8)}"

    def link(cases: Cases) -> str:
        cases.agreed(LONG, POLICE, text)
        return cases.link_of(text, POLICE)

    await visit.page.goto(await visit.cases.made(link))
    await visit.page.get_by_label(fields.PIN).wait_for()
    await visit.enter_pin(POLICE)
    await visit.press("Annehmen")
    await visit.go("Stand des Verfahrens")


async def refused_proceeding(visit: Visit) -> None:
    await proceeding(visit)
    await visit.page.get_by_label(fields.FILE_NUMBER).fill("liegt beim Amtsgericht")
    await visit.press_unchecked("Speichern")


async def told_proceeding(visit: Visit) -> None:
    await proceeding(visit)
    await visit.page.get_by_label("Stand", exact=True).select_option(label="Eingestellt")
    await visit.page.get_by_label("Art der Einstellung").select_option(index=1)
    await visit.page.get_by_label(fields.SINCE).fill(fields.yesterday().isoformat())
    await visit.page.get_by_label(fields.DAY_OF_THE_ACT).fill(fields.lately().isoformat())
    await visit.page.get_by_label(fields.FILE_NUMBER).fill("123 Js 4567/26")
    await visit.page.get_by_label(fields.OFFENCE).check()
    await visit.press("Speichern")


async def arranged(visit: Visit) -> Case:
    """Accepts a new referral and fills in two appointments and whom to ask for; returns its case."""
    text = f"Es geht um Drohungen {secrets.token_hex(8)}"

    def made(cases: Cases) -> tuple[Case, str]:
        return cases.agreed(LONG, OTHER_PARTNER, text), cases.link_of(text)

    case, link = await visit.cases.made(made)
    await visit.page.goto(link)
    await visit.enter_pin(OTHER_PARTNER)
    await visit.press("Annehmen")
    await visit.go("Termin vorschlagen")
    await visit.page.locator("#f-officer_name").fill(f"Frau {LONG[:60]}")
    await visit.page.locator("#f-officer_phone").fill("030 23125 200")
    for number in (1, 2):
        for name, value in {
            "day": (fields.tomorrow() + timedelta(days=number)).isoformat(),
            "time": "10:30",
            "place": f"Musterstraße {number}, 10115 Musterstadt",
            "hint": LONG[:400],
        }.items():
            await visit.page.locator(f"#f-{name}_{number}").fill(value)
        await visit.page.locator(f"#f-way_{number}").select_option(label="vor Ort")
    return case


async def told_arrangement(visit: Visit) -> None:
    await arranged(visit)
    await visit.press("Speichern")


async def arrangement_again(visit: Visit) -> None:
    await told_arrangement(visit)
    await visit.go("Ändern")


async def refused_arrangement(visit: Visit) -> None:
    await arranged(visit)
    await visit.page.locator("#f-day_1").fill("")
    await visit.page.locator("#f-place_2").fill("")
    await visit.press_unchecked("Speichern")


async def overview(visit: Visit) -> None:
    await entered_anew(visit)
    await visit.page.get_by_role("link", name="Alle Vermittlungen Ihrer Stelle").click()


async def overview_without_the_pin(visit: Visit) -> None:
    link = await visit.cases.made(lambda cases: cases.partner_link)
    await visit.page.goto(f"{link}/alle")


async def signed_out(visit: Visit) -> None:
    await entered(visit)
    await visit.press("Abmelden")


async def new_link(visit: Visit) -> None:
    await visit.partner("/partner/zugang/nirgends")
    await visit.press("Neuen Link an die hinterlegte Adresse schicken")


async def asked_for_room(visit: Visit) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: cases.asked_for_room(LONG)))


async def room(visit: Visit) -> None:
    await asked_for_room(visit)
    await visit.enter_pin(OTHER_PARTNER)


async def answered_room(visit: Visit) -> None:
    await room(visit)
    await visit.page.get_by_label("Ja, bei uns ist Platz").check()
    await visit.press("Antworten")


async def refused_room(visit: Visit) -> None:
    await room(visit)
    await visit.page.get_by_role("radio", name="Nein", exact=True).check()
    await visit.press_unchecked("Antworten")


PAGES: Final[dict[str, Opens]] = {
    "partner": at_partner("/partner"),
    "partner's PIN": asked_for_the_pin,
    "partner's wrong PIN": partial(entered, pin="0000"),
    "partner's referral": entered,
    "partner's referral with a file": entered_to_a_file,
    "partner's referral with an addition": entered_to_an_addition,
    "partner's answer refused": refused,
    "partner's referral accepted": accepted,
    "partner's referral declined": declined,
    "partner's question asked": asked,
    "partner's question empty": asked_nothing,
    "partner's waiting list": waits,
    "partner's proceeding": proceeding,
    "partner's proceeding refused": refused_proceeding,
    "partner's proceeding told": told_proceeding,
    "partner's appointments told": told_arrangement,
    "partner's appointments": arrangement_again,
    "partner's appointments refused": refused_arrangement,
    "partner's question about room, PIN": asked_for_room,
    "partner's question about room": room,
    "partner's answer about room": answered_room,
    "partner's answer about room refused": refused_room,
    "partner's bad link about room": at_partner("/partner/platzanfrage/nirgends"),
    "partner's overview": overview,
    "partner's overview without the PIN": overview_without_the_pin,
    "partner signed out": signed_out,
    "partner's new link": new_link,
    "partner's bad link": at_partner("/partner/zugang/nirgends"),
}
