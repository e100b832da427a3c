"""Somebody who lost the code writes anew: two codes, one case; each code shows what was written under it."""

import re

from infra.demo.journey.browser import Page
from infra.demo.journey.counselling import close, taken_over
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import reads, write
from infra.demo.journey.steps import until

FIRST, AGAIN = "wrote_first", "wrote_again"
TOLD = "Vor meinem Büro hing heute früh ein Strick. Was soll ich tun?"
TOLD_AGAIN = "Ich habe meinen Code verloren. Es geht um den Strick vor meinem Büro: Jetzt hängt da ein zweiter."
ANSWER = "Gut, dass Sie wieder schreiben. Wir haben das zu dem gelegt, was wir von Ihnen wissen."
OTHER_CODE = "Auch geschrieben, unter einem anderen Code"


def joins_a_case(world: World) -> str:
    """A counsellor joins the two; under one code, nothing of the other is shown."""
    case, _ = write(world, FIRST, "/anliegen/selbst", TOLD)
    number = _number(taken_over(world, f"/desk/cases/{case}"))
    again, _ = write(world, AGAIN, "/anliegen/selbst", TOLD_AGAIN)
    form = taken_over(world, f"/desk/cases/{again}").form("Diesem Fall zuordnen").fill("Nummer des Falls", number)
    assert seen(world.staff("anna").submit(form)).has(f"Gehört zum Fall {number}")
    at_the_case = world.desk(f"/desk/cases/{case}")
    assert at_the_case.has(OTHER_CODE)
    assert at_the_case.has(TOLD_AGAIN)
    _is_answered(world, again)
    first = world.follow(FIRST)
    assert first.has(TOLD)
    assert not first.has(TOLD_AGAIN), "another may have written under the other code"
    close(world, case)
    for who in (FIRST, AGAIN):
        reads(world, who, "Ihr Anliegen ist abgeschlossen")
    return f"page of {number}: both; follow pages: each reads what was written under its code, and that both are closed"


def _is_answered(world: World, again: str) -> None:
    """Answers at the second contact, so that the answer goes to the code under which was asked."""
    form = world.desk(f"/desk/cases/{again}").form("Antwort senden").fill("Ihre Antwort", ANSWER)
    seen(world.staff("anna").submit(form))
    page = reads(world, AGAIN, TOLD_AGAIN, ANSWER)
    assert not page.has(TOLD)
    until(lambda: not world.follow(FIRST).has(ANSWER))


def _number(page: Page) -> str:
    found = re.search(r"L-[0-9A-Z]{5}", page.text)
    assert found is not None, "a case has a number"
    return found.group()
