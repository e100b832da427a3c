"""Partners that fall away: one gives the case back, one is recalled, one loses its access; and what she reads of it."""

import re
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urljoin

from bs4 import Tag

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import World, remember, seen
from infra.demo.journey.portal import reads, write
from infra.demo.journey.steps import until
from shared.clock import BERLIN

WHO = "let_down"
TOLD = "Seit der letzten Sitzung bekomme ich jeden Tag Drohungen. Ich schlafe kaum noch."
KNOWS = "Tägliche Drohungen seit einer Sitzung des Rates."
GIVES_BACK, RECALLED, SUSPENDED = "partner_b", "partner_a", "Psychologische Beratung Atempause (Demo)"
NAMES = {
    GIVES_BACK: "Rechts- und Opferberatung Rathausnetz (Demo)",
    RECALLED: "Opferberatung Lindenhof (Demo)",
    SUSPENDED: SUSPENDED,
}
MAILBOXES = {
    GIVES_BACK: "eingang@rathausnetz.example.org",
    RECALLED: "eingang@lindenhof.example.org",
    SUSPENDED: "eingang@atempause.example.org",
}


def helps_by_voice(world: World) -> str:
    """The counsellor rings the partner and notes what it said; its own page shows that, with who said it."""
    case, _ = write(world, WHO, "/anliegen/selbst", TOLD, _needs_much)
    world.memory["let_down_case"] = case
    taken_over(world, f"/desk/cases/{case}")
    _refer(world, GIVES_BACK)
    _on_the_phone(world, GIVES_BACK, "Zusage")
    reads(world, WHO, f"{NAMES[GIVES_BACK]} hat zugesagt zu helfen.")
    assert _behind_the_link(world, GIVES_BACK).has("Am Telefon")
    return "entered at the desk; follow page: agreed to help; the partner's page: what was noted of the call"


def gives_it_back(world: World) -> str:
    """A partner that agreed cannot help after all: the next one is a task, and the partner reads nothing any more."""
    page = _behind_the_link(world, GIVES_BACK)
    if page.has("An die Anlaufstelle zurückgeben"):
        assert page.has(KNOWS)
        form = page.form("An die Anlaufstelle zurückgeben").choose("Grund", "Zurzeit keine Kapazität")
        seen(world.person(f"at_{GIVES_BACK}").submit(form))
    reads(world, WHO, f"{NAMES[GIVES_BACK]} hat den Auftrag zurückgegeben.", "Das liegt nicht an Ihnen.")
    assert not _behind_the_link(world, GIVES_BACK).has(KNOWS)
    _has_task(world)
    gone = world.memory["ids"][GIVES_BACK]
    until(lambda: gone not in _offered(_proposals(world)))
    return "follow page: given back; the partner's page is closed; a task; others are proposed"


def is_recalled(world: World) -> str:
    """The counsellor takes a referral back, and the partner reads at its link that it is over."""
    _refer(world, RECALLED)
    assert _behind_the_link(world, RECALLED).has(KNOWS)
    page = _proposals(world)
    article = _article_of(page, RECALLED)
    if article["data-state"] != "recalled":
        button = next(each for each in article.find_all("button") if "Zurückziehen" in each.get_text())
        form = Form(_around(button), page).choose("Grund", "Von der Beratung zurückgerufen")
        seen(world.staff("anna").submit(form, "Zurückziehen"))
    reads(world, WHO, f"Die Vermittlung an {NAMES[RECALLED]} ist zurückgenommen.")
    page = until(lambda: _behind_the_link(world, RECALLED), lambda page: not page.has(KNOWS))
    assert page.has("zurückgezogen")
    return "follow page: taken back; the partner's page: recalled, without what it read before"


def loses_its_access(world: World) -> str:
    """A supervisor suspends a partner: its link opens nothing, its referral ends, and the counsellor looks further."""
    _refer(world, SUSPENDED)
    gone = world.memory["ids"][SUSPENDED]
    link = link_in(_mails(world, SUSPENDED)[-1])
    entry = f"/referral/directory/{gone}"
    page = world.desk(entry, "sven")
    if not page.has("Sperre aufheben"):
        assert seen(world.person(f"at_{SUSPENDED}").get(link)).has("PIN Ihrer Stelle")
        seen(world.staff("sven").submit(page.form("Sperren").tick("Wir müssen erst etwas klären")))
    try:
        reads(world, WHO, f"Die Vermittlung an {SUSPENDED} ist zurückgenommen.")
        assert not world.person(f"at_{SUSPENDED}").get(link).has("PIN Ihrer Stelle")
        until(lambda: world.desk("/desk/tasks").has("Stelle hilft zurzeit nicht mehr mit"))
        assert gone not in _offered(_proposals(world))
    finally:
        seen(world.staff("sven").submit(world.desk(entry, "sven").form("Sperre aufheben")))
    return "the link opens nothing; follow page: taken back; a task; not proposed; then let in again"


