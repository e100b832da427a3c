"""A partner needs more than it was given: the person is asked for that alone, and agrees before it is read."""

import json

from infra.demo.journey import referral
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until

YES = "Ja, weitergeben"


def is_asked_for(world: World) -> str:
    """The counsellor asks for the addition that answers the partner's question; the partner reads nothing of it yet."""
    page = referral.behind_the_link(world)
    if page.has("Frage senden"):
        question = f"Was stand in dem Kommentar? [{world.memory['marker']}]"
        asked = page.form("Frage senden").tick("Schilderung").fill("Ihre Frage", question)
        seen(world.person(referral.DECLINES).submit(asked))
    if not _asked_or_decided(world):
        page = until(lambda: referral.proposals(world), lambda page: page.links("/additions/new"))
        form = seen(world.staff("anna").get(page.links("/additions/new")[0])).form("Person um Einwilligung bitten")
        form.tick("Schilderung").fill("Text zu: Schilderung", _words(world))
        seen(world.staff("anna").submit(form))
    until(lambda: _asked_or_decided(world))
    assert not referral.behind_the_link(world).has(_words(world)), "nothing is read before she agreed"
    return "follow page: asked for exactly these words; nothing of them at the partner's link"


def is_agreed_to(world: World) -> str:
    """The person agrees to the addition separately from the hand-over; its words travel on no topic."""
    page = world.follow("threatened")
    if page.has("noch etwas weitergeben"):
        assert page.has(_words(world)), "the person must see exactly what would be added"
        seen(world.person("threatened").submit(page.form(YES).tick("Schilderung"), YES))
    until(lambda: referral.behind_the_link(world), lambda page: page.has(_words(world)))
    answered = "eine Ergänzung, der die Person zugestimmt hat"
    until(lambda: referral.behind_the_link(world), lambda page: page.has(answered))
    assert _words(world) not in json.dumps(list(world.watching.events))
    return "the partner's link: the addition, as the answer to its question; nothing of it on the bus"


def _asked_or_decided(world: World) -> bool:
    page = world.follow("threatened")
    return page.has("noch etwas weitergeben") or page.has("Ergänzung vom")


def _words(world: World) -> str:
    return f"Im Kommentar stand, wo man auf sie wartet [{world.memory['marker']}]"
