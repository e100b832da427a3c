"""Partners that cannot go on: one gives the case back, one is recalled, one loses its access."""

import re
from datetime import datetime
from urllib.parse import urljoin

from bs4 import Tag

from infra.demo.journey.browser import Form
from infra.demo.journey.counselling import close
from infra.demo.journey.participants import World, seen
from infra.demo.journey.partners import partner
from infra.demo.journey.portal import reads
from infra.demo.journey.referred import Referred
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button
from shared.clock import BERLIN

WHO = "let_down"
TOLD = "Seit der letzten Sitzung bekomme ich jeden Tag Drohungen. Ich schlafe kaum noch."
KNOWS = "Tägliche Drohungen seit einer Sitzung des Rates."
GIVES_BACK = "Rechts- und Opferberatung Rathausnetz (Demo)"
RECALLED = "Opferberatung Lindenhof (Demo)"
SUSPENDED = "Psychologische Beratung Atempause (Demo)"


def helps_by_voice(world: World) -> str:
    """The counsellor rings the partner and notes its answer; the partner's own page shows the note and who said it."""
    her = _her(world)
    her.begin(TOLD, needs_much)
    her.refer(GIVES_BACK)
    _on_the_phone(her, GIVES_BACK, "Zusage")
    reads(world, WHO, f"{GIVES_BACK} hat zugesagt zu helfen.")
    assert her.behind_the_link(GIVES_BACK).has("Am Telefon")
    return "entered at the desk; follow page: agreed to help; the partner's page: what was noted of the call"


def gives_it_back(world: World) -> str:
    """A partner that agreed cannot help after all: it reads nothing any more, and finding the next one is a task."""
    her = _her(world)
    page = her.behind_the_link(GIVES_BACK)
    if page.has("An die Anlaufstelle zurückgeben"):
        assert page.has(KNOWS)
        form = page.form("An die Anlaufstelle zurückgeben").choose("Grund", "Zurzeit keine Kapazität")
        her.answers(GIVES_BACK, form)
    reads(world, WHO, f"{GIVES_BACK} hat den Auftrag zurückgegeben.", "Das liegt nicht an Ihnen.")
    assert not her.behind_the_link(GIVES_BACK).has(KNOWS)
    until(lambda: first_button(world, her.case, "Stelle gibt den Fall zurück"))
    until(lambda: partner(GIVES_BACK).id not in her.proposed())
    return "follow page: given back; the partner's page is closed; a task; others are proposed"


def is_recalled(world: World) -> str:
    """The counsellor takes a referral back, and the partner reads at its link that it is over."""
    her = _her(world)
    her.refer(RECALLED)
    if her.standing(RECALLED)[1]["data-state"] != "recalled":
        assert her.behind_the_link(RECALLED).has(KNOWS)
        her.enters(RECALLED, "Zurückziehen", "Von der Beratung zurückgerufen")
    reads(world, WHO, f"Die Vermittlung an {RECALLED} ist zurückgenommen.")
    page = until(lambda: her.behind_the_link(RECALLED), lambda page: not page.has(KNOWS))
    assert page.has("zurückgezogen")
    return "follow page: taken back; the partner's page: recalled, without what it read before"


def loses_its_access(world: World) -> str:
    """A supervisor suspends a partner: its link opens nothing, its referral ends, the counsellor looks for another."""
    her = _her(world)
    her.refer(SUSPENDED)
    entry = f"/referral/directory/{partner(SUSPENDED).id}"
    page = world.desk(entry, "sven")
    if not page.has("Sperre aufheben"):
        assert seen(her.at_the_link(SUSPENDED)).has("PIN Ihrer Stelle")
        seen(world.staff("sven").submit(page.form("Sperren").tick("Wir müssen erst etwas klären")))
    try:
        reads(world, WHO, f"Die Vermittlung an {SUSPENDED} ist zurückgenommen.")
        assert not her.at_the_link(SUSPENDED).has("PIN Ihrer Stelle")
        until(lambda: first_button(world, her.case, "Stelle hilft zurzeit nicht mehr mit"))
        assert partner(SUSPENDED).id not in her.proposed()
    finally:
        seen(world.staff("sven").submit(world.desk(entry, "sven").form("Sperre aufheben")))
    close(world, her.case)
    return "the link opens nothing; follow page: taken back; a task; not proposed; then let in again"


def needs_much(form: Form) -> Form:
    form.choose("Land", "Nordrhein-Westfalen").tick("Bedrohung")
    return form.tick("Rechtliche Beratung", "Psychologische Hilfe")


def _her(world: World) -> Referred:
    return Referred(world, WHO, KNOWS)


def _on_the_phone(her: Referred, to: str, answer: str) -> None:
    page, article = her.standing(to)
    if article["data-state"] in ("accepted", "returned"):
        return
    link = article.find("a", href=re.compile("/phone-answer$"))
    assert isinstance(link, Tag), "an answer by phone can be entered"
    anna = her.world.staff("anna")
    form = seen(anna.get(urljoin(page.url, str(link["href"])))).form("Eintragen")
    at = datetime.now(BERLIN)
    form.choose("Was hat die Stelle gesagt?", answer).fill("Wer hat das gesagt?", "Leitung der Beratung")
    form.fill("Tag des Gesprächs", at.date().isoformat()).fill("Uhrzeit", f"{at:%H:%M}")
    form.choose("Mit welcher Nummer haben Sie gesprochen?", "Eine andere Nummer")
    seen(anna.submit(form.fill("Die andere Nummer", "030 23125 300")))
