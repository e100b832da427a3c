"""The table of facts: who is notified of each by which mail, or why nobody is. Every fact of the bus stands here.

This is the way by mail or SMS. The staff's way is a task (`services/intake/task_table.py`). Both side by side, with
what the person's page says, are in `docs/notices.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.notification.domain.delivery import Rule
from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import CONCERNS_NOBODY
from shared.contracts.message import Message


@dataclass(frozen=True)
class ByMail:
    """A mail or SMS. `rule` names its text in `mail_texts.TEXTS`; `unless`: when the fact's handler asks for none."""

    rule: Rule
    unless: str = ""


@dataclass(frozen=True)
class Nobody:
    because: str


class Notified(NamedTuple):
    """The person is notified by the rules of the safe contact, a partner at the addresses of its entry."""

    person: ByMail | Nobody
    partner: ByMail | Nobody


def nobody(person: str, partner: str) -> Notified:
    return Notified(Nobody(person), Nobody(partner))


NO_CASE: Final = "it concerns no case"
NOT_INVOLVED: Final = "it concerns no partner"
DID_IT: Final = "it said this itself"
ON_HER_PAGE: Final = "her page says so; a mail brings her there only where she is asked or answered"
FOR_ANOTHER: Final = "she reports for another"
OF_A_MAIL: Final = "a mail about a mail says nothing"

