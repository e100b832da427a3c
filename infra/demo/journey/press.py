"""A journalist calls: the counsellor who picks up passes the enquiry on, and the head answers it."""

import re
import secrets

from infra.demo.journey.browser import Page
from infra.demo.journey.counselling import unanswered
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import is_to_do

ASKED = "Eine Redaktion fragt, wie viele Bürgermeister sich bei uns gemeldet haben."
FOR_THE_HEAD = "Anfragen der Presse beantwortet die Leitung. Sie müssen nichts tun."
TASK = "Anfrage der Presse, für die Leitung"


def is_for_the_head(world: World) -> str:
    """No code is read out, and no counsellor has a task."""
    sven, words = world.staff("sven"), f"{ASKED} [{secrets.token_hex(6)}]"
    seen(sven.get(f"{world.system['staff']}/desk"))
    form = world.desk("/desk/contacts/new").form("Speichern und Einmalcode zeigen")
    form.fill("Was die Person erzählt", words).choose("Anlass", "Presse")
    written_down = seen(world.staff("anna").submit(form))
    assert written_down.has(FOR_THE_HEAD)
    assert written_down.soup.find(id="one-time-code") is None, "the press gets no code"
    contact = _contact(written_down)
    assert not is_to_do(world, TASK)
    assert not is_to_do(world, TASK, whose="nobody")

    until(lambda: is_to_do(world, contact, "sven", "nobody"))
    page = seen(sven.submit(world.desk(f"/desk/contacts/{contact}", "sven").form("Anliegen übernehmen")))
    assert page.has(words)
    until(lambda: world.watching.of(contact, "lotse.intake.contact.assigned"))
    page = world.desk(f"/desk/contacts/{contact}", "sven")
    seen(sven.submit(unanswered(page, page.form("Anliegen abschließen"))))
    until(lambda: not is_to_do(world, contact, "sven", "all"))
    return "page of the counsellor: nothing to do, no code; Zu tun of the supervisor, who took it over and closed it"


def _contact(page: Page) -> str:
    found = re.search(r"/desk/contacts/([0-9a-f-]{36})", page.url + str(page.soup))
    assert found is not None, "no contact"
    return found.group(1)