def _needs_much(form: Form) -> Form:
    form.choose("Land", "Nordrhein-Westfalen").tick("Bedrohung")
    return form.tick("Rechtliche Beratung", "Psychologische Hilfe")


def _refer(world: World, partner: str) -> None:
    """The person agrees on her page, and the partner has the mail with the link."""
    name = NAMES[partner]
    if partner not in world.memory.setdefault("ids", {}):
        world.memory["ids"][partner] = until(lambda: _id_of(world.staff("anna").get(_proposals_at(world)), name))
        world.memory[f"{partner}_before"] = len(world.mails.of(MAILBOXES[partner]))
        remember(world)
    partner_id = world.memory["ids"][partner]
    if partner not in world.memory.setdefault("asked", []):
        link = until(lambda: _way_to_ask(world.staff("anna").get(_proposals_at(world)), name))
        form = seen(world.staff("anna").get(str(link))).form("Person um Einwilligung bitten")
        form.tick("Wir stellen den Kontakt her", "Schilderung").fill("Text zu: Schilderung", KNOWS)
        seen(world.staff("anna").submit(form))
        world.memory["asked"].append(partner)
        remember(world)
    asked = until(lambda: _asked(world) or _sent(world, partner_id))
    if isinstance(asked, Page):
        seen(world.person(WHO).submit(asked.form("Ja, weitergeben").tick("Schilderung"), "Ja, weitergeben"))
    until(lambda: _sent(world, partner_id))
    until(lambda: _mails(world, partner))


def _asked(world: World) -> Page | None:
    """The follow page, while it asks; in a story that goes on the person may have agreed before."""
    page = world.follow(WHO)
    return page if page.has("Ja, weitergeben") else None


def _sent(world: World, partner_id: str) -> bool:
    sent = world.watching.of(world.memory["let_down_case"], "lotse.referral.referral.sent")
    return any(event["data"]["partner_id"] == partner_id for event in sent)


def _on_the_phone(world: World, partner: str, answer: str) -> None:
    page = _proposals(world)
    article = _article_of(page, partner)
    if article["data-state"] in ("accepted", "returned"):
        return
    link = article.find("a", href=re.compile("/phone-answer$"))
    assert link is not None, "an answer by phone can be entered"
    form = seen(world.staff("anna").get(urljoin(page.url, str(link["href"])))).form("Eintragen")
    at = datetime.now(BERLIN)
    form.choose("Was hat die Stelle gesagt?", answer).fill("Wer hat das gesagt?", "Leitung der Beratung")
    form.fill("Tag des Gesprächs", at.date().isoformat()).fill("Uhrzeit", f"{at:%H:%M}")
    form.choose("Mit welcher Nummer haben Sie gesprochen?", "Eine andere Nummer")
    seen(world.staff("anna").submit(form.fill("Die andere Nummer", "030 23125 300")))


def _behind_the_link(world: World, partner: str) -> Page:
    """The partner's person opens the newest link and enters the PIN."""
    browser = world.person(f"at_{partner}")
    page = seen(browser.get(link_in(_mails(world, partner)[-1])))
    if page.has("PIN Ihrer Stelle"):
        pin = world.system["partners"][partner]["pin"]
        page = seen(browser.submit(page.form("Öffnen").fill("PIN Ihrer Stelle", pin)))
    return page


def _mails(world: World, partner: str) -> list[EmailMessage]:
    """Those that came since the person was asked."""
    return world.mails.of(MAILBOXES[partner])[world.memory[f"{partner}_before"] :]


def _has_task(world: World) -> None:
    until(lambda: world.desk("/desk/tasks").links(f"/referral/cases/{world.memory['let_down_case']}/proposals"))


def _proposals_at(world: World) -> str:
    return f"{world.system['staff']}/referral/cases/{world.memory['let_down_case']}/proposals"


def _proposals(world: World) -> Page:
    return seen(world.staff("anna").get(_proposals_at(world)))


def _offered(page: Page) -> list[str]:
    """Ids of the partners that are proposed."""
    return [str(card["data-partner"]) for card in page.soup.find_all("li", attrs={"data-partner": True})]


def _id_of(page: Page, name: str) -> str | None:
    card = _card_of(page, name)
    return str(card["data-partner"]) if card else None


def _card_of(page: Page, name: str) -> Tag | None:
    cards = page.soup.find_all("li", attrs={"data-partner": True})
    return next((card for card in cards if name in card.get_text()), None)


def _way_to_ask(page: Page, name: str) -> str | None:
    card = _card_of(page, name)
    link = card.find("a", href=re.compile("/handovers/new")) if card else None
    return urljoin(page.url, str(link["href"])) if link else None


def _article_of(page: Page, partner: str) -> Tag:
    """Of the referral to it."""
    articles = page.soup.find_all("article", attrs={"data-referral": True})
    return next(each for each in articles if NAMES[partner] in each.get_text())


def _around(button: Tag) -> Tag:
    form = button.find_parent("form")
    assert form is not None
    return form
