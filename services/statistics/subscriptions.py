"""Everything that statistics hears. It says nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.statistics import handlers
from services.statistics.domain import counted
from services.statistics.domain.counted import Change
from services.statistics.domain.operations import Heartbeat
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
    DeliverySent,
    DeliverySuppressed,
)
from shared.contracts.referral import (
    PartnerDelisted,
    PartnerListed,
    ProceedingUpdated,
    ReferralAccepted,
    ReferralCompleted,
    ReferralContacted,
    ReferralDeclined,
    ReferralDelivered,
    ReferralExpired,
    ReferralFailed,
    ReferralOverdue,
    ReferralRecalled,
    ReferralReturned,
    ReferralSent,
)
from shared.store import Store
from shared.web import SignedOut

Counts = Callable[[Event[Any]], Change | None]


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
        ReferralDelivered: referral_is("delivered"),
        ReferralAccepted: referral_is("accepted"),
        ReferralDeclined: referral_is("declined"),
        ReferralOverdue: referral_is("overdue"),
        ReferralExpired: referral_is("expired"),
        ReferralReturned: referral_is("returned"),
        ReferralContacted: referral_is("contacted"),
        ReferralCompleted: referral_is("completed"),
        ReferralFailed: referral_is("failed"),
        ReferralRecalled: referral_is("recalled"),
        ProceedingUpdated: counts_nothing,
        DeliverySent: delivery_was("sent"),
        DeliveryFailed: delivery_was("failed"),
        DeliverySuppressed: delivery_was("suppressed"),
        DeadlineSet: deadline_set,
        DeadlineReminded: counts_nothing,
        DeadlineMet: deadline_is("met"),
        DeadlineMissed: deadline_is("missed"),
        DeadlineCancelled: deadline_is("cancelled"),
    }


def event_handlers() -> EventHandlers:
    counting: EventHandlers = dict.fromkeys(counts(), on_counted)
    return {**counting, ContactErased: on_erased, CaseErased: on_erased}


def broadcast_handlers(store: Store, signed_out: SignedOut) -> BroadcastHandlers:
    async def on_heartbeat(event: Event[HeartbeatTold]) -> None:
        told = event.data.model_dump(mode="python") | {"service": event.data.service.value, "at": event.time}
        await handlers.hear(store, Heartbeat(**told))

    return {HeartbeatTold: on_heartbeat, SignOutTold: signed_out.on_told}


async def on_counted(tx: Transaction, event: Event[Any]) -> None:
    await on_many(tx, [event])


async def on_many(tx: Transaction, events: Sequence[Event[Any]]) -> None:
    change_of = counts()
    changes = [change_of[type(event.data)](event) for event in events]
    await handlers.count(tx, [change for change in changes if change])


async def on_erased(tx: Transaction, event: Event[CaseErased | ContactErased]) -> None:
    await handlers.forget(tx, event.key)


def counts_nothing(event: Event[Any]) -> None:
    """Two tables over the same cases would give each other's hidden figures away."""


def contact_recorded(event: Event[ContactRecorded]) -> Change:
    said = event.data
    return counted.contact(said.contact_id, said.reason, said.channel, event.time)


def contact_seen(event: Event[ContactAssigned | ContactClosed]) -> Change:
    return counted.contact_seen_as(event.data.contact_id, event.data.reason)


def case_opened(event: Event[CaseOpened]) -> Change:
    said = event.data
    return counted.case(said.case_id, said.land, said.target_group, event.time)


def case_triaged(event: Event[CaseTriaged]) -> Change:
    said = event.data
    return counted.triaged(said.case_id, said.land, said.target_group)


def referral_sent(event: Event[ReferralSent]) -> Change:
    said = event.data
    return counted.referral(said.referral_id, said.case_id, said.partner_category, event.time)


def referral_is(state: str) -> Counts:
    return lambda event: counted.referral_moved(event.data.referral_id, event.data.case_id, state)


def deadline_set(event: Event[DeadlineSet]) -> Change:
    said = event.data
    return counted.deadline(said.deadline_id, said.case_id, said.rule, event.time)


def deadline_is(state: str) -> Counts:
    return lambda event: counted.deadline_moved(event.data.deadline_id, event.data.case_id, state)


def delivery_was(result: str) -> Counts:
    return lambda event: counted.delivery(event.data.audience, result, event.time)
