"""The table of which fact makes a task, which ends one, and which needs no human and why: it has every fact of the bus.

A task that no fact announces is made and ended where it happens: the person writes, somebody promises to call back, a
colleague gives a case, a period is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.intake.domain.note import Note
from services.intake.domain.task import NEXT_PARTNER, OF_ARRANGEMENT, TaskKind
from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import CONCERNS_NOBODY
from shared.contracts.message import Message
from shared.contracts.vocabulary import NotedDecision, RecallReason, TrueAnswer


@dataclass(frozen=True)
class Rule:
    """A row of the table. `makes` and `ends` concern the same referral, deadline or thread.

    `ends_all`: ends every task of the case that does not outlive its closing.
    """

    makes: TaskKind | None = None
    ends: frozenset[TaskKind] = frozenset()
    ends_all: bool = False
    because: str = ""
    """The reason why no human is needed."""


def makes(kind: TaskKind, *ends: TaskKind) -> Rule:
    return Rule(kind, frozenset(ends))


def ends(*kinds: TaskKind) -> Rule:
    return Rule(ends=frozenset(kinds))


def nobody(because: str) -> Rule:
    return Rule(because=because)


ANSWERED: Final = (
    TaskKind.FIRST_ANSWER,
    TaskKind.PRESS,
    TaskKind.GIVEN,
    TaskKind.WROTE,
    TaskKind.NOT_REACHED,
    TaskKind.MAYBE_NOT_REACHED,
)
WAITING_FOR_THE_PARTNER: Final = (
    TaskKind.OVERDUE,
    TaskKind.PARTNER_NOT_REACHED,
    TaskKind.PARTNER_MAYBE_NOT_REACHED,
    TaskKind.QUESTIONED,
    TaskKind.WAITLISTED,
)
WITH_THE_PARTNER: Final = (*WAITING_FOR_THE_PARTNER, *OF_ARRANGEMENT, TaskKind.ADDITION_UNWANTED)
"""Tasks that are over when their referral is."""
WITH_THE_REFERRAL: Final = (TaskKind.CONSENTED, *WITH_THE_PARTNER)
"""The same, and the task to pass on what the person agreed to, which nobody can do any more."""
OF_A_DEADLINE: Final = (TaskKind.DEADLINE_NEAR, TaskKind.DEADLINE_MISSED)
TALKED_TO: Final = ends(*ANSWERED, TaskKind.CALL)
WRITTEN_TO: Final = ends(TaskKind.FIRST_ANSWER, TaskKind.PRESS, TaskKind.GIVEN, TaskKind.WROTE)
"""A letter that left does not prove that the person was reached, so fewer tasks end."""

RECORDED: Final = makes(TaskKind.FIRST_ANSWER)
ENDS_ALL: Final = Rule(ends_all=True)
TO_THE_HEAD: Final = makes(TaskKind.PRESS, TaskKind.FIRST_ANSWER, TaskKind.GIVEN, TaskKind.WROTE)
"""The rule of a contact in which a counsellor recognised the press; no fact of the bus tells of it."""
FROM_THE_HEAD: Final = makes(TaskKind.FIRST_ANSWER, TaskKind.PRESS, TaskKind.GIVEN, TaskKind.WROTE)
"""The rule of a contact in which a supervisor recognised that somebody seeks help; no fact tells of it either."""

TABLE: Final[Mapping[type[Message], Rule]] = {
    **{fact: nobody(because) for fact, because in CONCERNS_NOBODY.items()},
    intake.ContactRecorded: RECORDED,
    intake.ContactAssigned: nobody("its tasks go to whoever is responsible now"),
    intake.ContactAnswered: ends(*ANSWERED),
    intake.ContactClosed: ENDS_ALL,
    intake.ContactErased: nobody("its tasks are erased with it"),
    intake.CaseOpened: nobody("the contact that it came with has its task"),
    intake.CaseTriaged: nobody("its tasks become due earlier where it is more urgent"),
    intake.CaseAnswered: ends(*ANSWERED),
    intake.CaseClosed: ENDS_ALL,
    intake.CaseReopened: nobody("who reopens it is at work on it"),
    intake.CaseErased: nobody("its tasks are erased with it"),
    intake.ConsentAsked: Rule(TaskKind.CONSENT_UNANSWERED, NEXT_PARTNER),
    intake.ConsentGiven: makes(TaskKind.CONSENTED, TaskKind.CONSENT_UNANSWERED),
    intake.ConsentRefused: makes(TaskKind.REFUSED, TaskKind.CONSENT_UNANSWERED),
    intake.ConsentWithdrawn: makes(TaskKind.WITHDREW, *WITH_THE_REFERRAL),
    intake.ConsentLapsed: ends(TaskKind.CONSENT_UNANSWERED),
    intake.ConsentCorrected: makes(TaskKind.REFUSED, TaskKind.CONSENTED, TaskKind.NEVER_WITHDREW, *WITH_THE_PARTNER),
    intake.AdditionCorrected: makes(TaskKind.ADDITION_UNWANTED, TaskKind.CONSENTED),
    intake.AdditionAsked: makes(TaskKind.CONSENT_UNANSWERED, TaskKind.ADDITION_UNWANTED),
    intake.AdditionGiven: makes(TaskKind.CONSENTED, TaskKind.CONSENT_UNANSWERED),
    intake.AdditionRefused: makes(TaskKind.ADDITION_UNWANTED, TaskKind.CONSENT_UNANSWERED),
    intake.AdditionWithdrawn: makes(TaskKind.ADDITION_UNWANTED, TaskKind.CONSENTED),
    intake.AdditionLapsed: ends(TaskKind.CONSENT_UNANSWERED),
    intake.ArrangementAnswered: ends(*OF_ARRANGEMENT),
    intake.SafeContactChanged: nobody("notification follows the new rules by itself"),
    intake.SafeContactWithdrawn: nobody("notification writes no more by itself"),
    referral.EntryTested: nobody("that it came back is a task for supervisors, over with the next mail (entry_task)"),
    referral.EntryDue: nobody("who does not answer stands in the directory; that it came back is as of a test"),
    referral.EntryReached: nobody("the supervisors' task about the entry is over (entry_task)"),
    referral.ReferralNamed: ends(TaskKind.CONSENTED),
    referral.ReferralSent: ends(TaskKind.CONSENTED),
    referral.ReferralDelivered: ends(TaskKind.PARTNER_NOT_REACHED, TaskKind.PARTNER_MAYBE_NOT_REACHED),
    referral.ReferralQuestioned: makes(TaskKind.QUESTIONED, *WAITING_FOR_THE_PARTNER),
    referral.ReferralInformed: ends(TaskKind.QUESTIONED, TaskKind.CONSENTED, TaskKind.ADDITION_UNWANTED),
    referral.ReferralAdditionsChanged: ends(TaskKind.CONSENTED),
    referral.ReferralWaitlisted: makes(TaskKind.WAITLISTED, *WAITING_FOR_THE_PARTNER),
    referral.ReferralAccepted: ends(*WAITING_FOR_THE_PARTNER),
    referral.ReferralDeclined: makes(TaskKind.DECLINED, *WITH_THE_REFERRAL),
    referral.ReferralOverdue: makes(TaskKind.OVERDUE, TaskKind.WAITLISTED),
    referral.ReferralExpired: makes(TaskKind.EXPIRED, *WITH_THE_REFERRAL),
    referral.ReferralAnsweredLate: makes(TaskKind.ANSWERED_LATE),
    referral.ReferralReturned: makes(TaskKind.RETURNED, *WITH_THE_REFERRAL),
    referral.ReferralContacted: ends(*WAITING_FOR_THE_PARTNER),
    referral.ReferralCompleted: makes(TaskKind.HELPED, *WITH_THE_REFERRAL),
    referral.ReferralFailed: makes(TaskKind.FAILED, *WITH_THE_REFERRAL),
    referral.ReferralRecalled: ends(*WITH_THE_REFERRAL),
    referral.ReferralLinkRenewed: nobody("the partner gets its link by mail, and nothing else changed"),
    referral.ReferralMailReceived: makes(TaskKind.PARTNER_MAILED),
    referral.ReferralArrangementOffered: nobody("what it holds makes a task where it is stored (take_arrangement)"),
    referral.ReferralArrangementAnswered: nobody("the person said it herself"),
    referral.CapacityAsked: nobody("the partner is waited for, and a task comes with its answer or without"),
    referral.CapacityAnswered: makes(TaskKind.CAPACITY_ANSWERED, TaskKind.PARTNER_MAYBE_NOT_REACHED),
    referral.CapacityLapsed: makes(
        TaskKind.CAPACITY_LAPSED, TaskKind.CAPACITY_ANSWERED, TaskKind.PARTNER_MAYBE_NOT_REACHED
    ),
    referral.ProceedingUpdated: nobody("what is to be done by a day is a deadline, and that has its task"),
    notification.DeliveryFailed: makes(TaskKind.NOT_REACHED, TaskKind.MAYBE_NOT_REACHED),
    notification.DeliveryDoubted: makes(TaskKind.MAYBE_NOT_REACHED),
    notification.DeliverySuppressed: makes(TaskKind.CALL),
    notification.DeadlineSet: ends(*OF_A_DEADLINE),
    notification.DeadlineReminded: makes(TaskKind.DEADLINE_NEAR),
    notification.DeadlineMet: ends(*OF_A_DEADLINE),
    notification.DeadlineMissed: makes(TaskKind.DEADLINE_MISSED, TaskKind.DEADLINE_NEAR),
    notification.DeadlineCancelled: ends(*OF_A_DEADLINE),
}

TO_A_PARTNER: Final[Mapping[type[Message], Rule]] = {
    notification.DeliveryFailed: makes(TaskKind.PARTNER_NOT_REACHED, TaskKind.PARTNER_MAYBE_NOT_REACHED),
    notification.DeliveryDoubted: makes(TaskKind.PARTNER_MAYBE_NOT_REACHED),
}
"""Rules of mails to a partner about a referral, and of doubted ones that ask for room; TABLE has those to the person.
"""

PARTNER_LEFT: Final = makes(TaskKind.PARTNER_LEFT, *WITH_THE_REFERRAL)
"""The rule of a recall because the partner left the directory: the person agreed to it, and has nobody now."""

NOT_ASKED: Final = makes(TaskKind.NOT_ASKED, *WITH_THE_REFERRAL)
"""The rule of a recall because the partner is not onboarded: the person agreed to it, and it was never asked."""

RECALLED: Final = {RecallReason.PARTNER_DELISTED: PARTNER_LEFT, RecallReason.NOT_ONBOARDED: NOT_ASKED}
"""The rules of a recall by its reason; any other recall has the row of the table."""


NEVER_REFUSED: Final = makes(TaskKind.CONSENT_UNANSWERED, TaskKind.REFUSED)
STILL_REFUSED: Final = nobody("she refused all the same: only that it was for good is taken back")
ADDITION_NEVER_REFUSED: Final = makes(TaskKind.CONSENT_UNANSWERED, TaskKind.ADDITION_UNWANTED)
NEVER_WITHDREW: Final = makes(TaskKind.NEVER_WITHDREW, TaskKind.WITHDREW)
"""The rule of a withdrawal that never was: the help ended without the person's will, and they are to be asked anew."""
NOT_TO_THE_END: Final = ends(TaskKind.CONSENTED, TaskKind.NEVER_WITHDREW, *WITH_THE_PARTNER)
"""The rule of a consent that never was: the question that follows has its own task."""


