"""Plays the story; a story that was interrupted goes on where it stopped, and then a new one is played whole."""

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Final, NoReturn

from infra.demo.journey import (
    addition,
    at_night,
    bounce,
    bus_away,
    comes_back,
    counselling,
    danger,
    figures,
    for_another,
    in_the_open,
    inbox,
    lost_code,
    months_ago,
    next_day,
    phone,
    press,
    proceeding,
    referral,
    second_code,
    silent,
    sms,
    submissions,
    taken_back,
    talk,
    town_hall,
)
from infra.demo.journey.participants import World, remember
from infra.demo.journey.resuming import data_folder, entering, forget
from infra.demo.journey.steps import Failed, step
from infra.embedded.trouble import Trouble

STORY: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("an analyst reads the table of the year", figures.reads_before),
    ("somebody writes anonymously at the portal", submissions.by_form_anonymously),
    ("another portal hands in a threat", submissions.by_a_channel),
    ("somebody asks how to prevent", submissions.about_prevention),
    ("the other services consume the cases", submissions.on_the_bus),
    ("a counsellor signs in and finds the case", counselling.finds_the_case),
    ("the counsellor takes both cases over", counselling.takes_over),
    ("the prevention enquiry is answered with an article and closed", counselling.answers_with_an_article),
    ("the counsellor triages both cases", counselling.triages),
    ("referral proposes partners", referral.proposes),
    ("a package is ticked for one of them", referral.asks_for_the_first),
    ("the person with a safe contact gets a mail", referral.mails_the_person),
    ("the person agrees on the follow page", referral.consents_to_the_first),
    ("the partner asks what is missing before it decides", referral.asks_before_deciding),
    ("the counsellor finds the question and replies", referral.replies),
    ("the partner needs more, and the person is asked for that alone", addition.is_asked_for),
    ("the person agrees, and the partner reads the addition", addition.is_agreed_to),
    ("the partner declines by its link", referral.declines_by_link),
    ("the next partner is proposed", referral.proposes_the_next),
    ("a package is ticked for the next", referral.asks_for_the_next),
    ("the person agrees again", referral.consents_to_the_next),
    ("the partner's system consumes the notice, fetches and accepts", referral.fetches_and_accepts),
    ("the partner proposes an appointment, and the person takes it", referral.proposes_an_appointment),
    ("the person gets no more mail today", referral.keeps_quiet),
    ("the next day she gets one mail for all that was owed", next_day.gets_one_mail_for_all),
    ("a proceeding is entered, offender unknown", proceeding.is_entered),
    ("the clock of § 77b does not run", proceeding.clock_does_not_run),
    ("the offender becomes known", proceeding.offender_becomes_known),
    ("the clock runs", proceeding.clock_runs),
    ("the person tells of a letter and reads until when to call", proceeding.a_letter_came),
    ("the counsellor falls ill: a substitute has the case, and gives it back", counselling.falls_ill),
    ("the anonymous person gets an answer", counselling.answers_the_anonymous),
    ("the partner has helped", referral.helps),
    ("a further partner is named to the person, who rings there herself", referral.names_one_to_ring_herself),
    ("twelve more people come", submissions.of_a_crowd),
    ("the table shows eight of them and hides four", figures.reads_after),
    ("the operators see every service", figures.operators_see_all),
    ("the cases are closed", counselling.closes),
    ("somebody calls, and comes back with a code that was read out", phone.by_phone),
    ("somebody writes a mail, and it is answered at the desk", inbox.by_mail),
    ("a life is in danger: the rescue is told, and a supervisor looks at it afterwards", danger.is_averted),
    ("a lost code: one asks, another says yes, the new one works and the old one is dead", lost_code.is_replaced),
    ("somebody who may be reached by SMS only gets one, in her hours", sms.by_sms),
    ("a mail cannot be delivered, and the desk has it as a task", bounce.comes_back),
    ("a mail comes back in free words, and the desk is to ask", bounce.is_unclear),
    ("a mayor who reported months ago reads what is over and what is not", months_ago.reads_what_is_over),
    ("she writes to the prosecution herself, and nobody keeps it", months_ago.writes_herself),
    ("the proceeding is discontinued: until when she can complain", months_ago.is_told_until_when_to_complain),
    ("who is followed is written to in her hours only", at_night.is_written_to_in_her_hours_only),
    ("who is in danger at night is told whom to call", at_night.is_told_whom_to_call),
    ("whose home was published reads that no request is needed", in_the_open.reads_that_no_request_is_needed),
    ("she applies for the block of the register", in_the_open.applies_for_the_block),
    ("who writes for a colleague reads nothing of the colleague", for_another.reads_what_she_wrote_and_no_more),
    ("somebody agrees that the police is told", taken_back.agrees_after_reading_what_they_must_do),
    ("she takes it back, and reads what cannot be undone", taken_back.takes_it_back),
    ("a partner says on the phone that it helps", comes_back.helps_by_voice),
    ("it gives the case back, and the next one is looked for", comes_back.gives_it_back),
    ("a referral is recalled, and its partner reads that", comes_back.is_recalled),
    ("a partner loses its access, and nothing of her is left there", comes_back.loses_its_access),
    ("a town hall asks for advice before anything happened, and is referred without a case", town_hall.is_referred),
    ("its office agrees on the phone to the words that were read out", town_hall.agrees_on_the_phone),
    ("the partner reads that nothing happened, and helps", town_hall.is_taken_on),
    ("a partner is silent: it is reminded, and overdue once its time is over", silent.is_reminded_and_overdue),
    ("a counsellor stops waiting, and the next partner is asked", silent.is_given_up),
    ("the one that was silent answers after all, and that is not lost", silent.answers_late),
    ("somebody takes her consent back while the bus is away, and nobody reads on", bus_away.is_no_reason_to_read_on),
    ("who lost her code writes anew, and both are one case", second_code.joins_a_case),
    ("somebody asks for a training, with days, place and audience", talk.is_asked_for),
    ("a journalist calls, and the head answers", press.is_for_the_head),
)


ENDED_BY: Final = (signal.SIGTERM, signal.SIGHUP)
"""Signals that would end Python at once, so that a clock that a step moved or a process that it stopped would stay so.
"""


def main() -> int:
    for each in ENDED_BY:
        if signal.getsignal(each) is not signal.SIG_IGN:  # `nohup` ignores SIGHUP; so does the story then
            signal.signal(each, leave)
    if not (data_folder() / "embedded.json").exists():
        print("lotse: Nothing runs here: start the system with make run first.", file=sys.stderr)
        return 2
    try:
        with entering() as world:
            if world.memory:
                print("an interrupted story goes on:")
            play(world)
    except Failed:
        return 1
    except Trouble as trouble:
        print(f"lotse: {trouble}", file=sys.stderr)
        return 1
    print("the story has come to its end")
    return 0


def leave(number: int, _: FrameType | None) -> NoReturn:
    """Exits as on Ctrl-C, so that each step puts back what it changed; a second signal does not interrupt that."""
    for each in ENDED_BY:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def play(world: World) -> None:
    for number, (what, happens) in enumerate(STORY, 1):
        if number <= world.memory.get("done", 0):
            continue
        with step(number, what) as this:
            this.seen = happens(world)
        world.memory["done"] = number
        remember(world)
    forget(world)


if __name__ == "__main__":
    sys.exit(main())
