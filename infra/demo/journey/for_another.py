"""Somebody writes for a colleague who does not know it: the writer reads nothing of the colleague."""

from infra.demo.journey.counselling import answer_once
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import reads, write

ASKED = "Eine Kollegin bekommt Drohbriefe. Sie weiß nicht, dass ich Ihnen schreibe. Was kann ich tun?"
ANSWER = "Sagen Sie ihr, dass es uns gibt. Melden muss sie sich selbst."


def reads_what_she_wrote_and_no_more(world: World) -> str:
    browser = world.person("for_another")
    form = seen(browser.get(f"{world.system['public']}/anliegen/andere"))
    assert form.has("Dann lassen Sie bitte ihren Namen weg.")
    case, _ = write(world, "for_another", "/anliegen/andere", ASKED)
    answer_once(world, case, ANSWER)
    page = reads(world, "for_another", ASKED, ANSWER, "Sie haben sich für jemand anderen gemeldet.")
    assert page.has("Ob und wie wir dem anderen Menschen helfen, sagen wir nur ihm selbst.")
    assert page.soup.find(id="verlauf") is None, "how the colleague is helped is the colleague's"
    assert not page.has("Briefe zum Ausfüllen"), "nor are letters that only the colleague may write"
    return "follow page: her own message and the answer, nothing of the colleague"
