"""Somebody asks for a training and says when, where and for whom, so that nobody has to ask back."""

from infra.demo.journey.counselling import all_in_queue, taken_over, unanswered
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import code_on, marked, reads
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import is_to_do

WHO = "invites"
ASKED = "Wir möchten, dass jemand mit unserem Gemeinderat über Drohungen spricht."
DAYS, PLACE, AUDIENCE = "12. oder 19. März, abends", "Rathaus Beispielstadt", "Gemeinderat, etwa 20 Personen"
ELSEWHERE = "Bürgerhaus Beispielstadt, Saal 2"


def is_asked_for(world: World) -> str:
    """The place is read by the counsellor who has it alone; they change what was agreed, and the person reads that."""
    text = marked(ASKED)
    browser = world.person(WHO)
    form = seen(browser.get(f"{world.system['public']}/anliegen/vorbeugen")).form("Vertraulich absenden")
    form.fill("Ihr Anliegen", text).fill("An welchem Tag, oder an welchen?", DAYS).fill("An welchem Ort?", PLACE)
    form.fill("Für wen, und für wie viele?", AUDIENCE).choose("Vor Ort oder online?", "Vor Ort")
    world.memory[f"{WHO}_code"] = code_on(seen(browser.submit(form)))

    contact = str(until(lambda: _at_the_desk(world, text)))
    assert not is_to_do(world, text)
    page = taken_over(world, contact)
    assert all(page.has(each) for each in (DAYS, PLACE, AUDIENCE))
    until(lambda: is_to_do(world, AUDIENCE))
    anna = world.staff("anna")
    form = seen(anna.get(page.link("Angaben ändern"))).form("Speichern").fill("An welchem Ort?", ELSEWHERE)
    seen(anna.submit(form))
    reads(world, WHO, DAYS, ELSEWHERE, AUDIENCE)
    page = world.desk(contact)
    seen(anna.submit(unanswered(page, page.form("Anliegen abschließen"))))
    return "page of the contact, Zu tun: days, place, for whom; follow page: the place that was agreed on"


def _at_the_desk(world: World, text: str) -> str | None:
    """Returns the path of the contact whose page has the text; each page is read, since the list shows no text."""
    staff = world.system["staff"]
    found = all_in_queue(world, "/desk/contacts/")
    return next((each.removeprefix(staff) for each in found if world.staff("anna").get(each).has(text)), None)
