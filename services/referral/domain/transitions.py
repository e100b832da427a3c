"""Decisions on a referral: each act leads where the table in referral.py says."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, get_args

from services.referral.domain.handover import Consent
from services.referral.domain.partner import Partner
from services.referral.domain.referral import (
    REASONS,
    TRANSITIONS,
    Act,
    By,
    LateAnswer,
    Referral,
    ReferralAnsweredLate,
    ReferralPrepared,
    Stage,
    Step,
)
from shared import duty_to_act
from shared.clock import berlin_day
from shared.contracts.vocabulary import Purpose, ReferralKind, Urgency
from shared.errors import Conflict, Invalid, Never
from shared.referral_id import referral_of

LINK_LIVES: Final = timedelta(days=60)
"""Time after the deadline of the answer for which the link still works."""

LONGEST_WAIT: Final = timedelta(days=180)
"""Time on a waiting list at most."""
NO_SUCH_WAIT: Final = "Bitte geben Sie einen Tag an, der in den nächsten sechs Monaten liegt."
MOVED: Final[frozenset[Stage]] = frozenset({"informed", "waitlisted"})
"""States in which the partner's deadline was moved to a later time."""
CORRECTIONS: Final[Mapping[Stage, tuple[LateAnswer, ...]]] = {
    "declined": ("accept",),
    "returned": ("accept",),
    "completed": ("accept", "decline"),
    "failed": ("accept",),
}
"""Answers that a partner may still give where a counsellor entered for it that it does not help, or how its help ended.

It may say that it does help, or that it did not, and may take that back.
"""


def prepare(
    consent: Consent,
    partner: Partner,
    urgency: Urgency,
    *,
    reference: str,
    now: datetime,
    purpose: Purpose = Purpose.COUNSELLING,
) -> ReferralPrepared:
    """Makes one referral for each hand-over: its id follows from the hand-over's, also when the consent arrives again.

    Raises Never where something would be sent to an authority that must act on it, and the person did not read that.
    """
    is_warm = consent.kind is not ReferralKind.COLD
    if is_warm and partner.category in duty_to_act.OBLIGED and not duty_to_act.is_shown(consent.text_version):
        raise Never("the person did not read that this authority must act")
    handover = consent.handover
    return ReferralPrepared(
        Referral(
            referral_id=referral_of(handover.handover_id),
            case_id=handover.case_id,
            handover_id=handover.handover_id,
            partner_id=partner.partner_id,
            partner_category=partner.category,
            level=partner.level,
            reference=reference,
            kind=consent.kind,
            urgency=urgency,
            items=consent.items,
            replaces=consent.replaces,
            purpose=purpose,
            state="preparing",
            changed_at=now,
        )
    )


def send(referral: Referral, now: datetime, respond_by: datetime) -> Step | None:
    """Sends it; None for a referral that is not in preparation any more."""
    times = {"sent_at": now, "respond_by": respond_by, "link_until": respond_by + LINK_LIVES}
    return step_if_possible(referral.model_copy(update=times), "send", now)


def waitlist(
    referral: Referral,
    until: date,
    respond_by: datetime,
    now: datetime,
    *,
    by: By,
    version: int | None = None,
) -> Step | None:
    """Puts it on the waiting list and moves the deadline to `respond_by`. None where the same day was the last answer.

    Raises Invalid for a day that is not to come or too far ahead, and as `step`.
    """
    if not timedelta(0) < until - berlin_day(now) <= LONGEST_WAIT:
        raise Invalid("wrong-value", NO_SUCH_WAIT)
    if referral.state == "waitlisted" and referral.waitlist_until == until:
        return None
    moved = {"waitlist_until": until, "respond_by": respond_by, "link_until": respond_by + LINK_LIVES}
    return step(referral.model_copy(update=moved), "waitlist", now, by=by, version=version)


def reply(referral: Referral, respond_by: datetime, now: datetime, *, version: int | None = None) -> Step | None:
    """Gives the partner its reply, with a deadline not earlier than before. Raises as `step`."""
    due = max(respond_by, referral.respond_by or respond_by)
    moved = {"respond_by": due, "link_until": due + LINK_LIVES}
    return step(referral.model_copy(update=moved), "reply", now, by="counsellor", version=version)


def mark_overdue(referral: Referral, now: datetime) -> Step | None:
    """Marks it overdue; None where the state no longer allows it, or the deadline moved since this was scheduled."""
    is_moved = referral.state in MOVED and referral.respond_by is not None and now < referral.respond_by
    return None if is_moved else step_if_possible(referral, "mark_overdue", now)


def step(
    referral: Referral,
    act: Act,
    now: datetime,
    *,
    by: By | None = None,
    reason: str | None = None,
    version: int | None = None,
) -> Step | None:
    """Takes the act; None where the same act with the same reason was the last one: a retry after a lost answer.

    After a late answer it is no retry. Raises Invalid for a reason that the act does not know, and Conflict where the
    state does not allow the act or `version`, the one on the screen, is not the current one.
    """
    if version is not None and referral.version != version:
        raise Conflict(
            "changed-meanwhile", "Diese Vermittlung hat sich inzwischen geändert. Bitte prüfen Sie ihren Stand."
        )
    if act == "decline" and by == "partner" and _is_return(referral):
        act = "return"
    before, after, fact = TRANSITIONS[act]
    if reason not in (set(REASONS[act]) if act in REASONS else {None}):
        raise Invalid("wrong-value", "Bitte wählen Sie einen der angebotenen Gründe.")
    if act in late_answers(referral, by):
        return _answered_late(referral, act, now, by)
    is_said = referral.state == after and after not in before and referral.reason == reason
    if is_said and referral.late is None:
        return None
    if referral.state not in before:
        raise Conflict("not-in-this-state", "Das ist beim jetzigen Stand dieser Vermittlung nicht möglich.")
    moved = {"state": after, "changed_at": now, "by": by, "reason": reason, "late": None}
    return fact(referral.model_copy(update=moved))


def _is_return(referral: Referral) -> bool:
    """Whether a partner that declines gives back a referral that a counsellor accepted for it, or repeats that."""
    before = {("accepted", "counsellor"), ("returned", "partner")}
    return referral.late is None and (referral.state, referral.by) in before


def late_answers(referral: Referral, by: By | None) -> tuple[LateAnswer, ...]:
    """Returns answers that only inform the desk and change no state: after expiry, or against a counsellor's entry."""
    if referral.state == "expired":
        return get_args(LateAnswer)
    corrections = CORRECTIONS.get(referral.state, ())
    if not corrections or by != "partner" or (referral.by != "counsellor" and referral.late is None):
        return ()
    return corrections if referral.late is None else get_args(LateAnswer)


def _answered_late(referral: Referral, answer: LateAnswer, now: datetime, by: By | None) -> Step | None:
    """Stores the answer for the desk; the state stays. None where it is the same as before."""
    if referral.late == answer:
        return None
    return ReferralAnsweredLate(referral.model_copy(update={"late": answer, "changed_at": now, "by": by}))


def step_if_possible(
    referral: Referral, act: Act, now: datetime, *, by: By | None = None, reason: str | None = None
) -> Step | None:
    """Takes the act; None where the state does not allow it, because somebody was faster."""
    return step(referral, act, now, by=by, reason=reason) if referral.state in TRANSITIONS[act].before else None
