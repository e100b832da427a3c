"""Pages on who reads a case and why, on a person's own data, and on what ends a case."""

from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.acts import Case
from tests.harness.browser.cases import Cases
from tests.harness.browser.pages.opens import Opens, made, of_case
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visit


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
    """Opens one's own inspection, which one may not judge oneself."""
    await opened_with_reason(visit)
    await readers(visit)
    await visit.go("Vertretung: Die Beraterin oder der Berater ist nicht da")


async def erasing(visit: Visit) -> None:
    await visit.staff(f"/desk/cases/{(await made(visit, 'closed')).case_id}/erase", "sven")
    await give_a_reason(visit)


async def holding(visit: Visit) -> None:
    """Enters a legal hold and opens its page, to change or lift it."""
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


PAGES: Final[dict[str, Opens]] = {
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
