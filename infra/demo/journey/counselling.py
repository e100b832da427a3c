"""The counsellor takes over, triages, answers and closes; the people read that on their follow pages."""

from datetime import timedelta
from typing import Final

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until
from shared.clock import berlin_day, now

TOLD: Final = "Die Person weiß es schon, auf einem anderen Weg"
TAKE_OVER: Final = "Anliegen übernehmen"


def finds_the_case(world: World) -> str:
    """The counsellor finds the portal's case in the queue by its text, since nobody knows its id."""
    world.memory["defamed_case"] = until(lambda: _in_queue(world, "anonymous", "/desk/cases/"))
    return "HTML of the queue and the case"


def takes_over(world: World) -> str:
    for case in ("defamed_case", "threat_case"):
        page = taken_over(world, f"/desk/cases/{world.memory[case]}")
        assert page.has("Antwort senden")
    step = "kümmert sich um Ihr Anliegen"
    until(lambda: world.follow("anonymous").has(step))
    return "follow page: somebody takes care"


def triages(world: World) -> str:
    page = world.desk(f"/desk/cases/{world.memory['defamed_case']}/assessment")
    form = page.form("Einschätzung speichern")
    form.tick("Ohne Eile", "Verleumdung", "Rechtliche Beratung", "Orientierung").choose("Land", "Sachsen")
    seen(world.staff("anna").submit(form.choose("Betroffen als", "Mandat")))
    page = world.desk(f"/desk/cases/{world.memory['threat_case']}/assessment")
    form = page.form("Einschätzung speichern")
    form.tick("Dringend", "Orientierung", "Rechtliche Beratung").choose("Land", "Nordrhein-Westfalen")
    seen(world.staff("anna").submit(form))
    for case in ("defamed_case", "threat_case"):
        until(lambda case=case: world.watching.of(world.memory[case], "lotse.intake.case.triaged"))  # type: ignore[misc]
    return "own Kafka consumer: case.triaged"


def answers_with_an_article(world: World) -> str:
    """A prevention enquiry is answered and closed, and never becomes a case."""
    contact = str(until(lambda: _in_queue(world, "preventing", "/desk/contacts/")))
    page = taken_over(world, f"/desk/contacts/{contact}")
    answer = "Gut, dass Sie früh fragen. Hier steht, womit Sie beginnen können: /wissen/vorbeugen"
    page = seen(world.staff("anna").submit(page.form("Antwort senden").fill("Ihre Antwort", answer)))
    seen(world.staff("anna").submit(page.form("Anliegen abschließen")))
    follow = until(lambda: world.follow("preventing"), lambda page: page.has("womit Sie beginnen können"))
    assert seen(world.person("preventing").get(follow.links("/wissen/")[0])).has("Vorbeugen")
    until(lambda: world.watching.of(contact, "lotse.intake.contact.closed"))
    assert not any(e["data"].get("case_id") for e in world.watching.of(contact, "lotse.intake.contact.recorded"))
    return "follow page with the article; contact.closed, no case"


def answers_the_anonymous(world: World) -> str:
    page = world.desk(f"/desk/cases/{world.memory['defamed_case']}")
    answer = "Wir fragen mit Ihnen nach dem Stand des Verfahrens."
    seen(world.staff("anna").submit(page.form("Antwort senden").fill("Ihre Antwort", answer)))
    until(lambda: world.follow("anonymous").has(answer))
    return "follow page"


def falls_ill(world: World) -> str:
    """The supervisor enters the absence and stands in: the case and its tasks move at once, and come back."""
    record = f"/desk/cases/{world.memory['threat_case']}/record"
    page = world.desk("/desk/team", "sven")
    if not page.has("Abwesenheit beenden"):
        form = page.form("Eintragen").fill("Letzter Tag", (berlin_day(now()) + timedelta(days=2)).isoformat())
        form.choose("Wer ist abwesend?", "Anna Beispiel (Demo)").choose("Vertretung", "Sven Beispiel (Demo)")
        seen(world.staff("sven").submit(form))
    assert world.desk(record, "sven").has("Vertretung für")
    hers = world.staff("anna").get(f"{world.system['staff']}{record}")
    assert (hers.status, hers.has("hat gerade Ihre Vertretung")) == (403, True)
    page = world.desk("/desk/team", "sven")
    seen(world.staff("sven").submit(page.form("Abwesenheit beenden")))
    assert world.desk(record).has("bei Ihnen")
    return "both people's pages: with the substitute, then back"


def closes(world: World) -> str:
    for case, who in (("defamed_case", "anonymous"), ("threat_case", "threatened")):
        close(world, world.memory[case], "An Partner vermittelt")
        until(lambda who=who: world.follow(who).has("Ihr Anliegen ist abgeschlossen"))  # type: ignore[misc]
    return "follow pages; own Kafka consumer: case.closed"


def _in_queue(world: World, who: str, kind: str) -> str | None:
    """Returns the id of the entry whose page holds the text that the person sees on the follow page."""
    wanted = f"[{world.memory['marker']}]"
    assert world.follow(who).has(wanted)
    for address in all_in_queue(world, kind):
        if kind == "/desk/cases/" and address.endswith(world.memory["threat_case"]):
            continue
        if seen(world.staff("anna").get(address)).has(wanted):
            return address.rpartition("/")[2]
    return None


def all_in_queue(world: World, kind: str) -> list[str]:
    """Returns the links of single entries first, then those of bursts that the queue shows as one."""
    queue = world.desk("/desk")
    bursts = [seen(world.staff("anna").get(address)) for address in queue.links("/desk/auf-einmal/")]
    return queue.links(kind) + [link for burst in bursts for link in burst.links(kind)]


def taken_over(world: World, path: str) -> Page:
    """Takes the entry over where nobody has it, and returns its page; may be repeated in a story that goes on."""
    page = world.desk(path)
    return seen(world.staff("anna").submit(page.form(TAKE_OVER))) if page.has(TAKE_OVER) else page


def answer_once(world: World, case: str, answer: str) -> None:
    """Answers the case unless it is answered already, so that the story can be played again."""
    until(lambda: world.watching.of(case, "lotse.intake.case.opened"))
    page = taken_over(world, f"/desk/cases/{case}")
    if not world.watching.of(case, "lotse.intake.case.answered"):
        seen(world.staff("anna").submit(page.form("Antwort senden").fill("Ihre Antwort", answer)))


def closing(page: Page, outcome: str) -> Form:
    return unanswered(page, page.form("Fall abschließen").choose("Ergebnis", outcome))


def unanswered(page: Page, closing: Form) -> Form:
    """Fills in why nobody is answered, where somebody still waits for an answer."""
    return closing.choose("Warum ist keine Antwort nötig?", TOLD) if page.has("Darauf wartet jemand") else closing


def close(world: World, case: str, outcome: str = "Geklärt") -> None:
    """Closes the case and with it its tasks, so that the list of tasks does not grow with every story."""

    def closed() -> bool:
        """Tries to close; a message that came meanwhile refuses that until the counsellor has read the page again."""
        page = world.desk(f"/desk/cases/{case}/record")
        return not page.has("Fall abschließen") or world.staff("anna").submit(closing(page, outcome)).status < 400

    until(closed)
    until(lambda: world.watching.of(case, "lotse.intake.case.closed"))
