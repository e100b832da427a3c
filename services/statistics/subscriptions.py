"""Everything that statistics hears. It says nothing."""

from typing import Any

from services.statistics import handlers
from services.statistics.domain.operations import Heartbeat
from shared.bus import Event, Hears, Overhears, Tx
from shared.bus.event import Handler
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


def hears() -> Hears:
    return {
        ContactRecorded: on_contact_recorded,
        ContactAssigned: on_contact_seen,
        ContactAnswered: counts_nothing,
        ContactClosed: on_contact_seen,
        ContactErased: on_erased,
        CaseOpened: on_case_opened,
        CaseTriaged: on_case_triaged,
        CaseAnswered: counts_nothing,
        CaseClosed: counts_nothing,
        CaseReopened: counts_nothing,
        CaseErased: on_erased,
        PartnerListed: counts_nothing,
        PartnerDelisted: counts_nothing,
        ReferralSent: on_referral_sent,
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
        DeadlineSet: on_deadline_set,
        DeadlineReminded: counts_nothing,
        DeadlineMet: deadline_is("met"),
        DeadlineMissed: deadline_is("missed"),
        DeadlineCancelled: deadline_is("cancelled"),
    }


def overhears(store: Store, signed_out: SignedOut) -> Overhears:
    async def on_heartbeat(event: Event[HeartbeatTold]) -> None:
        told = event.data.model_dump(mode="python") | {"service": event.data.service.value, "at": event.time}
        await handlers.hear(store, Heartbeat(**told))

    return {HeartbeatTold: on_heartbeat, SignOutTold: signed_out.on_told}


async def counts_nothing(tx: Tx, event: Event[Any]) -> None:
    """Two tables over the same cases would give each other's hidden figures away."""


async def on_contact_recorded(tx: Tx, event: Event[ContactRecorded]) -> None:
    said = event.data
    await handlers.count_contact(tx, said.contact_id, said.reason, said.channel, event.time)


async def on_contact_seen(tx: Tx, event: Event[ContactAssigned | ContactClosed]) -> None:
    await handlers.see_contact_as(tx, event.data.contact_id, event.data.reason)


async def on_case_opened(tx: Tx, event: Event[CaseOpened]) -> None:
    said = event.data
    await handlers.count_case(tx, said.case_id, said.land, said.target_group, event.time)


async def on_case_triaged(tx: Tx, event: Event[CaseTriaged]) -> None:
    said = event.data
    await handlers.count_triaged(tx, said.case_id, said.land, said.target_group)


async def on_erased(tx: Tx, event: Event[CaseErased | ContactErased]) -> None:
    await handlers.forget(tx, event.key)


async def on_referral_sent(tx: Tx, event: Event[ReferralSent]) -> None:
    said = event.data
    await handlers.count_referral(tx, said.referral_id, said.case_id, said.partner_category, event.time)


def referral_is(state: str) -> Handler:
    async def on_referral_moved(tx: Tx, event: Event[Any]) -> None:
        await handlers.move_referral(tx, event.data.referral_id, event.data.case_id, state)

    return on_referral_moved


async def on_deadline_set(tx: Tx, event: Event[DeadlineSet]) -> None:
    said = event.data
    await handlers.count_deadline(tx, said.deadline_id, said.case_id, said.rule, event.time)


def deadline_is(state: str) -> Handler:
    async def on_deadline_moved(tx: Tx, event: Event[Any]) -> None:
        await handlers.move_deadline(tx, event.data.deadline_id, event.data.case_id, state)

    return on_deadline_moved


def delivery_was(result: str) -> Handler:
    async def on_delivery(tx: Tx, event: Event[DeliverySent | DeliveryFailed | DeliverySuppressed]) -> None:
        await handlers.count_delivery(tx, event.data.audience, result, event.time)

    return on_delivery