def rule_of(fact: Message) -> Rule:
    """Returns the rule of the table, or a closer one by what the fact says: why it was recalled, what was corrected."""
    if isinstance(fact, intake.ConsentCorrected) and fact.was is NotedDecision.REFUSED:
        return STILL_REFUSED if fact.truly is TrueAnswer.REFUSED else NEVER_REFUSED
    if isinstance(fact, intake.ConsentCorrected) and fact.was is NotedDecision.WITHDRAWN:
        return NEVER_WITHDREW
    if isinstance(fact, intake.ConsentCorrected) and fact.truly is TrueAnswer.ASKED:
        return NOT_TO_THE_END
    if isinstance(fact, intake.AdditionCorrected) and fact.was is NotedDecision.REFUSED:
        return ADDITION_NEVER_REFUSED
    if isinstance(fact, referral.ReferralRecalled) and fact.reason in RECALLED:
        return RECALLED[fact.reason]
    return TABLE[type(fact)]


def of_note(note: Note) -> Rule | None:
    """Returns what a noted contact with the person ends; no fact of the bus tells of it."""
    return TALKED_TO if note.is_conversation else WRITTEN_TO if note.is_answer else None


def owed_again(before: Note, made: Note) -> frozenset[TaskKind]:
    """Returns the kinds of task that the note `before` ended and its correction `made` does not."""
    was, now = of_note(before), of_note(made)
    return (was.ends if was else frozenset()) - (now.ends if now else frozenset())
