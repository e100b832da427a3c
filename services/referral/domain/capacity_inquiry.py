"""A capacity inquiry: whether a partner has room, asked before the person is, in coarse fixed choices that name nobody.

It has no free text, no number of the case, no municipality and no office. An answer is about this one inquiry: what
matching knows of the entry stays as it is (decision 105).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from services.referral.domain.opening import hours_of
from services.referral.domain.partner import TAKES_REFERRALS, Partner
from shared.clock import berlin_day
from shared.contracts.vocabulary import Land, Need, Urgency
from shared.duty_to_act import OBLIGED
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Format = Literal["any", "in_person", "phone", "video"]
"""Form of help that the person wishes."""
Language = Literal["de", "en", "fr", "pl", "ru", "tr", "uk", "ar"]
Answer = Literal["yes", "later", "no"]
NoRoom = Literal["full", "not_ours", "language", "format", "other"]
Standing = Literal["open", "lapsed", "ended"]
"""`lapsed`: no answer in time, the mail came back, or the partner left. `ended`: by us, as the case is closed or the
question taken back; or the partner left after its answer.
"""

PRESSING: Final = frozenset({Urgency.ROUTINE, Urgency.URGENT})
"""Urgencies in which a partner may be asked. In danger nobody waits for an answer: the phone comes first."""
DAYS: Final[dict[Urgency, int]] = {Urgency.ROUTINE: 5, Urgency.URGENT: 2}
"""Working days of the partner after the day of the question."""
READABLE_FOR: Final = timedelta(days=30)
"""Time after `answer_by` in which the link still works and says that the inquiry is over."""
LONGEST_AHEAD: Final = timedelta(days=180)
LANGUAGE_OF_MOST: Final[Language] = "de"

OBLIGED_TO_ACT: Final = (
    "Erfährt diese Stelle von einer möglichen Straftat, muss oder darf sie handeln. Nach Platz fragen wir sie deshalb "
    "nicht, auch nicht ohne Namen. Gefragt ist niemand."
)
NOT_ONBOARDED: Final = (
    "Diese Stelle ist noch nicht eingerichtet: Wir schreiben ihr nicht. Rufen Sie dort an. Gefragt ist niemand."
)
IN_DANGER: Final = "Bei Gefahr ist diese Frage zu langsam. Bitte rufen Sie die Stelle an. Gefragt ist niemand."
ASKED_ALREADY: Final = "Diese Stelle ist zu diesem Fall schon gefragt. Gefragt ist jetzt niemand."
OVER: Final = "Die Zeit für eine Antwort ist vorbei. Ihre Antwort ist nicht gespeichert."
TAKEN_BACK: Final = "Diese Frage hat sich erledigt. Ihre Antwort ist nicht gespeichert."
NO_DAY: Final = "Bitte geben Sie an, ab wann wieder Platz ist: einen Tag in den nächsten sechs Monaten."
NO_REASON: Final = "Bitte wählen Sie einen Grund."


class CapacityInquiry(State):
    """A question to one partner, with its answer. `reference`: the partner's id for it, random, used for nothing else.

    `answer_by`: until then the partner may answer and change its answer. `undelivered`: the mail came back. `doubted`:
    it came back in words that no rule reads, and may have arrived.
    """

    inquiry_id: str
    reference: str
    case_id: str
    partner_id: str
    need: Need
    land: Land | None
    urgency: Urgency
    language: Language
    format: Format
    asked_at: datetime
    answer_by: datetime
    standing: Standing = "open"
    answer: Answer | None = None
    from_on: date | None = None
    reason: NoRoom | None = None
    answered_at: datetime | None = None
    undelivered: bool = False
    doubted: bool = False

    @property
    def link_until(self) -> datetime:
        return self.answer_by + READABLE_FOR

    def takes_answers(self, now: datetime) -> bool:
        return self.standing == "open" and now < self.answer_by


@dataclass(frozen=True)
class Wanted:
    """Content of the question, the same for each of several partners."""

    need: Need
    urgency: Urgency
    language: Language
    format: Format
    names_land: bool = False


class CapacityAsked(Fact[CapacityInquiry]):
    pass


class CapacityAnswered(Fact[CapacityInquiry]):
    pass


class CapacityLapsed(Fact[CapacityInquiry]):
    pass


class CapacityMailDoubted(Fact[CapacityInquiry]):
    pass


class CapacityInquiryEnded(Fact[CapacityInquiry]):
    pass


def ask(
    inquiry_id: str, reference: str, case_id: str, wanted: Wanted, land: Land, partner: Partner, now: datetime
) -> CapacityAsked:
    """Asks a partner, which must be onboarded and able to help in the case. Raises Conflict as `refuse_asking`.

    The Land is not named for a language other than `LANGUAGE_OF_MOST`: few people in a Land speak it.
    """
    refuse_asking(partner, wanted.urgency)
    says_land = wanted.names_land and wanted.language == LANGUAGE_OF_MOST and land is not Land.UNKNOWN
    due = hours_of(partner.openings, partner.land).after_days(now, DAYS[wanted.urgency])
    return CapacityAsked(
        CapacityInquiry(
            inquiry_id=inquiry_id,
            reference=reference,
            case_id=case_id,
            partner_id=partner.partner_id,
            need=wanted.need,
            land=land if says_land else None,
            urgency=wanted.urgency,
            language=wanted.language,
            format=wanted.format,
            asked_at=now,
            answer_by=due,
        )
    )


def refuse_asking(partner: Partner, urgency: Urgency) -> None:
    """Raises Conflict for an authority that must act on what it learns, for one we do not write to, and in danger."""
    if partner.category in OBLIGED:
        raise Conflict("obliged-to-act", OBLIGED_TO_ACT)
    if not TAKES_REFERRALS.intersection(partner.ways):
        raise Conflict("not-onboarded", NOT_ONBOARDED)
    if urgency not in PRESSING:
        raise Conflict("not-in-this-state", IN_DANGER)


def answer(
    known: CapacityInquiry, said: Answer, from_on: date | None, reason: NoRoom | None, now: datetime
) -> CapacityAnswered | None:
    """Records the answer; None where it is the same as before.

    Raises Invalid for `later` without a day in the next LONGEST_AHEAD or `no` without a reason, and Conflict once it is
    over.
    """
    if known.standing == "ended":
        raise Conflict("not-in-this-state", TAKEN_BACK)
    if not known.takes_answers(now):
        raise Conflict("not-in-this-state", OVER)
    told = {
        "answer": said,
        "from_on": _day(from_on, now) if said == "later" else None,
        "reason": _reason(reason) if said == "no" else None,
    }
    if all(getattr(known, name) == value for name, value in told.items()):
        return None
    return CapacityAnswered(known.model_copy(update={**told, "answered_at": now}))


def lapse(known: CapacityInquiry) -> CapacityLapsed | None:
    """Closes it without an answer; None where there is an answer, or it is over."""
    if known.standing != "open" or known.answer is not None:
        return None
    return CapacityLapsed(known.model_copy(update={"standing": "lapsed"}))


def return_mail(known: CapacityInquiry) -> CapacityLapsed | None:
    """Notes that the mail never arrived, and lapses it: nobody waits any longer. None as `lapse`."""
    return lapse(known.model_copy(update={"undelivered": True}))


def doubt_mail(known: CapacityInquiry) -> CapacityMailDoubted | None:
    """Notes that the mail may not have arrived; the answer is awaited still. None where it answered, or it is over."""
    if known.standing != "open" or known.answer is not None:
        return None
    return CapacityMailDoubted(known.model_copy(update={"doubted": True}))


def end(known: CapacityInquiry) -> CapacityInquiryEnded | None:
    """Ends it; an answer stays. None where it is over."""
    return CapacityInquiryEnded(known.model_copy(update={"standing": "ended"})) if known.standing == "open" else None


def _day(from_on: date | None, now: datetime) -> date:
    today = berlin_day(now)
    if from_on is None or not today < from_on <= today + LONGEST_AHEAD:
        raise Invalid("wrong-value", NO_DAY)
    return from_on


def _reason(reason: NoRoom | None) -> NoRoom:
    if reason is None:
        raise Invalid("wrong-value", NO_REASON)
    return reason