TABLE: Final[Mapping[type[Message], Notified]] = {
    **{fact: nobody(because, because) for fact, because in CONCERNS_NOBODY.items()},
    intake.ContactRecorded: nobody("she wrote it", NOT_INVOLVED),
    intake.ContactAssigned: nobody(ON_HER_PAGE, NOT_INVOLVED),
    intake.ContactAnswered: Notified(ByMail("desk_answered"), Nobody(NOT_INVOLVED)),
    intake.ContactClosed: nobody(ON_HER_PAGE, NOT_INVOLVED),
    intake.ContactErased: nobody("nothing is left to write to", NOT_INVOLVED),
    intake.CaseOpened: nobody(ON_HER_PAGE, NOT_INVOLVED),
    intake.CaseTriaged: nobody("how urgent it is judged is for the staff", NOT_INVOLVED),
    intake.CaseAnswered: Notified(ByMail("desk_answered"), Nobody(NOT_INVOLVED)),
    intake.CaseClosed: nobody(ON_HER_PAGE, "its referrals are ended by facts of their own"),
    intake.CaseReopened: nobody(ON_HER_PAGE, "nothing is asked of it yet"),
    intake.CaseErased: nobody("nothing is left to write to", "its referrals are erased with it"),
    intake.ConsentAsked: Notified(
        ByMail("consent_asked", unless=f"it was decided before the mail left, or {FOR_ANOTHER}"),
        Nobody("it learns nothing before the person agrees"),
    ),
    intake.ConsentGiven: nobody("she decided it", "its request follows as a referral"),
    intake.ConsentRefused: nobody("she decided it", "it never learned of the question"),
    intake.ConsentWithdrawn: nobody("she decided it", "the recall of its referral follows"),
    intake.ConsentLapsed: nobody("the question stands no longer; her page says so", "it never learned of the question"),
    intake.ConsentCorrected: Notified(
        ByMail("consent_corrected", unless=FOR_ANOTHER), Nobody("the recall of its referral follows, if it was sent")
    ),
    intake.AdditionAsked: Notified(
        ByMail("consent_asked", unless=f"it was decided before the mail left, or {FOR_ANOTHER}"),
        Nobody("it learns nothing before the person agrees"),
    ),
    intake.AdditionGiven: nobody("she decided it", "that it may read more follows from referral"),
    intake.AdditionRefused: nobody("she decided it", "it never learned of the question"),
    intake.AdditionWithdrawn: nobody("she decided it", "that it may read less follows from referral"),
    intake.AdditionLapsed: nobody(
        "the question stands no longer; her page says so", "it never learned of the question"
    ),
    intake.AdditionCorrected: Notified(
        ByMail("consent_corrected", unless=FOR_ANOTHER), Nobody("that it may read less follows from referral")
    ),
    intake.ArrangementAnswered: nobody("she said this herself", "it is told once referral has the answer"),
    intake.SafeContactChanged: nobody("a mail on a change could meet somebody else's eyes", NOT_INVOLVED),
    intake.SafeContactWithdrawn: nobody("from now on nobody writes to her", NOT_INVOLVED),
    referral.EntryTested: Notified(
        Nobody(NO_CASE), ByMail("entry_test", unless="it left the directory, or has no mailbox there any more")
    ),
    referral.EntryDue: Notified(
        Nobody(NO_CASE), ByMail("entry_due", unless="it was confirmed, or left the directory, before the mail left")
    ),
    referral.EntryReached: nobody(NO_CASE, DID_IT),
    referral.ReferralNamed: nobody("her page shows how to reach it, and she was there", "she goes there herself"),
    referral.ReferralSent: Notified(
        Nobody("she agreed to it; her page says that it left"),
        ByMail("referral_sent", unless="the person goes to the partner herself"),
    ),
    referral.ReferralDelivered: nobody(ON_HER_PAGE, DID_IT),
    referral.ReferralQuestioned: nobody(
        "her counsellor answers from what she allowed, and asks her before anything more; her page says so", DID_IT
    ),
    referral.ReferralInformed: Notified(
        Nobody(ON_HER_PAGE), ByMail("referral_informed", unless="it decided before the mail left")
    ),
    referral.ReferralWaitlisted: nobody("her counsellor talks it over with her; her page says so", DID_IT),
    referral.ReferralAccepted: Notified(ByMail("referral_accepted", unless=FOR_ANOTHER), Nobody(DID_IT)),
    referral.ReferralDeclined: Notified(ByMail("referral_declined", unless=FOR_ANOTHER), Nobody(DID_IT)),
    referral.ReferralOverdue: Notified(
        Nobody("there is nothing for her to do; the counsellor asks the partner"),
        ByMail("referral_overdue", unless="it answered before the mail left"),
    ),
    referral.ReferralAnsweredLate: nobody("her counsellor asks her before anything follows", DID_IT),
    referral.ReferralExpired: nobody(
        "the question for another partner, or an answer, brings her a mail", "it was reminded; its page says so"
    ),
    referral.ReferralReturned: nobody("the question for another partner, or an answer, brings her a mail", DID_IT),
    referral.ReferralContacted: nobody("the partner is in touch with her", DID_IT),
    referral.ReferralCompleted: nobody("she had the help", DID_IT),
    referral.ReferralFailed: nobody("the question for another partner, or an answer, brings her a mail", DID_IT),
    referral.ReferralRecalled: Notified(
        Nobody("she wished it, or the counsellor says why in an answer"),
        ByMail("referral_recalled", unless="no mail told it of the request"),
    ),
    referral.ReferralLinkRenewed: Notified(
        Nobody("nothing changed for her"), ByMail("link_renewed", unless="the request ended before the mail left")
    ),
    referral.ReferralMailReceived: nobody("it is for her counsellor to read", DID_IT),
    referral.ReferralAdditionsChanged: Notified(
        Nobody("she decided it"), ByMail("additions_changed", unless="the request ended before the mail left")
    ),
    referral.ReferralArrangementOffered: Notified(ByMail("arrangement_offered", unless=FOR_ANOTHER), Nobody(DID_IT)),
    referral.ReferralArrangementAnswered: Notified(
        Nobody("she said this herself"), ByMail("arrangement_answered", unless="the request ended before the mail left")
    ),
    referral.CapacityAsked: Notified(
        Nobody("she is asked once there is somebody who has room"),
        ByMail("capacity_asked", unless="it answered, or the question was over, before the mail left"),
    ),
    referral.CapacityAnswered: nobody("her counsellor talks it over with her", DID_IT),
    referral.CapacityLapsed: nobody("her counsellor asks somebody else", "its page says so"),
    referral.ProceedingUpdated: nobody("it came from her, or the counsellor says it in an answer", NOT_INVOLVED),
    notification.DeliveryFailed: nobody("it would fail as well; her page says so", "it would fail as well"),
    notification.DeliveryDoubted: nobody(OF_A_MAIL, OF_A_MAIL),
    notification.DeliverySuppressed: nobody(OF_A_MAIL, OF_A_MAIL),
    notification.DeadlineSet: nobody(ON_HER_PAGE, NOT_INVOLVED),
    notification.DeadlineReminded: Notified(
        ByMail(
            "deadline_reminder",
            unless=f"she does not wish it, one waits already, it is another's to keep, or {FOR_ANOTHER}",
        ),
        ByMail("deadline_near", unless="it is not the day of its own answer"),
    ),
    notification.DeadlineMet: nobody(ON_HER_PAGE, NOT_INVOLVED),
    notification.DeadlineMissed: nobody(
        "the counsellor says what can still be done in an answer; her page says it at once", NOT_INVOLVED
    ),
    notification.DeadlineCancelled: nobody(ON_HER_PAGE, NOT_INVOLVED),
}
