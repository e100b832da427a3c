"""Follows a referral: its state at the case, what is to be done at the desk, and the step that the person sees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from services.intake.domain.contact_card import ContactCard, OpenHours
from services.intake.domain.ids import CaseId, PartnerId, ReferralId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.services.case_progress import (
    is_known,
    note_referral_moved,
    note_referral_named,
    note_referral_never_sent,
    note_referral_sent,
    note_step,
)
from services.intake.handlers.services.partner_directory import name_of_partner
from services.intake.task_table import TABLE, rule_of
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import referral
from shared.contracts.message import Message
from shared.contracts.vocabulary import RecallReason, ReferralKind

STEPS: Final[Mapping[type[Message], Step]] = {
    referral.ReferralNamed: "named",
    referral.ReferralSent: "sent",
    referral.ReferralDelivered: "delivered",
    referral.ReferralQuestioned: "questioned",
    referral.ReferralInformed: "informed",
    referral.ReferralWaitlisted: "waitlisted",
    referral.ReferralAccepted: "accepted",
    referral.ReferralDeclined: "declined",
    referral.ReferralOverdue: "overdue",
    referral.ReferralExpired: "expired",
    referral.ReferralReturned: "returned",
    referral.ReferralContacted: "contacted",
    referral.ReferralCompleted: "completed",
    referral.ReferralFailed: "failed",
}
ENDS: Final = (
    referral.ReferralDeclined,
    referral.ReferralExpired,
    referral.ReferralReturned,
    referral.ReferralCompleted,
    referral.ReferralFailed,
)


def event_handlers() -> EventHandlers:
    return {
        referral.ReferralNamed: on_named,
        referral.ReferralSent: on_sent,
        referral.ReferralDelivered: on_referral,
        referral.ReferralQuestioned: on_referral,
        referral.ReferralInformed: on_more_time,
        referral.ReferralWaitlisted: on_more_time,
        referral.ReferralAccepted: on_referral,
        referral.ReferralDeclined: on_referral,
        referral.ReferralOverdue: on_referral,
        referral.ReferralExpired: on_referral,
        referral.ReferralAnsweredLate: on_told_to_the_desk,
        referral.ReferralReturned: on_referral,
        referral.ReferralContacted: on_referral,
        referral.ReferralCompleted: on_referral,
        referral.ReferralFailed: on_referral,
        referral.ReferralRecalled: on_recalled,
        referral.ReferralMailReceived: on_told_to_the_desk,
        referral.ReferralAdditionsChanged: on_told_to_the_desk,
        referral.CapacityAnswered: on_capacity_said,
        referral.CapacityLapsed: on_capacity_said,
    }


async def on_named(tx: Transaction, event: Event[referral.ReferralNamed]) -> None:
    card = event.data.card
    hours = tuple(OpenHours(days=each.days, opens=each.opens, closes=each.closes) for each in card.hours)
    await _name(tx, event, ContactCard(phones=card.phones, mail=card.mail, web=card.web, hours=hours))


async def on_sent(tx: Transaction, event: Event[referral.ReferralSent]) -> None:
    """Notes that the referral was sent; a release before `referral.named` told so of a cold one too, without a card."""
    sent = event.data
    if sent.kind is ReferralKind.COLD:
        await _name(tx, event, None)
        return
    case_id, referral_id, partner_id = CaseId(sent.case_id), ReferralId(sent.referral_id), PartnerId(sent.partner_id)
    await note_referral_sent(tx, case_id, referral_id, partner_id, event.time)
    await _follow(tx, event, "sent", sent.respond_by)


async def _name(tx: Transaction, event: Event[Any], card: ContactCard | None) -> None:
    data = event.data
    case_id, referral_id, partner_id = CaseId(data.case_id), ReferralId(data.referral_id), PartnerId(data.partner_id)
    await note_referral_named(tx, case_id, referral_id, partner_id, card, event.time)
    await _follow(tx, event, "named")


async def on_referral(tx: Transaction, event: Event[Any]) -> None:
    data = event.data
    step, ended = STEPS[type(data)], isinstance(data, ENDS)
    await note_referral_moved(tx, CaseId(data.case_id), ReferralId(data.referral_id), step, ended=ended)
    await _follow(tx, event, step)


async def on_recalled(tx: Transaction, event: Event[referral.ReferralRecalled]) -> None:
    """Notes the recall; nothing was taken back from a partner that was never asked."""
    recalled = event.data
    case_id, referral_id = CaseId(recalled.case_id), ReferralId(recalled.referral_id)
    if await is_known(tx, case_id, referral_id):
        step: Step = "recalled"
        await note_referral_moved(tx, case_id, referral_id, step, ended=True)
    else:
        step = "not_asked" if recalled.reason == RecallReason.NOT_ONBOARDED else "never_sent"
        await note_referral_never_sent(tx, case_id, referral_id, PartnerId(recalled.partner_id), step)
    await _follow(tx, event, step)


async def on_more_time(tx: Transaction, event: Event[referral.ReferralInformed | referral.ReferralWaitlisted]) -> None:
    """Notes that the partner is to answer by another time."""
    data = event.data
    step = STEPS[type(data)]
    await note_referral_moved(tx, CaseId(data.case_id), ReferralId(data.referral_id), step, ended=False)
    await _follow(tx, event, step, data.respond_by)


async def on_told_to_the_desk(
    tx: Transaction,
    event: Event[referral.ReferralAnsweredLate | referral.ReferralMailReceived | referral.ReferralAdditionsChanged],
) -> None:
    """Makes and ends tasks alone: what follows is for the person or their counsellor to decide."""
    told = event.data
    partner = await name_of_partner(tx, PartnerId(told.partner_id))
    concerned = Concerned(ThreadId(told.case_id), told.referral_id, partner=partner)
    await follow(tx, TABLE[type(told)], concerned)


async def on_capacity_said(tx: Transaction, event: Event[referral.CapacityAnswered | referral.CapacityLapsed]) -> None:
    """Makes and ends tasks alone: the person knows nothing of the capacity inquiry yet."""
    told = event.data
    partner = await name_of_partner(tx, PartnerId(told.partner_id))
    await follow(tx, TABLE[type(told)], Concerned(ThreadId(told.case_id), told.inquiry_id, partner=partner))


async def _follow(tx: Transaction, event: Event[Any], step: Step, respond_by: datetime | None = None) -> None:
    """Makes and ends the tasks of the referral, and keeps the step that the person sees."""
    data, thread = event.data, ThreadId(event.data.case_id)
    partner = await name_of_partner(tx, PartnerId(data.partner_id))
    await follow(tx, rule_of(data), Concerned(thread, data.referral_id, partner=partner))
    progress = Progress(id=event.id, thread=thread, step=step, at=event.time, partner=partner, respond_by=respond_by)
    await note_step(tx, progress)
