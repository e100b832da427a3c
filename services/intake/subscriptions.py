"""The events that intake consumes, and the use case that each leads to."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from services.intake.domain.contact_card import ContactCard, OpenHours
from services.intake.domain.ids import CaseId, PartnerId, ReferralId, ThreadId
from services.intake.domain.partner import PartnerDescription
from services.intake.domain.progress import Progress, Step
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.note_happening import Told, note_happening
from services.intake.handlers.services.case_progress import (
    forget_step,
    name_of_referred,
    note_referral_moved,
    note_referral_named,
    note_referral_sent,
    note_step,
)
from services.intake.handlers.services.entry_returned import note_returned, settle
from services.intake.handlers.services.partner_directory import delist_partner, list_partner, name_of_partner
from services.intake.handlers.services.unseal import unseal_from_topic
from services.intake.task_table import TABLE, TO_A_PARTNER, rule_of
from services.intake.timeline_texts import SHOWN, fact_named, shown_words
from shared.bus import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Transaction
from shared.contracts import channel, notification, referral
from shared.contracts.bus import SignOutTold
from shared.contracts.message import Message
from shared.contracts.vocabulary import (
    Audience,
    DeadlineRule,
    DeliveryReason,
    Discontinuation,
    NoticeKind,
    ProceedingState,
    RecallReason,
    ReferralKind,
)
from shared.offences import need_a_request
from shared.sealing.keys import decode
from shared.web import SignedOut

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
    notification.DeadlineSet: "deadline",
    notification.DeadlineReminded: "deadline_near",
    notification.DeadlineMet: "deadline_met",
    notification.DeadlineMissed: "deadline_missed",
    notification.DeadlineCancelled: "deadline_cancelled",
}
Handler = Callable[[Transaction, Event[Any]], Awaitable[None]]
DELIVERIES: Final = (
    notification.DeliverySent,
    notification.DeliveryFailed,
    notification.DeliveryDoubted,
    notification.DeliverySuppressed,
)
ENDS: Final = (
    referral.ReferralDeclined,
    referral.ReferralExpired,
    referral.ReferralReturned,
    referral.ReferralCompleted,
    referral.ReferralFailed,
)
TO_BE_CALLED: Final = {
    DeliveryReason.BY_PHONE_ONLY,
    DeliveryReason.UNREADABLE_TIMES,
    DeliveryReason.OUTSIDE_HOURS_TOO_LONG,
}
"""Why a mail that is not sent leaves a human to call; the others have nothing to say, or nobody to say it to."""

FOR_THE_DESK_ONLY: Final = {
    DeadlineRule.EVIDENCE,
    DeadlineRule.PARTNER_RESPONSE,
    DeadlineRule.FOLLOWUP_406D,
    DeadlineRule.UNKNOWN,
}
"""Deadlines that remind the desk and are not shown to the person: she has no period to keep by them."""


def event_handlers() -> EventHandlers:
    """What each fact leads to, and its line on the timeline of the case."""
    handlers: EventHandlers = {**of_referral(), **of_notification()}
    return {fact: _noted(handler) if fact in SHOWN else handler for fact, handler in handlers.items()}


def of_referral() -> EventHandlers:
    return {
        referral.PartnerListed: on_partner_listed,
        referral.PartnerDelisted: on_partner_delisted,
        referral.EntryTested: on_entry_settled,
        referral.EntryDue: on_entry_settled,
        referral.EntryReached: on_entry_settled,
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
        referral.ReferralLinkRenewed: on_nothing_but_its_line,
        referral.ReferralArrangementOffered: on_nothing_but_its_line,
        referral.ReferralArrangementAnswered: on_nothing_but_its_line,
        referral.CapacityAsked: on_nothing_but_its_line,
        referral.CapacityAnswered: on_capacity_said,
        referral.CapacityLapsed: on_capacity_said,
        referral.ReferralAdditionsChanged: on_told_to_the_desk,
        referral.ProceedingUpdated: on_proceeding_updated,
    }


def of_notification() -> EventHandlers:
    return {
        notification.DeliverySent: on_nothing_but_its_line,
        notification.DeliveryFailed: on_delivery_failed,
        notification.DeliveryDoubted: follow_delivery,
        notification.DeliverySuppressed: on_delivery_suppressed,
        notification.DeadlineSet: on_deadline,
        notification.DeadlineReminded: on_deadline,
        notification.DeadlineMet: on_deadline,
        notification.DeadlineMissed: on_deadline_missed,
        notification.DeadlineCancelled: on_deadline,
    }


def _noted(handler: Handler) -> Handler:
    async def work(tx: Transaction, event: Event[Any]) -> None:
        await handler(tx, event)
        await on_timeline(tx, event)

    return work


async def on_nothing_but_its_line(tx: Transaction, event: Event[Any]) -> None:
    """Nothing follows from it here."""


async def on_timeline(tx: Transaction, event: Event[Any]) -> None:
    """A mail about a partner's entry of the directory, or one that asks it for room, is of no line of a case."""
    data = event.data
    partner_id, referral_id = getattr(data, "partner_id", None), getattr(data, "referral_id", None)
    is_notice = isinstance(data, DELIVERIES)
    if is_notice and (partner_id is not None or getattr(data, "inquiry_id", None) is not None):
        return
    thread = ThreadId(getattr(data, "case_id", None) or event.key)
    partner = await name_of_referred(tx, thread, referral_id) if is_notice and referral_id else None
    told = Told(
        id=event.id,
        thread=thread,
        at=event.time,
        source="notification" if "notification" in data.TYPE else "referral",
        fact=fact_named(data),
        said=shown_words(data),
        partner_id=PartnerId(partner_id) if partner_id else None,
    )
    await note_happening(tx, told, partner)


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


