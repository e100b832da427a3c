"""Partners are proposed, the person decides what they may know, one partner declines and the next one helps."""

import json
from datetime import timedelta
from email.message import EmailMessage

from infra.demo.journey.browser import Page
from infra.demo.journey.mailbox import link_in, text_of
from infra.demo.journey.participants import World, remember, seen
from infra.demo.journey.partners import DIRECTORY
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button
from infra.demo.partner_system import PartnerSystem, from_embedded
from shared.clock import berlin_day, now
from shared.web.pages import long_day

DECLINES, HELPS = "partner_b", "partner_a"


def proposes(world: World) -> str:
    page = until(lambda: _panel(world), lambda page: page.status < 400 and len(_proposed(page)) >= 2)
    world.memory["first_proposed"] = _proposed(page)[0]
    assert page.has("zuständig in") or page.has("deckt den Bedarf"), "a proposal must say why"
    return f"{len(_proposed(page))} partners with reasons, HTML of the panel"


def asks_for_the_first(world: World) -> str:
    return _ask(world, DECLINES)


def mails_the_person(world: World) -> str:
    """The mail says that there is something new and where, and nothing of the matter."""
    (mail,) = until(lambda: world.mails.of(world.memory["address"]))
    assert world.memory["marker"] not in text_of(mail) + str(mail["subject"])
    assert link_in(mail).startswith(world.system["public"])
    return "mail file, neutral"


def consents_to_the_first(world: World) -> str:
    return _consent(world, DECLINES)


def asks_before_deciding(world: World) -> str:
    """The partner's question travels on no topic; the person reads that it asked."""
    question = _question(world)
    page = behind_the_link(world)
    if page.has("Frage senden"):
        seen(world.person(DECLINES).submit(page.form("Frage senden").fill("Ihre Frage", question)))
    until(lambda: world.follow("threatened").has("hat eine Rückfrage"))
    assert question not in json.dumps(list(world.watching.events))
    return "question at the link; follow page: the partner asks; nothing of it on the bus"


def replies(world: World) -> str:
    """The counsellor replies from what the person allowed; the partner gets a mail and reads the reply at its link."""
    if not behind_the_link(world).has(f"Antwort {_question(world)}"):
        page = until(lambda: proposals(world), lambda page: page.has(_question(world)))
        form = page.form("Antwort an die Stelle senden").fill(
            "Ihre Antwort an die Stelle", f"Antwort {_question(world)}"
        )
        seen(world.staff("anna").submit(form))
    assert behind_the_link(world).has(f"Antwort {_question(world)}")
    until(lambda: world.follow("threatened").has("hat von uns eine Antwort auf ihre Rückfrage"))
    return "task's page at the desk; reply read at the link; follow page: the partner has its answer"


def _question(world: World) -> str:
    return f"Seit wann geht das so? [{world.memory['marker']}]"


def behind_the_link(world: World) -> Page:
    """Opens the newest mail's link as the partner's person, enters the PIN, and returns the page."""
    browser = world.person(DECLINES)
    mail = until(lambda: _new_mails(world, DECLINES))[-1]
    page = seen(browser.get(link_in(mail)))
    if page.has("PIN Ihrer Stelle"):
        pin = world.system["partners"][DECLINES]["pin"]
        page = seen(browser.submit(page.form("Öffnen").fill("PIN Ihrer Stelle", pin)))
    return page


def declines_by_link(world: World) -> str:
    """The partner's person reads what was agreed and declines."""
    browser, page = world.person(DECLINES), behind_the_link(world)
    assert page.has(world.memory["marker"]), "the package must show what the person agreed to"
    if page.has("Ablehnen"):
        seen(browser.submit(page.form("Ablehnen").choose("Grund", "Zurzeit keine Kapazität")))
    until(lambda: world.follow("threatened").has("kann nicht helfen"))
    return "mail with link, PIN, package; follow page: cannot help"


