"""Plays the story; a story that was interrupted goes on where it stopped, and then a new one is played whole."""

import sys
from collections.abc import Callable

from infra.demo.journey import asking, calling, counselling, counting, proceeding, referring
from infra.demo.journey.telling import Failed, told
from infra.demo.journey.world import World, data_folder, entering, forget, remember

STORY: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("an analyst reads the table of the year", counting.reads_before),
    ("somebody writes anonymously at the portal", asking.by_form_anonymously),
    ("another portal hands in a threat", asking.by_a_channel),
    ("somebody asks how to prevent", asking.about_prevention),
    ("the other services hear of the cases", asking.on_the_bus),
    ("a counsellor signs in and finds the case", counselling.finds_the_case),
    ("the counsellor takes both cases over", counselling.takes_over),
    ("the prevention enquiry is answered with an article and closed", counselling.answers_with_an_article),
    ("the counsellor triages both cases", counselling.triages),
    ("referral proposes partners", referring.proposes),
    ("a package is ticked for one of them", referring.asks_for_the_first),
    ("the person with a safe contact gets a mail", referring.mails_the_person),
    ("the person agrees on the follow page", referring.consents_to_the_first),
    ("the partner declines by its link", referring.declines_by_link),
    ("the next partner is proposed", referring.proposes_the_next),
    ("a package is ticked for the next", referring.asks_for_the_next),
    ("the person agrees again", referring.consents_to_the_next),
    ("the partner's system hears, fetches and accepts", referring.hears_and_accepts),
    ("the person gets no more mail today", referring.keeps_quiet),
    ("a proceeding is entered, offender unknown", proceeding.is_entered),
    ("the clock of § 77b does not run", proceeding.clock_does_not_run),
    ("the offender becomes known", proceeding.offender_becomes_known),
    ("the clock runs", proceeding.clock_runs),
    ("the anonymous person gets an answer", counselling.answers_the_anonymous),
    ("the partner has helped", referring.helps),
    ("twelve more people come", asking.of_a_crowd),
    ("the table shows eight of them and hides four", counting.reads_after),
    ("the operators see every service", counting.operators_see_all),
    ("the cases are closed", counselling.closes),
    ("somebody calls, and comes back with a code that was read out", calling.by_phone),
)


def main() -> int:
    if not (data_folder() / "embedded.json").exists():
        print("lotse: Nothing runs here: start the system with make run first.", file=sys.stderr)
        return 2
    try:
        with entering() as world:
            if world.memory:
                print("an interrupted story goes on:")
                play(world)
            play(world)
    except Failed:
        return 1
    print("the story has come to its end")
    return 0


def play(world: World) -> None:
    for number, (what, happens) in enumerate(STORY, 1):
        if number <= world.memory.get("done", 0):
            continue
        with told(number, what) as step:
            step.seen = happens(world)
        world.memory["done"] = number
        remember(world)
    forget(world)


if __name__ == "__main__":
    sys.exit(main())
