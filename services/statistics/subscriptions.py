"""Everything that statistics consumes, and what each event changes in the tables. It publishes no facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.statistics.domain import counted
from services.statistics.domain.counted import Counted
from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralStep
from services.statistics.handlers.count import count
from services.statistics.handlers.forget import forget
from services.statistics.handlers.watch import record_heartbeat
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts.bus import HeartbeatTold, SignOutTold
from shared.contracts.intake import (
    CaseAnswered,
    CaseClosed,
    CaseErased,
    CaseOpened,
    CaseReopened,
    CaseTriaged,
    ContactAnswered,
    ContactAssigned,
    ContactClosed,
    ContactErased,
    ContactRecorded,
)
from shared.contracts.message import Message
from shared.contracts.notification import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMissed,
    DeadlineReminded,
    DeadlineSet,
    DeliveryFailed,
    DeliveryPostponed,
    DeliverySent,
    DeliverySuppressed,
)
from shared.contracts.referral import (
    PartnerDelisted,
    PartnerListed,
    ProceedingUpdated,
    ReferralAccepted,
    ReferralAnsweredLate,
    ReferralCompleted,
    ReferralContacted,
    ReferralDeclined,
    ReferralDelivered,
    ReferralExpired,
    ReferralFailed,
    ReferralInformed,
    ReferralNamed,
    ReferralOverdue,
    ReferralQuestioned,
    ReferralRecalled,
    ReferralReturned,
    ReferralSent,
    ReferralWaitlisted,
)
from shared.contracts.vocabulary import ReferralKind
from shared.store import Store
from shared.web import SignedOut

Counts = Callable[[Event[Any]], Counted | None]


def counts() -> Mapping[type[Message], Counts]:
    """What each event changes in the tables."""
    return {
        ContactRecorded: contact_recorded,
        ContactAssigned: contact_seen,
        ContactAnswered: counts_nothing,
        ContactClosed: contact_seen,
        CaseOpened: case_opened,
        CaseTriaged: case_triaged,
        CaseAnswered: counts_nothing,
        CaseClosed: counts_nothing,
        CaseReopened: counts_nothing,
        PartnerListed: counts_nothing,
        PartnerDelisted: counts_nothing,
        ReferralSent: referral_sent,
        ReferralNamed: referral_named,
        ReferralDelivered: referral_is(ReferralStep.DELIVERED),
        ReferralQuestioned: referral_is(ReferralStep.QUESTIONED),
        ReferralInformed: referral_is(ReferralStep.INFORMED),
        ReferralWaitlisted: referral_is(ReferralStep.WAITLISTED),
        ReferralAccepted: referral_is(ReferralStep.ACCEPTED),
        ReferralDeclined: referral_is(ReferralStep.DECLINED),
        ReferralOverdue: referral_is(ReferralStep.OVERDUE),
        ReferralExpired: referral_is(ReferralStep.EXPIRED),
        ReferralAnsweredLate: counts_nothing,
        ReferralReturned: referral_is(ReferralStep.RETURNED),
        ReferralContacted: referral_is(ReferralStep.CONTACTED),
        ReferralCompleted: referral_is(ReferralStep.COMPLETED),
        ReferralFailed: referral_is(ReferralStep.FAILED),
        ReferralRecalled: referral_is(ReferralStep.RECALLED),
        ProceedingUpdated: counts_nothing,
        **_counts_of_notification(),
    }


def _counts_of_notification() -> Mapping[type[Message], Counts]:
    return {
        DeliverySent: delivery_was(DeliveryResult.SENT),
        DeliveryFailed: delivery_was(DeliveryResult.FAILED),
        DeliverySuppressed: delivery_was(DeliveryResult.SUPPRESSED),
        DeliveryPostponed: counts_nothing,
        DeadlineSet: deadline_set,
        DeadlineReminded: counts_nothing,
        DeadlineMet: deadline_is(DeadlineState.MET),
        DeadlineMissed: deadline_is(DeadlineState.MISSED),
        DeadlineCancelled: deadline_is(DeadlineState.CANCELLED),
    }


def event_handlers() -> EventHandlers:
    counting: EventHandlers = dict.fromkeys(counts(), on_counted)
    return {**counting, ContactErased: on_erased, CaseErased: on_erased}


def broadcast_handlers(store: Store, signed_out: SignedOut) -> BroadcastHandlers:
    async def on_heartbeat(event: Event[HeartbeatTold]) -> None:
        fields = event.data.model_dump() | {"service": event.data.service.value, "at": event.time}
        await record_heartbeat(store, Heartbeat.model_validate(fields))

    return {HeartbeatTold: on_heartbeat, SignOutTold: signed_out.on_told}


async def on_counted(tx: Transaction, event: Event[Any]) -> None:
    await on_many(tx, [event])


async def on_many(tx: Transaction, events: Sequence[Event[Any]]) -> None:
    """The same as one after the other, in fewer commands."""
    change_of = counts()
    changes = [change_of[type(event.data)](event) for event in events]
    await count(tx, [change for change in changes if change])


async def on_erased(tx: Transaction, event: Event[CaseErased | ContactErased]) -> None:
    await forget(tx, event.key)


def counts_nothing(event: Event[Any]) -> None:
    """No table shows it: two tables over one population would show what each of them hides (decision 15)."""


def contact_recorded(event: Event[ContactRecorded]) -> Counted:
    data = event.data
    return counted.contact(data.contact_id, data.reason, data.channel, event.time)


def contact_seen(event: Event[ContactAssigned | ContactClosed]) -> Counted:
    return counted.contact_seen_as(event.data.contact_id, event.data.reason)


def case_opened(event: Event[CaseOpened]) -> Counted:
    data = event.data
    return counted.case(data.case_id, data.land, data.target_group, event.time)


def case_triaged(event: Event[CaseTriaged]) -> Counted:
    data = event.data
    return counted.triaged(data.case_id, data.land, data.target_group)


def referral_sent(event: Event[ReferralSent]) -> Counted:
    """A release before `referral.named` published a cold one as sent."""
    data = event.data
    step = ReferralStep.NAMED if data.kind is ReferralKind.COLD else ReferralStep.SENT
    return counted.referral(data.referral_id, data.case_id, data.partner_category, step, event.time)


def referral_named(event: Event[ReferralNamed]) -> Counted:
    data = event.data
    return counted.referral(data.referral_id, data.case_id, data.partner_category, ReferralStep.NAMED, event.time)


def referral_is(step: ReferralStep) -> Counts:
    return lambda event: counted.referral_moved(event.data.referral_id, event.data.case_id, step)


def deadline_set(event: Event[DeadlineSet]) -> Counted:
    data = event.data
    return counted.deadline(data.deadline_id, data.case_id, data.rule, event.time)


def deadline_is(state: DeadlineState) -> Counts:
    return lambda event: counted.deadline_moved(event.data.deadline_id, event.data.case_id, state)


def delivery_was(result: DeliveryResult) -> Counts:
    def change(event: Event[DeliverySent | DeliveryFailed | DeliverySuppressed]) -> Counted:
        data = event.data
        return counted.delivery(data.dispatch_id, event.key, data.audience, result, event.time)

    return change
