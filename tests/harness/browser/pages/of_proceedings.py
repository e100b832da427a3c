"""The proceedings of a case, with the guide to offences, and its deadlines, notices and letters."""

from typing import Final

from tests.harness.browser import fields
from tests.harness.browser.pages.opens import Opens, made, of_case
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visit


async def refused_proceeding(visit: Visit) -> None:
    await visit.staff(f"/referral/cases/{(await made(visit, 'mine')).case_id}/proceedings")
    await visit.page.get_by_label(fields.ACT_KNOWN).fill("1999-01-01")
    await visit.press_unchecked("Speichern")


async def joined_proceedings(visit: Visit) -> None:
    """Joins two proceedings of one act, which police and prosecution have under two numbers."""
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
    """Ticks everything in the guide, which gives the longest answer."""
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
    """Sends a proceeding again from the same page, with something changed."""
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


PAGES: Final[dict[str, Opens]] = {
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
}
