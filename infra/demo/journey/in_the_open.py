"""Somebody's home is published: no request is needed, and the register of residents can be asked for a block."""

from infra.demo.journey.browser import Form
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import ACT_KNOWN, KNOWN_SINCE, enter_proceeding, on, reads, write
from shared.clock import berlin_day, now

ASKED = "Ich kandidiere für den Gemeinderat. Jemand hat meine Adresse mit einem Foto unseres Hauses ins Netz gestellt."


def reads_that_no_request_is_needed(world: World) -> str:
    """The offender is unknown, yet no period waits for that: this offence is prosecuted without a request."""
    case, _ = write(world, "published", "/anliegen/selbst", ASKED)
    world.memory["published_case"] = case
    taken_over(world, f"/desk/cases/{case}")
    enter_proceeding(world, case, _unreported)
    page = reads(world, "published", "Die Tat ist nicht angezeigt.", "Für diese Tat ist kein Strafantrag nötig.")
    assert not page.has("läuft keine Frist für einen Strafantrag")
    return "follow page: no request is needed, and no clock is said to wait"


def applies_for_the_block(world: World) -> str:
    """The person gets from the article to the letter to the register; once entered, they read until when it holds."""
    browser, case = world.person("published"), world.memory["published_case"]
    article = seen(browser.get(f"{world.system['public']}/wissen/auskunftssperre"))
    form = seen(browser.get(article.link("Den Antrag ausfüllen"))).form("Als PDF herunterladen")
    form.fill("Ihr Name", "Kim Muster").fill("Anschrift, unter der Post sicher ankommt", "Weg 1\n12345 Musterstadt")
    form.fill("Behörde mit Anschrift", "Bürgeramt Musterstadt").fill("Ort neben dem Datum", "Musterstadt")
    form.fill("Geboren am", "3. Mai 1990").fill("Was geschehen ist und was droht", "Mein Haus steht im Netz.")
    letter = seen(browser.submit(form.fill("Amt, Mandat", "Kandidatin im Ehrenamt"), "Als Text herunterladen"))
    assert letter.has("beantrage, zu meiner Person eine Auskunftssperre im Melderegister einzutragen (§ 51 Abs. 1 BMG)")
    enter_proceeding(world, case, lambda form: on(form, {"Auskunftssperre eingetragen": berlin_day(now())}))
    in_two_years = str(berlin_day(now()).year + 2)
    page = reads(world, "published", "Es läuft eine Frist für die Verlängerung Ihrer Auskunftssperre")
    assert page.has(in_two_years)
    return "the letter; follow page: the block has to be renewed in two years"


def _unreported(form: Form) -> Form:
    today = berlin_day(now())
    form.choose("Stand", "Nicht angezeigt").tick("§ 126a StGB Gefährdendes Verbreiten personenbezogener Daten")
    return on(form, dict.fromkeys((KNOWN_SINCE, ACT_KNOWN), today))
