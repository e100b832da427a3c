"""Chooses the cell of the table for a state of a case, and fills in its partner, days and rule."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from services.intake.domain.addition import Addition
from services.intake.domain.call_wish import HOUR
from services.intake.domain.consent import Standing
from services.intake.domain.data_wish import answer_by
from services.intake.domain.form_message import CallWish, DataWish, Feedback, FormMessage, Letter, PartnerWish
from services.intake.domain.handover import Handover
from services.intake.domain.letter_period import period_of
from services.intake.domain.progress import Progress
from services.intake.domain.thread_content import Reached, ShownCorrection
from services.intake.reading_time import in_words, reading_time
from services.intake.state_texts.call_wish import AHEAD, OVER
from services.intake.state_texts.cells import Audience, Said
from services.intake.state_texts.consent import (
    ADDITION,
    ADDITION_WITHDRAWAL,
    CONSENT,
    CORRECTED,
    KNOWS,
    PARTNER_LEFT,
    STILL_ACTS,
    WITHDRAWAL,
    Mistake,
)
from services.intake.state_texts.deadline import DEADLINE, MATTERS, what_to_do
from services.intake.state_texts.letter import LETTER, LETTERS
from services.intake.state_texts.own_wish import DATA_WISH, FEEDBACK, PARTNER_WISH
from services.intake.state_texts.proceeding import COMPLAINT, DISCONTINUED, PROCEEDING, REQUEST, Complaint, Request
from services.intake.state_texts.referral import REFERRAL
from services.intake.state_texts.thread import INFORMED, SOMEBODY_ELSE, THREAD
from shared.clock import berlin_day
from shared.contracts.vocabulary import DeadlineRule, Discontinuation, ProceedingState
from shared.web.deadlines_de import NOT_ANONYMOUS, still_possible
from shared.web.labels_de import word
from shared.web.pages import day, long_day

WITHOUT_COMPLAINT: Final = (
    Discontinuation.STPO_153,
    Discontinuation.STPO_153A,
    Discontinuation.STPO_154,
    Discontinuation.PRIVATE_ACTION,
)
"""Ways to discontinue against which § 172 StPO gives the affected person no complaint with a period."""

REACHED: Final[Mapping[Reached, Mistake]] = {"nothing": "given_nothing", "sent": "given_sent", "seen": "given_seen"}
ADDITION_REACHED: Final[Mapping[Reached, Mistake]] = {
    "nothing": "addition_nothing",
    "sent": "addition",
    "seen": "addition",
}


def of_progress(step: Progress, to: Audience, now: datetime) -> Said:
    if step.step in REFERRAL:
        return _of_referral(step, to, now)
    if step.step == "proceeding":
        return _of_proceeding(step, to)
    if step.step in THREAD:
        return THREAD[step.step][to].filled(who=INFORMED.get(step.partner or "", SOMEBODY_ELSE))
    return _of_deadline(step, to, berlin_day(now))


def of_arrival(to: Audience, now: datetime, *, is_read: bool) -> Said:
    """Returns the text of a contact that arrived. `is_read`: whether somebody has taken it over."""
    return THREAD["arrived"][to].filled(reads="" if is_read else reading_time(now))


def of_consent(asked: Handover, standing: Standing, to: Audience) -> Said:
    knows = _who_knows(asked)
    row = PARTNER_LEFT if standing == "lapsed" and asked.partner_left else CONSENT[standing]
    return row[to].filled(partner=asked.partner.name, knows=knows)


def of_withdrawal(asked: Handover) -> str:
    """Returns what a withdrawal changes and what it cannot change; read before confirming it."""
    return WITHDRAWAL[asked.shows_duty].format(knows=_who_knows(asked))


def of_addition(asked: Addition, standing: Standing, to: Audience) -> Said:
    return ADDITION[standing][to].filled(partner=asked.partner.name, knows=_who_knows(asked))


def of_correction(made: ShownCorrection, to: Audience) -> Said:
    """Returns the text of a correction, with the partner's duty to act if the row has a place for it.

    For a refusal noted by mistake, the sentence that nothing was passed on is left out if a request had left: a consent
    noted by mistake may have come before it.
    """
    duty = STILL_ACTS if made.must_act else ""
    said = CORRECTED[_mistake(made)][to].filled(partner=made.partner.name, day=day(made.at), duty=duty)
    is_untrue = made.was == "refused" and made.truly == "asked" and made.reached != "nothing"
    return Said(said.happened, "" if is_untrue else said.means.rstrip(), said.then)


def _mistake(made: ShownCorrection) -> Mistake:
    if made.addition_id is not None:
        return "addition_refused" if made.was == "refused" else ADDITION_REACHED[made.reached]
    if made.was == "withdrawn":
        return "withdrawn"
    if made.was == "refused":
        return "refused" if made.truly == "asked" else "never"
    if made.cold:
        return "given_cold"
    return REACHED[made.reached]


def of_addition_withdrawal(asked: Addition) -> str:
    """Returns the text like `of_withdrawal`, for the addition alone."""
    knows = _who_knows(asked)
    return ADDITION_WITHDRAWAL[asked.shows_duty].format(knows=knows, Knows=knows[0].upper() + knows[1:])


def of_form_message(said: FormMessage, to: Audience, at: datetime, now: datetime) -> Said:
    """Returns the text of a form message. `at`: when it was sent."""
    match said:
        case Letter():
            return of_letter(said, to, berlin_day(now))
        case DataWish():
            return DATA_WISH[said.form][to].filled(day=long_day(answer_by(berlin_day(at))))
        case Feedback():
            return FEEDBACK[said.helped][to]
        case PartnerWish():
            return PARTNER_WISH[said.asking][to]
        case CallWish():
            return of_call_wish(said, to, now)


def of_call_wish(wish: CallWish, to: Audience, now: datetime) -> Said:
    when = in_words(wish.begins)
    if now >= wish.begins + HOUR:
        return OVER[to].filled(when=when, number=f", unter {wish.number}" if wish.number else "")
    return AHEAD[wish.way][to].filled(when=when, number=wish.number)


def of_letter(letter: Letter, to: Audience, today: date) -> Said:
    period = period_of(letter, today)
    known = {"received": long_day(letter.received_on), "what": LETTERS[letter.kind]}
    if period is None:
        return LETTER[letter.kind][to].filled(**known)
    known |= {"day": long_day(period.act_by), "surely": long_day(period.surely_on), "over": long_day(period.over_on)}
    said = LETTER[f"{period.rule}_{period.stand}"][to]
    return said.filled(**known, possible=still_possible(period.rule))


def _who_knows(asked: Handover | Addition) -> str:
    return KNOWS.get(asked.partner.category or "", "die Stelle")


def _of_referral(step: Progress, to: Audience, now: datetime) -> Said:
    by = f"bis {long_day(step.respond_by)}" if step.respond_by else "in den nächsten Tagen"
    is_late = step.respond_by is not None and step.respond_by < now
    answer = f"Sie sollte {by} antworten. Wir haben noch keine Antwort." if is_late else f"Sie soll {by} antworten."
    return REFERRAL[step.step][to].filled(partner=step.partner or "Eine Stelle", by=by, answer=answer)


def _of_proceeding(step: Progress, to: Audience) -> Said:
    state = step.proceeding or ProceedingState.UNKNOWN
    why = step.discontinuation or Discontinuation.UNKNOWN
    return PROCEEDING[state][to].filled(
        request=REQUEST[_request(step)], discontinued=DISCONTINUED[why], complaint=COMPLAINT[_complaint(step)]
    )


def _request(step: Progress) -> Request:
    if step.request_needed is False:
        return "not_needed"
    return "needed" if step.offender_known else "offender_unknown"


def _complaint(step: Progress) -> Complaint:
    if step.discontinuation in WITHOUT_COMPLAINT:
        return "none"
    return "runs" if step.instructed else "ask"


def _of_deadline(step: Progress, to: Audience, today: date) -> Said:
    """Returns the text of a deadline. One that still runs by its state is shown as passed after its last safe day."""
    rule = step.rule or DeadlineRule.UNKNOWN
    runs = step.step in ("deadline", "deadline_near")
    state = "deadline_passed" if runs and step.act_by and step.act_by < today else step.step
    return DEADLINE[state][to].filled(
        what=MATTERS[rule].what,
        means=MATTERS[rule].means.format(not_anonymous=NOT_ANONYMOUS),
        rule=word(rule),
        day=long_day(step.act_by) if step.act_by else "Tag nicht bekannt",
        over=f" spätestens am {long_day(step.over_on)}" if step.over_on else "",
        possible=still_possible(rule),
        still=MATTERS[rule].still,
        then=what_to_do(state, rule, step.act_by, today),
    )