def external_handlers(desk: DeskDependencies) -> ExternalHandlers:
    return {channel.SubmissionReceived: partial(on_submission_received, desk)}


async def on_submission_received(
    desk: DeskDependencies, tx: Transaction, event: ExternalEvent[channel.SubmissionReceived]
) -> None:
    coarse = event.data.model_dump(mode="json", exclude={"kid", "box"}, exclude_unset=True, exclude_none=True)
    await unseal_from_topic(tx, desk, decode(event.data.box), coarse)


async def on_partner_listed(tx: Transaction, event: Event[referral.PartnerListed]) -> None:
    listed = event.data
    description = PartnerDescription(does=listed.does or "", does_not=listed.does_not or "")
    card = None
    ways = event.data.card
    if ways is not None:
        openings = tuple(OpenHours(days=time.days, opens=time.opens, closes=time.closes) for time in ways.hours)
        card = ContactCard(phones=ways.phones, mail=ways.mail, web=ways.web, hours=openings)
    onboarded = listed.onboarded is not False  # an earlier release did not say it
    partner_id = PartnerId(listed.partner_id)
    await list_partner(tx, partner_id, listed.name, listed.category, description, card, onboarded=onboarded)


async def on_partner_delisted(tx: Transaction, event: Event[referral.PartnerDelisted]) -> None:
    await delist_partner(tx, PartnerId(event.data.partner_id))
    await settle(tx, PartnerId(event.data.partner_id))


async def on_entry_settled(
    tx: Transaction, event: Event[referral.EntryTested | referral.EntryDue | referral.EntryReached]
) -> None:
    """A new mail is on its way to it, or it was reached."""
    await settle(tx, PartnerId(event.data.partner_id))


async def on_named(tx: Transaction, event: Event[referral.ReferralNamed]) -> None:
    card = event.data.card
    hours = tuple(OpenHours(days=each.days, opens=each.opens, closes=each.closes) for each in card.hours)
    await _name(tx, event, ContactCard(phones=card.phones, mail=card.mail, web=card.web, hours=hours))


async def on_sent(tx: Transaction, event: Event[referral.ReferralSent]) -> None:
    """A release before `referral.named` published a cold one as sent: without a card."""
    sent = event.data
    if sent.kind is ReferralKind.COLD:
        await _name(tx, event, None)
        return
    await note_referral_sent(tx, CaseId(sent.case_id), ReferralId(sent.referral_id), PartnerId(sent.partner_id))
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
    """Nothing was taken back from a partner that was never asked."""
    recalled = event.data
    step: Step = "not_asked" if recalled.reason == RecallReason.NOT_ONBOARDED else "recalled"
    await note_referral_moved(tx, CaseId(recalled.case_id), ReferralId(recalled.referral_id), step, ended=True)
    await _follow(tx, event, step)


async def on_more_time(tx: Transaction, event: Event[referral.ReferralInformed | referral.ReferralWaitlisted]) -> None:
    """The partner is asked to answer by another time."""
    data = event.data
    step = STEPS[type(data)]
    await note_referral_moved(tx, CaseId(data.case_id), ReferralId(data.referral_id), step, ended=False)
    await _follow(tx, event, step, data.respond_by)


async def on_told_to_the_desk(
    tx: Transaction,
    event: Event[referral.ReferralAnsweredLate | referral.ReferralMailReceived | referral.ReferralAdditionsChanged],
) -> None:
    """What follows is for the person to decide, or for her counsellor."""
    told = event.data
    partner = await name_of_partner(tx, PartnerId(told.partner_id))
    concerned = Concerned(ThreadId(told.case_id), told.referral_id, partner=partner)
    await follow(tx, TABLE[type(told)], concerned)


async def on_capacity_said(tx: Transaction, event: Event[referral.CapacityAnswered | referral.CapacityLapsed]) -> None:
    """The person knows nothing of the question yet."""
    told = event.data
    partner = await name_of_partner(tx, PartnerId(told.partner_id))
    await follow(tx, TABLE[type(told)], Concerned(ThreadId(told.case_id), told.inquiry_id, partner=partner))


