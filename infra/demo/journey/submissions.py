"""People ask for help: by the portal's form, by another portal's system, and about prevention."""

import secrets
from typing import Any

from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import code_on
from infra.demo.journey.steps import until

DEFAMED = "Ich habe die Verleumdungen vor Monaten angezeigt und nichts ist passiert."
THREATENED = "In einem Social Media-Kommentar wurden mir Prügel angedroht. Was kann ich tun?"
PREVENTING = "Unsere Fraktion möchte wissen, wie wir uns vorbereiten können, bevor etwas passiert."


def by_form_anonymously(world: World) -> str:
    """The first story begins: somebody writes at the portal and gives no name."""
    world.memory["marker"] = secrets.token_hex(6)
    browser = world.person("anonymous")
    form = seen(browser.get(f"{world.system['public']}/anliegen")).form("Vertraulich absenden")
    form.fill("Ihr Anliegen", f"{DEFAMED} [{world.memory['marker']}]").tick("Ich möchte anonym bleiben")
    receipt = seen(browser.submit(form.choose("Land", "Sachsen")))
    world.memory["anonymous_code"] = code_on(receipt)
    return "receipt code on the page"


def by_a_channel(world: World) -> str:
    """Another portal's system hands in a threat with a safe contact, and again with the same key and answer."""
    key = world.memory.setdefault("channel_key", secrets.token_urlsafe(24))
    world.memory["address"] = f"sicher-{world.memory['marker']}@example.org"
    body = {
        "text": f"{THREATENED} [{world.memory['marker']}]",
        "land": "NW",
        "target_group": "mandate",
        "tenure": "honorary",
        "threat_kinds": ["threat", "hate_post"],
        "safe_contact": {"channel": "mail", "address": world.memory["address"]},
    }
    accepted = world.submit(key, body)
    again = world.submit(key, body)
    assert again == accepted, "a retry must get the same answer"
    world.memory["threatened_code"] = accepted["receipt_code"]
    world.memory["threat_case"] = accepted["case_id"]
    return "201, and the same answer to a retry"


def about_prevention(world: World) -> str:
    browser = world.person("preventing")
    form = seen(browser.get(f"{world.system['public']}/anliegen")).form("Vertraulich absenden")
    form.fill("Ihr Anliegen", f"{PREVENTING} [{world.memory['marker']}]")
    form.choose("Worum geht es?", "Ich möchte vorbeugen")
    world.memory["preventing_code"] = code_on(seen(browser.submit(form)))
    return "receipt code on the page"


def on_the_bus(world: World) -> str:
    """The cases are published coarsely, without a word of the text."""
    opened = until(lambda: world.watching.of(world.memory["threat_case"], "lotse.intake.case.opened"))
    assert opened[0]["data"]["land"] == "NW"
    assert not any(world.memory["marker"] in str(event) for event in world.watching.events)
    return "own Kafka consumer: case.opened, no word of the text"


def of_a_crowd(world: World) -> str:
    """Twelve more people: eight make one cell of the table, four another."""
    counts: list[tuple[int, dict[str, Any]]] = [(8, world.memory["large"]), (4, world.memory["small"])]
    for number, cell in counts:
        for turn in range(number):
            key = f"{world.memory['marker']}-{cell['row']}-{cell['column']}-{turn:08d}"
            world.submit(key, {"text": DEFAMED, "land": cell["row"], "target_group": cell["column"]})
    return "12 × 201"


def hand_in_once(world: World, name: str, body: dict[str, Any]) -> str:
    """Hands in a concern and returns its case; the same one when the story is played again."""
    key = world.memory.setdefault(f"{name}_key", secrets.token_urlsafe(24))
    return str(world.submit(key, world.memory.setdefault(f"{name}_body", body))["case_id"])
