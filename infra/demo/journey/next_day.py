"""The next day: the notices that were owed leave as one mail, because one of them is still unread."""

from datetime import timedelta

from infra.demo.journey.counselling import answer_once
from infra.demo.journey.mailbox import link_in, text_of
from infra.demo.journey.participants import World
from infra.demo.journey.portal import reads
from infra.demo.journey.running_system import SENDER, later
from infra.demo.journey.steps import until
from shared.clock import berlin_day, berlin_time, now

ANSWER = "Wie war das erste Gespräch mit der Stelle? Schreiben Sie uns, wenn Sie mögen."


def gets_one_mail_for_all(world: World) -> str:
    """One mail leaves at noon of the sender's moved clock, for six pieces of news, five of them read already."""
    case, address = world.memory["threat_case"], world.memory["address"]
    owed = len(world.watching.of(case, "lotse.notification.delivery.postponed"))
    answer_once(world, case, ANSWER)
    until(lambda: _waits(world, case))
    assert len(world.mails.of(address)) == 1, "nothing leaves before"
    with later(world, berlin_time(berlin_day(now()) + timedelta(days=1), "12:00") - now(), SENDER):
        until(lambda: len(world.mails.of(address)) > 1)
        until(lambda: not _waits(world, case))
    _, mail = world.mails.of(address)
    assert ANSWER not in text_of(mail)
    assert world.memory["marker"] not in text_of(mail) + str(mail["subject"])
    assert link_in(mail).startswith(world.system["public"])
    reads(world, "threatened", ANSWER)
    return f"the sender's clock moved: one mail for {owed + 1} news that waited; page of the notices"


def _waits(world: World, case: str) -> bool:
    return world.desk(f"/notification/cases/{case}/notices").has("verschoben")
