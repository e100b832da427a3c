"""The pages of the partner's door that are about a referral."""

import secrets
from functools import partial
from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, POLICE
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


async def entered_anew(visit: Visit) -> None:
    """A referral of its own, which is answered here."""
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
    """Of a referral that the police accepted."""
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


PAGES: Final[dict[str, Opens]] = {
    "partner": at_partner("/partner"),
    "partner's PIN": asked_for_the_pin,
    "partner's wrong PIN": partial(entered, pin="0000"),
    "partner's referral": entered,
    "partner's referral with a file": entered_to_a_file,
    "partner's answer refused": refused,
    "partner's referral accepted": accepted,
    "partner's referral declined": declined,
    "partner's question asked": asked,
    "partner's question empty": asked_nothing,
    "partner's waiting list": waits,
    "partner's proceeding": proceeding,
    "partner's proceeding refused": refused_proceeding,
    "partner's proceeding told": told_proceeding,
    "partner's overview": overview,
    "partner's overview without the PIN": overview_without_the_pin,
    "partner signed out": signed_out,
    "partner's new link": new_link,
    "partner's bad link": at_partner("/partner/zugang/nirgends"),
}
