"""A task: something that needs a human at the desk, with the next step and the time by which it is due."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from pydantic import field_serializer

from services.intake.domain.contact import Contact
from services.intake.domain.ids import Counsellor, ThreadId
from shared.contracts.vocabulary import DeadlineRule, Urgency
from shared.errors import Conflict
from shared.opening_hours import OpeningHours
from shared.state import Fact, State


class TaskKind(StrEnum):
    FIRST_ANSWER = "first_answer"
    PRESS = "press"
    GIVEN = "given"
    TELL = "tell"
    WROTE = "wrote"
    CALL_BACK = "call_back"
    CONSENT_UNANSWERED = "consent_unanswered"
    CONSENTED = "consented"
    REFUSED = "refused"
    WITHDREW = "withdrew"
    NEVER_WITHDREW = "never_withdrew"
    DECLINED = "declined"
    RETURNED = "returned"
    FAILED = "failed"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    HELPED = "helped"
    CALL = "call"
    NOT_REACHED = "not_reached"
    MAYBE_NOT_REACHED = "maybe_not_reached"
    PARTNER_NOT_REACHED = "partner_not_reached"
    PARTNER_MAYBE_NOT_REACHED = "partner_maybe_not_reached"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_MISSED = "deadline_missed"
    NOT_WORKED = "not_worked"
    ANSWERED_LATE = "answered_late"
    QUESTIONED = "questioned"
    WAITLISTED = "waitlisted"
    ERASURE_NEAR = "erasure_near"
    LETTER = "letter"
    OWN_DATA = "own_data"
    ERASURE = "erasure"
    FEEDBACK = "feedback"
    CODE_DECIDED = "code_decided"
    EVIDENCE = "evidence"
    PARTNER_LEFT = "partner_left"
    NOT_ASKED = "not_asked"
    PARTNER_MAILED = "partner_mailed"
    CALL_WISHED = "call_wished"
    PARTNER_WISH = "partner_wish"
    APPOINTMENT_UNANSWERED = "appointment_unanswered"
    APPOINTMENT_TO_TELL = "appointment_to_tell"
    NONE_FITS = "none_fits"
    CAPACITY_ANSWERED = "capacity_answered"
    CAPACITY_LAPSED = "capacity_lapsed"
    ADDITION_UNWANTED = "addition_unwanted"


FOR_THE_HEAD: Final = frozenset({TaskKind.PRESS})
"""Shown to counsellors only where a supervisor gave it to them."""

CALLS_AT_A_TIME: Final = frozenset({TaskKind.CALL_BACK, TaskKind.CALL_WISHED})
"""Promised by a colleague, or asked for by the person."""

REACHES_THE_PERSON: Final = frozenset(
    {TaskKind.CALL, TaskKind.CALL_BACK, TaskKind.NOT_REACHED, TaskKind.MAYBE_NOT_REACHED}
)
"""Done by ringing or writing to the person, by the way that she stated; who asks for a call names a number."""

NEXT_PARTNER: Final = frozenset(
    {
        TaskKind.REFUSED,
        TaskKind.WITHDREW,
        TaskKind.NEVER_WITHDREW,
        TaskKind.DECLINED,
        TaskKind.RETURNED,
        TaskKind.FAILED,
        TaskKind.EXPIRED,
        TaskKind.OVERDUE,
        TaskKind.WAITLISTED,
        TaskKind.PARTNER_LEFT,
        TaskKind.NOT_ASKED,
    }
)
"""Ended by asking for consent to the partner that follows."""

BY_A_DAY: Final = frozenset({TaskKind.DEADLINE_NEAR, TaskKind.OWN_DATA, TaskKind.ERASURE, TaskKind.ERASURE_NEAR})
"""Due when the day closes by which it must be done."""

OUTLIVES_CLOSING: Final = frozenset({TaskKind.OWN_DATA, TaskKind.ERASURE})
"""Still to be done when the case is closed: what is closed is there, and only then it can be erased."""

OF_ARRANGEMENT: Final = (TaskKind.APPOINTMENT_UNANSWERED, TaskKind.APPOINTMENT_TO_TELL, TaskKind.NONE_FITS)
SHOWS_WHEN_DUE: Final = (TaskKind.CONSENT_UNANSWERED, TaskKind.CONSENTED, TaskKind.APPOINTMENT_UNANSWERED)
"""Until then somebody else is waited for."""

WITHIN: Final[dict[TaskKind, int]] = {
    TaskKind.FIRST_ANSWER: 7,
    TaskKind.PRESS: 4,
    TaskKind.GIVEN: 4,
    TaskKind.TELL: 7,
    TaskKind.WROTE: 7,
    TaskKind.CONSENTED: 2,
    TaskKind.REFUSED: 7,
    TaskKind.WITHDREW: 2,
    TaskKind.NEVER_WITHDREW: 2,
    TaskKind.DECLINED: 4,
    TaskKind.RETURNED: 4,
    TaskKind.FAILED: 4,
    TaskKind.EXPIRED: 4,
    TaskKind.OVERDUE: 2,
    TaskKind.HELPED: 21,
    TaskKind.CALL: 4,
    TaskKind.NOT_REACHED: 4,
    TaskKind.MAYBE_NOT_REACHED: 4,
    TaskKind.PARTNER_NOT_REACHED: 2,
    TaskKind.PARTNER_MAYBE_NOT_REACHED: 4,
    TaskKind.DEADLINE_MISSED: 1,
    TaskKind.NOT_WORKED: 4,
    TaskKind.ANSWERED_LATE: 4,
    TaskKind.QUESTIONED: 4,
    TaskKind.WAITLISTED: 7,
    TaskKind.LETTER: 1,
    TaskKind.FEEDBACK: 21,
    TaskKind.CODE_DECIDED: 4,
    TaskKind.EVIDENCE: 7,
    TaskKind.PARTNER_LEFT: 4,
    TaskKind.NOT_ASKED: 2,
    TaskKind.PARTNER_MAILED: 4,
    TaskKind.PARTNER_WISH: 2,
    TaskKind.APPOINTMENT_TO_TELL: 4,
    TaskKind.NONE_FITS: 7,
    TaskKind.CAPACITY_ANSWERED: 7,
    TaskKind.CAPACITY_LAPSED: 7,
    TaskKind.ADDITION_UNWANTED: 4,
}
"""Opening hours after the fact."""

AT_MOST: Final[dict[Urgency, int]] = {Urgency.IMMEDIATE: 1, Urgency.URGENT: 4}
FIRST: Final = (Urgency.IMMEDIATE, Urgency.URGENT, Urgency.UNKNOWN, Urgency.ROUTINE)
CONSENT_DAYS: Final = 3
"""Working days after which somebody asks whether the person has read the question."""


NEWS_MEET: Final = frozenset(
    {
        *(TaskKind.FIRST_ANSWER, TaskKind.WROTE, TaskKind.EVIDENCE, TaskKind.LETTER, TaskKind.CALL_WISHED),
        *(TaskKind.OWN_DATA, TaskKind.ERASURE, TaskKind.FEEDBACK, TaskKind.PARTNER_WISH, TaskKind.NONE_FITS),
        *(TaskKind.PARTNER_MAILED, TaskKind.QUESTIONED, TaskKind.APPOINTMENT_TO_TELL, TaskKind.PRESS),
        *(TaskKind.CAPACITY_ANSWERED, TaskKind.ANSWERED_LATE),
    }
)
"""One task for all that the person or the partner says while it is open. Others are of a state or a clock."""

NEWER: Final = (
    "Diese Aufgabe hat sich geändert, seit Sie die Seite geöffnet haben. Bitte sehen Sie nach, ob noch etwas gekommen "
    "ist, und laden Sie dann „Zu tun“ neu."
)


class Task(State):
    """`about`: the referral, deadline, thread or promise; one task of a kind for each. `place`: its rank by due time.

    It is shown from `shows_from` on: what waits for somebody else until then is not yet for the counsellor to do.
    `news`: how much more came while it was open.
    """

    id: str
    thread: ThreadId
    kind: TaskKind
    about: str
    counsellor: Counsellor | None
    since: datetime
    due: datetime
    shows_from: datetime
    place: str
    state: Literal["open", "done", "overtaken"] = "open"
    partner: str | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None
    news: int = 0

    @field_serializer("act_by")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None


class TaskEnded(Fact[Task]):
    pass


def task_id(kind: TaskKind, about: str) -> str:
    return f"{kind}|{about}"


def make(
    kind: TaskKind,
    about: str,
    contact: Contact,
    urgency: Urgency,
    now: datetime,
    hours: OpeningHours,
    *,
    at: datetime | None = None,
    partner: str | None = None,
    rule: DeadlineRule | None = None,
    act_by: date | None = None,
) -> Task:
    """`at`: when a promise falls due."""
    due = at or due_time(kind, urgency, now, hours, act_by)
    named = task_id(kind, about)
    return Task(
        id=named,
        thread=contact.thread,
        kind=kind,
        about=about,
        counsellor=contact.counsellor,
        since=now,
        due=due,
        shows_from=due if kind in SHOWS_WHEN_DUE else now,
        place=place(due, urgency, named),
        partner=partner,
        rule=rule,
        act_by=act_by,
    )


def due_by(kind: TaskKind, urgency: Urgency, since: datetime, hours: OpeningHours, day: date) -> datetime:
    """As its kind, but not after the hours of this day; at once where they are over already."""
    return max(since, min(due_time(kind, urgency, since, hours, None), hours.closing(day).astimezone(since.tzinfo)))


def due_time(kind: TaskKind, urgency: Urgency, since: datetime, hours: OpeningHours, act_by: date | None) -> datetime:
    if kind is TaskKind.CONSENT_UNANSWERED:
        return hours.after_days(since, CONSENT_DAYS)
    if kind in BY_A_DAY and act_by:
        return hours.closing(act_by).astimezone(since.tzinfo)
    within = min(WITHIN.get(kind, 7), AT_MOST.get(urgency, 1_000))
    return hours.after(since, timedelta(hours=within))


def place(due: datetime, urgency: Urgency, named: str) -> str:
    """Of what is due at the same time, the more urgent first. An earlier release stored none of it: that comes last."""
    return f"{due.timestamp():015.3f}|{FIRST.index(urgency)}|{named}"


def hasten(task: Task, urgency: Urgency, hours: OpeningHours) -> Fact[Task] | None:
    """A case that was judged more urgent is waited for no longer than that; nothing becomes later."""
    if task.state != "open" or task.kind not in WITHIN:
        return None
    due = min(task.due, due_time(task.kind, urgency, task.since, hours, task.act_by))
    now_at = place(due, urgency, task.id)
    return Fact(task.model_copy(update={"due": due, "place": now_at})) if now_at < task.place else None


def renew(task: Task, now: datetime) -> Fact[Task] | None:
    """Something more came to what is open: it is due no later than before. A partner's mail is waited for anew."""
    if task.kind not in NEWS_MEET:
        return None
    since = now if task.kind is TaskKind.PARTNER_MAILED else task.since
    return Fact(task.model_copy(update={"since": since, "news": task.news + 1}))


def finish(task: Task, by: Counsellor, *, seen: int | None = None) -> TaskEnded | None:
    """Finishing what is over already is nothing new. `seen`: the version that was on the screen, where that is known.

    Raises Conflict where somebody else is responsible, and where something more may have come since it was seen.
    """
    if task.state != "open":
        return None
    if task.counsellor != by:
        raise Conflict("not-in-this-state", "Bitte übernehmen Sie das Anliegen zuerst.")
    if seen not in (None, task.version):
        raise Conflict("changed-meanwhile", NEWER)
    return TaskEnded(task.model_copy(update={"state": "done"}))


def overtake(task: Task) -> TaskEnded | None:
    """Another fact made it needless."""
    return TaskEnded(task.model_copy(update={"state": "overtaken"})) if task.state == "open" else None


def give(task: Task, to: Counsellor | None) -> Fact[Task] | None:
    """Who is responsible for the contact does its tasks."""
    return Fact(task.model_copy(update={"counsellor": to})) if task.counsellor != to else None
