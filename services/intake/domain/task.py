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
"""Kinds shown to counsellors only if a supervisor gave them the contact."""

CALLS_AT_A_TIME: Final = frozenset({TaskKind.CALL_BACK, TaskKind.CALL_WISHED})
"""Calls promised by a colleague, or asked for by the person."""

REACHES_THE_PERSON: Final = frozenset(
    {TaskKind.CALL, TaskKind.CALL_BACK, TaskKind.NOT_REACHED, TaskKind.MAYBE_NOT_REACHED}
)
"""Kinds done by calling or writing to the person by their safe contact; a wish for a call names its own number."""

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
"""Kinds that end when the person is asked for consent to the next partner."""

BY_A_DAY: Final = frozenset({TaskKind.DEADLINE_NEAR, TaskKind.OWN_DATA, TaskKind.ERASURE, TaskKind.ERASURE_NEAR})
"""Kinds that are due at the end of the opening hours of the day by which they must be done."""

OUTLIVES_CLOSING: Final = frozenset({TaskKind.OWN_DATA, TaskKind.ERASURE})
"""Kinds still to be done after the closing: a closed case is still there, and only then it can be erased."""

OF_ARRANGEMENT: Final = (TaskKind.APPOINTMENT_UNANSWERED, TaskKind.APPOINTMENT_TO_TELL, TaskKind.NONE_FITS)
SHOWS_WHEN_DUE: Final = (TaskKind.CONSENT_UNANSWERED, TaskKind.CONSENTED, TaskKind.APPOINTMENT_UNANSWERED)
"""Kinds that are not shown before they are due: until then somebody else is waited for."""

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
"""Opening hours from the fact to the due time."""

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
"""Kinds of which one open task stands for everything that the person or the partner sends meanwhile."""

NEWER: Final = (
    "Diese Aufgabe hat sich geändert, seit Sie die Seite geöffnet haben. Bitte sehen Sie nach, ob noch etwas gekommen "
    "ist, und laden Sie dann „Zu tun“ neu."
)


class Task(State):
    """`about`: the referral, deadline, thread or promise; one task of a kind for each. `place`: its rank by due time.

    `shows_from`: when it becomes visible; what waits for somebody else until then is not yet for the counsellor to do.
    `news`: how many more messages came while it was open.
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
    """Makes a task. `at`: the time when a promise falls due; None for the due time of its kind."""
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
    """Returns the due time of the kind, but at the latest the closing on `day`; `since` if that has passed."""
    return max(since, min(due_time(kind, urgency, since, hours, None), hours.closing(day).astimezone(since.tzinfo)))


def due_time(kind: TaskKind, urgency: Urgency, since: datetime, hours: OpeningHours, act_by: date | None) -> datetime:
    if kind is TaskKind.CONSENT_UNANSWERED:
        return hours.after_days(since, CONSENT_DAYS)
    if kind in BY_A_DAY and act_by:
        return hours.closing(act_by).astimezone(since.tzinfo)
    within = min(WITHIN.get(kind, 7), AT_MOST.get(urgency, 1_000))
    return hours.after(since, timedelta(hours=within))


def place(due: datetime, urgency: Urgency, named: str) -> str:
    """Returns the rank: at one due time, the more urgent first.

    An earlier release stored no urgency: that comes last.
    """
    return f"{due.timestamp():015.3f}|{FIRST.index(urgency)}|{named}"


def hasten(task: Task, urgency: Urgency, hours: OpeningHours) -> Fact[Task] | None:
    """Moves an open task forward when its case is judged more urgent; nothing becomes later.

    None if nothing changes.
    """
    if task.state != "open" or task.kind not in WITHIN:
        return None
    due = min(task.due, due_time(task.kind, urgency, task.since, hours, task.act_by))
    now_at = place(due, urgency, task.id)
    return Fact(task.model_copy(update={"due": due, "place": now_at})) if now_at < task.place else None


def renew(task: Task, now: datetime) -> Fact[Task] | None:
    """Counts another message for an open task, which is due no later than before; None unless it is one of NEWS_MEET.

    A partner's mail restarts `since`.
    """
    if task.kind not in NEWS_MEET:
        return None
    since = now if task.kind is TaskKind.PARTNER_MAILED else task.since
    return Fact(task.model_copy(update={"since": since, "news": task.news + 1}))


def finish(task: Task, by: Counsellor, *, seen: int | None = None) -> TaskEnded | None:
    """Finishes the task; None if it is over already. `seen`: the version on the screen, if known.

    Raises Conflict if somebody else is responsible, and if something more may have come since it was seen.
    """
    if task.state != "open":
        return None
    if task.counsellor != by:
        raise Conflict("not-in-this-state", "Bitte übernehmen Sie das Anliegen zuerst.")
    if seen not in (None, task.version):
        raise Conflict("changed-meanwhile", NEWER)
    return TaskEnded(task.model_copy(update={"state": "done"}))


def overtake(task: Task) -> TaskEnded | None:
    """Ends the task because another fact made it needless; None if it is over."""
    return TaskEnded(task.model_copy(update={"state": "overtaken"})) if task.state == "open" else None


def give(task: Task, to: Counsellor | None) -> Fact[Task] | None:
    """Moves the task to the counsellor who is responsible for its contact; None if it is there."""
    return Fact(task.model_copy(update={"counsellor": to})) if task.counsellor != to else None
