"""The person withdraws consent while the bus is away: the partner reads nothing more, and is told afterwards."""

import time

from infra.demo.journey.comes_back import needs_much
from infra.demo.journey.counselling import close
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import reads
from infra.demo.journey.referred import Referred
from infra.demo.journey.running_system import without_bus
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button

WHO = "unreachable"
TOLD = "Ich hatte zugesagt, dass Sie das weitergeben. Jetzt möchte ich das nicht mehr."
KNOWS = "Drohbriefe an das Büro, seit zwei Monaten."
READS_IT = "Rechts- und Opferberatung Rathausnetz (Demo)"
AT_MOST = 5.0
"""Seconds after which the partner can no longer read what was withdrawn."""
IS_BACK_WITHIN = 60.0
RECALLED = "Eine Anfrage im Partnernetz ist zurückgezogen"


def is_no_reason_to_read_on(world: World) -> str:
    her = Referred(world, WHO, KNOWS)
    her.begin(TOLD, needs_much)
    her.refer(READS_IT)
    assert her.behind_the_link(READS_IT).has(KNOWS) or her.told(READS_IT, "recalled")
    with without_bus(world):
        took = _takes_back(her)
    until(lambda: her.told(READS_IT, "recalled"), within=IS_BACK_WITHIN)
    reads(world, WHO, f"Die Vermittlung an {READS_IT} ist zurückgenommen.")
    until(lambda: any(str(mail["subject"]) == RECALLED for mail in her.mails(READS_IT)))
    until(lambda: first_button(world, her.case, "Person hat die Einwilligung widerrufen"))
    close(world, her.case)
    return f"the broker stopped: closed after {took:.1f} s; started: referral.recalled, mail to the partner, Zu tun"


def _takes_back(her: Referred) -> float:
    """Withdraws the consent; returns the seconds until the partner could read nothing any more."""
    page = her.world.follow(WHO)
    if page.has("Ja, widerrufen"):
        seen(her.world.person(WHO).submit(page.form("Ja, widerrufen")))
    began = time.monotonic()
    until(lambda: not her.at_the_link(READS_IT).has(KNOWS), within=AT_MOST)
    took = time.monotonic() - began
    assert her.behind_the_link(READS_IT).has("zurückgezogen")
    reads(her.world, WHO, "Sie haben widerrufen. Von uns erfährt die Stelle nichts mehr")
    return took