def proposes_the_next(world: World) -> str:
    """The counsellor finds the decline under *Zu tun* and follows the first button of the task."""
    case, gone = world.memory["threat_case"], world.system["partners"][DECLINES]["id"]
    step = until(lambda: first_button(world, case, "Stelle kann nicht helfen"))
    assert step == f"/referral/cases/{case}/proposals"
    page = until(lambda: proposals(world), lambda page: bool(_proposed(page)) and gone not in _proposed(page))
    assert world.system["partners"][HELPS]["id"] in _proposed(page)
    return f"a task for the counsellor; {len(_proposed(page))} left, without the one that declined"


def asks_for_the_next(world: World) -> str:
    return _ask(world, HELPS)


def consents_to_the_next(world: World) -> str:
    return _consent(world, HELPS)


def fetches_and_accepts(world: World) -> str:
    """The partner's own system reads its topic, fetches the package with its token, and accepts."""
    with from_embedded(world.system, HELPS, group=f"journey-{world.memory['marker']}") as theirs:
        offer = _offer(world, theirs)
        package = theirs.look(offer)
        assert world.memory["marker"] in package["items"]["account"]
        if package["state"] == "delivered":
            theirs.accept(offer)
    until(lambda: _new_mails(world, HELPS))
    until(lambda: world.follow("threatened").has("hat zugesagt zu helfen"))
    return "its topic, its API, its mail; follow page: agreed to help"


def proposes_an_appointment(world: World) -> str:
    """The partner's system names a person in charge and a time; the person accepts, and the system reads the answer."""
    day = berlin_day(now()) + timedelta(days=3)
    appointment = {"day": day.isoformat(), "time": "10:00", "way": "phone"}
    with from_embedded(world.system, HELPS, group=f"journey-appointment-{world.memory['marker']}") as theirs:
        offer = _offer(world, theirs)
        theirs.arrange(offer, {"officer": {"name": "Leitung der Beratung"}, "appointments": [appointment]})
        page = until(lambda: world.follow("threatened"), lambda page: page.has("Leitung der Beratung"))
        if not page.has("Sie haben zugesagt"):
            form = page.form("Antwort an die Stelle").tick(f"{long_day(day)}, 10:00 Uhr")
            seen(world.person("threatened").submit(form))
        until(lambda: theirs.arranged(offer)["answer"])
    return "its API; follow page: who is in charge, and a time that she took; its API: her answer"


def helps(world: World) -> str:
    with from_embedded(world.system, HELPS, group=f"journey-end-{world.memory['marker']}") as theirs:
        offer = _offer(world, theirs)
        state = theirs.look(offer)["state"]
        if state == "accepted":
            state = theirs.contacted(offer)["state"]
        if state == "contacted":
            theirs.complete(offer, "helped")
    until(lambda: world.follow("threatened").has("hat die Hilfe abgeschlossen"))
    return "follow page: help completed"


def names_one_to_ring_herself(world: World) -> str:
    """A partner is named to the person, who reads how to reach it; the partner gets and is told nothing."""
    case = world.memory["threat_case"]
    if not world.watching.of(case, "lotse.referral.referral.named"):
        if not world.follow("threatened").has("Ja, ich melde mich selbst"):
            page = seen(world.staff("anna").get(proposals(world).links("/handovers/new")[0]))
            form = page.form("Person um Einwilligung bitten").tick("Die Person meldet sich selbst")
            seen(world.staff("anna").submit(form))
        page = until(lambda: world.follow("threatened"), lambda page: page.has("Ja, ich melde mich selbst"))
        seen(world.person("threatened").submit(page.form("Ja, ich melde mich selbst"), "Ja, ich melde mich selbst"))
    named = until(lambda: world.watching.of(case, "lotse.referral.referral.named"))[-1]
    page = until(lambda: world.follow("threatened"), lambda page: page.has("So erreichen Sie die Stelle"))
    assert page.has(named["data"]["card"]["phones"][0]), "the person must see how to reach the partner"
    assert not [each for each in world.watching.events if each.get("causationid") == named["id"]]
    return "own Kafka consumer: referral.named; follow page: phone and hours"


def keeps_quiet(world: World) -> str:
    """The person gets at most one mail a day; the rest is on the follow page, and owed tomorrow."""
    case = world.memory["threat_case"]
    owed = until(lambda: world.watching.of(case, "lotse.notification.delivery.postponed"), lambda seen: len(seen) >= 3)
    assert {event["data"]["reason"] for event in owed} == {"once_a_day"}
    assert len(world.mails.of(world.memory["address"])) == 1
    return "own Kafka consumer: delivery.postponed, owed tomorrow; still one mail"


