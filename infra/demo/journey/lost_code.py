"""A person lost the receipt code: a counsellor asks for a new one, a colleague agrees, the old one stops working."""

import secrets

from infra.demo.journey.counselling import closing
from infra.demo.journey.participants import World, seen
from infra.demo.journey.phone import comes_back, shown
from infra.demo.journey.steps import until

WRITTEN = "Seit der Sitzung stehen abends Leute vor meinem Haus."


def is_replaced(world: World) -> str:
    """The new code is given out on the phone, at the number that the person gave when they wrote."""
    body = {"text": WRITTEN, "land": "SN", "safe_contact": {"channel": "phone", "address": "030 555 01 00"}}
    accepted = world.submit(secrets.token_urlsafe(24), body)
    world.memory["lost_code"] = accepted["receipt_code"]
    contact, case = accepted["contact_id"], accepted["case_id"]
    until(lambda: world.watching.of(case, "lotse.intake.case.opened"))
    anna, sven = world.staff("anna"), world.staff("sven")
    seen(anna.submit(world.desk(f"/desk/cases/{case}").form("Anliegen übernehmen")))

    question = world.desk(f"/desk/contacts/{contact}/new-code").form("Um das zweite Ja bitten")
    seen(anna.submit(question.tick("Ich rufe die hinterlegte Nummer an")))
    asked = world.desk("/desk/tasks", "sven").links("/desk/new-codes/")[-1]
    seen(sven.submit(seen(sven.get(asked)).form("Entscheidung festhalten").tick("Ja: Wir haben darüber gesprochen")))
    assert world.follow("lost").has(WRITTEN)
    page = world.desk(f"/desk/contacts/{contact}/new-code")
    read_out = seen(anna.submit(page.form("Einmalcode ausgeben und vorlesen")))

    world.memory["found_again_code"] = comes_back(world, "found_again", shown(read_out, "one-time-code"))
    assert world.follow("found_again").has("wurde ein neuer Zugang ausgegeben")
    _old_code_opens_nothing(world)
    seen(anna.submit(closing(world.desk(f"/desk/cases/{case}/record"), "Geklärt")))
    return "two people's pages; follow page by the new code; the old one and its open page are refused"


def _old_code_opens_nothing(world: World) -> None:
    browser, address = world.person("lost"), f"{world.system['public']}/rueckmeldung"
    assert not browser.get(address).has(WRITTEN)
    finder = world.person("finder")
    form = finder.get(address).form("Weiter").fill("Rückmeldecode", world.memory["lost_code"])
    assert finder.submit(form).status == 404