async def _follow(tx: Transaction, event: Event[Any], step: Step, respond_by: datetime | None = None) -> None:
    """The tasks of the referral, and the step that the person sees."""
    data, thread = event.data, ThreadId(event.data.case_id)
    partner = await name_of_partner(tx, PartnerId(data.partner_id))
    await follow(tx, rule_of(data), Concerned(thread, data.referral_id, partner=partner))
    progress = Progress(id=event.id, thread=thread, step=step, at=event.time, partner=partner, respond_by=respond_by)
    await note_step(tx, progress)


async def on_proceeding_updated(tx: Transaction, event: Event[referral.ProceedingUpdated]) -> None:
    """The state of an act is what was learned of it last, whoever told it."""
    data = event.data
    accounts = [_account(data), *(_account(each) for each in data.accounts or ())]
    newest = max(accounts, key=lambda each: each.known_on)
    step = Progress(
        id=event.id,
        thread=ThreadId(data.case_id),
        step="proceeding",
        at=event.time,
        proceeding=newest.state,
        proceeding_id=data.proceeding_id,
        same_act_as=data.same_act_as,
        offender_known=any(each.knows_an_offender for each in accounts),
        request_needed=need_a_request(offence for each in accounts for offence in each.offences),
        discontinuation=newest.discontinuation,
        instructed=any(each.instructed for each in accounts),
    )
    await note_step(tx, step)


class _Account(NamedTuple):
    """What is shown of one account of an act."""

    known_on: date
    state: ProceedingState
    discontinuation: Discontinuation | None
    offences: tuple[str, ...]
    knows_an_offender: bool
    instructed: bool


def _account(told: referral.ProceedingUpdated | referral.OtherAccount) -> _Account:
    return _Account(
        known_on=told.known_on,
        state=told.state,
        discontinuation=told.discontinuation,
        offences=tuple(each.value for each in told.offences),
        knows_an_offender=told.offender.known_on is not None
        or any(other.known_on is not None for other in told.further_offenders or ()),
        instructed=any(each.kind is NoticeKind.DISCONTINUATION_WITH_INSTRUCTION for each in told.notices),
    )


async def on_deadline_missed(tx: Transaction, event: Event[notification.DeadlineMissed]) -> None:
    await on_deadline(tx, event, event.data.legal_on)


async def on_deadline(tx: Transaction, event: Event[Any], over_on: date | None = None) -> None:
    """One step a deadline: the newest event about it replaces the earlier one; none where another counts it.

    Of those for the desk only what an earlier release showed is taken away.
    """
    data = event.data
    thread = ThreadId(data.case_id)
    if data.rule is not DeadlineRule.PARTNER_RESPONSE:  # the referral itself says that it is overdue
        about = Concerned(thread, data.deadline_id, rule=data.rule, act_by=data.act_by)
        await follow(tx, TABLE[type(data)], about)
    if data.rule in FOR_THE_DESK_ONLY or getattr(data, "counted_by", None) is not None:
        await forget_step(tx, thread, data.deadline_id)
        return
    step = Progress(
        id=data.deadline_id,
        thread=thread,
        step=STEPS[type(data)],
        at=event.time,
        rule=data.rule,
        act_by=data.act_by,
        over_on=over_on,
    )
    await note_step(tx, step)


async def on_delivery_failed(tx: Transaction, event: Event[notification.DeliveryFailed]) -> None:
    if event.data.audience == Audience.PERSON:
        await note_step(tx, Progress(id=event.id, thread=ThreadId(event.key), step="not_reached", at=event.time))
    await follow_delivery(tx, event)


async def follow_delivery(
    tx: Transaction, event: Event[notification.DeliveryFailed] | Event[notification.DeliveryDoubted]
) -> None:
    """Also of mails about an entry of the directory, which are of no case.

    A failed mail that asks for room ends the waiting where mail is the only way: referral says so (CapacityLapsed).
    """
    if event.data.partner_id is not None:
        await note_returned(tx, PartnerId(event.data.partner_id))
        return
    thread, referral_id, inquiry_id = ThreadId(event.key), event.data.referral_id, event.data.inquiry_id
    if event.data.audience == Audience.PERSON:
        await follow(tx, TABLE[type(event.data)], Concerned(thread, thread))
    if event.data.audience == Audience.PARTNER and referral_id:
        partner = await name_of_referred(tx, thread, referral_id)
        await follow(tx, TO_A_PARTNER[type(event.data)], Concerned(thread, referral_id, partner=partner))
    if inquiry_id and isinstance(event.data, notification.DeliveryDoubted):
        await follow(tx, TO_A_PARTNER[type(event.data)], Concerned(thread, inquiry_id))  # its page names the partner


async def on_delivery_suppressed(tx: Transaction, event: Event[notification.DeliverySuppressed]) -> None:
    if event.data.audience == Audience.PERSON and event.data.reason in TO_BE_CALLED:
        thread = ThreadId(event.key)
        await follow(tx, TABLE[notification.DeliverySuppressed], Concerned(thread, thread))