def _ask(world: World, partner: str) -> str:
    case, partner_id = world.memory["threat_case"], world.system["partners"][partner]["id"]
    if _of_partner(world, case, "lotse.intake.consent.asked", partner_id):
        return "asked already"
    address = next(link for link in proposals(world).links("/handovers/new") if partner_id in link)
    page = seen(world.staff("anna").get(address))
    form = page.form("Person um Einwilligung bitten")
    form.tick("Wir stellen den Kontakt her", "Schilderung").fill(
        "Text zu: Schilderung", f"Angedrohte Prügel in einem Kommentar [{world.memory['marker']}]"
    )
    seen(world.staff("anna").submit(form))
    until(lambda: _of_partner(world, case, "lotse.intake.consent.asked", partner_id))
    return "own Kafka consumer: consent.asked"


def _consent(world: World, partner: str) -> str:
    case, partner_id = world.memory["threat_case"], world.system["partners"][partner]["id"]
    if f"{partner}_mails" not in world.memory:
        world.memory[f"{partner}_mails"] = len(_mails_to(world, partner))
        remember(world)
    asked = until(lambda: _asked(world) or _of_partner(world, case, "lotse.intake.consent.given", partner_id))
    if isinstance(asked, Page):
        assert asked.has("Angedrohte Prügel"), "the person must see exactly what would be handed over"
        agreed = asked.form("Ja, weitergeben").tick("Schilderung")
        seen(world.person("threatened").submit(agreed, "Ja, weitergeben"))
    given = until(lambda: _of_partner(world, case, "lotse.intake.consent.given", partner_id))
    sent = until(lambda: _of_partner(world, case, "lotse.referral.referral.sent", partner_id))
    assert sent[-1]["causationid"] == given[-1]["id"]
    return "own Kafka consumer: consent.given, and referral.sent caused by it"


def _asked(world: World) -> Page | None:
    """Returns the follow page while it asks; None where the person agreed already, as in a story that goes on."""
    page = world.follow("threatened")
    return page if page.has("Ja, weitergeben") else None


def _offer(world: World, theirs: PartnerSystem) -> dict[str, object]:
    reference = until(lambda: _reference(world))
    return next(offer for offer in theirs.offers(20) if offer["data"]["reference"] == reference)


def _reference(world: World) -> str | None:
    """Returns the reference under which the partner knows the referral, from the offer on its topic."""
    partner = world.system["partners"][HELPS]
    sent = _of_partner(world, world.memory["threat_case"], "lotse.referral.referral.sent", partner["id"])
    offers = [
        event
        for event in list(world.watching.events)
        if event["topic"] == partner["topic"] and sent and event.get("causationid") == sent[-1]["causationid"]
    ]
    return str(offers[0]["data"]["reference"]) if offers else None


def _of_partner(world: World, case: str, fact: str, partner_id: str) -> list[dict[str, object]]:
    return [event for event in world.watching.of(case, fact) if event["data"]["partner_id"] == partner_id]


def proposals(world: World) -> Page:
    return seen(_panel(world))


def _panel(world: World) -> Page:
    """Returns the panel of proposals; its status is 404 until referral knows the case."""
    return world.staff("anna").get(f"{world.system['staff']}/referral/cases/{world.memory['threat_case']}/proposals")


def _proposed(page: Page) -> list[str]:
    return [str(entry["data-partner"]) for entry in page.soup.find_all("li", attrs={"data-partner": True})]


def _new_mails(world: World, partner: str) -> list[EmailMessage]:
    """Returns the mails to the partner that came since the person agreed."""
    return _mails_to(world, partner)[world.memory[f"{partner}_mails"] :]


def _mails_to(world: World, partner: str) -> list[EmailMessage]:
    listed = json.loads(DIRECTORY.read_text())["partners"]
    (address,) = next(each["mails"] for each in listed if each.get("key") == partner)
    return world.mails.of(address)
