"""Everything that statistics consumes, and what each event changes in the tables. It publishes no facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from services.statistics.domain.counted import Codes, Counted, begins, begins_again, moves, stands
from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralStep
from services.statistics.domain.tables import Population
from services.statistics.handlers.watch import record_heartbeat
from services.statistics.store import count, forget
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts import intake, notification, referral
from shared.contracts.bus import HeartbeatTold, SignOutTold
from shared.contracts.catalogue import model_of_fact
from shared.contracts.message import Message
from shared.contracts.vocabulary import Purpose, ReferralKind
from shared.store import Store
from shared.web import SignedOut

Counts = Callable[[Event[Any]], Counted | None]

STEPS: Final = {model_of_fact(f"lotse.referral.referral.{step.code}"): step for step in ReferralStep}
DEADLINE_STATES: Final = {model_of_fact(f"lotse.notification.deadline.{state}"): state for state in DeadlineState}
DELIVERY_RESULTS: Final = {model_of_fact(f"lotse.notification.delivery.{result}"): result for result in DeliveryResult}
"""A fact leads to the step, state or result that has its name (domain/states.py)."""


def counts() -> Mapping[type[Message], Counts]:
    """What each event changes in the tables."""
    return {
        **dict.fromkeys(STEPS, referral_moved),
        **dict.fromkeys(DEADLINE_STATES, deadline_moved),
        **dict.fromkeys(DELIVERY_RESULTS, delivery_ended),
        intake.ContactRecorded: contact_recorded,
        intake.ContactAssigned: contact_seen,
        intake.ContactAnswered: counts_nothing,
        intake.ContactClosed: contact_seen,
        intake.CaseOpened: case_opened,
        intake.CaseTriaged: case_triaged,
        intake.CaseAnswered: counts_nothing,
        intake.CaseClosed: counts_nothing,
        intake.CaseReopened: counts_nothing,
        intake.CaseJoined: case_joined,
        intake.CaseParted: case_parted,
        referral.PartnerListed: counts_nothing,
        referral.PartnerDelisted: counts_nothing,
        referral.ReferralSent: referral_sent,
        referral.ReferralNamed: referral_named,
        referral.ReferralAnsweredLate: counts_nothing,
        referral.ProceedingUpdated: counts_nothing,
        notification.DeliveryPostponed: counts_nothing,
        notification.DeliveryDoubted: counts_nothing,
        notification.DeadlineSet: deadline_set,
        notification.DeadlineCancelled: deadline_cancelled,
        notification.DeadlineReminded: counts_nothing,
    }


def event_handlers() -> EventHandlers:
    counting: EventHandlers = dict.fromkeys(counts(), on_counted)
    return {**counting, intake.ContactErased: on_erased, intake.CaseErased: on_erased}


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


async def on_erased(tx: Transaction, event: Event[intake.CaseErased | intake.ContactErased]) -> None:
    await forget(tx, event.key)


def counts_nothing(event: Event[Any]) -> None:
    """No table shows it: two tables over one population would show what each of them hides (decision 15)."""


def contact_recorded(event: Event[intake.ContactRecorded]) -> Counted:
    data = event.data
    return begins(Population.CONTACT, data.contact_id, data.contact_id, Codes(data.reason, data.channel), event.time)


def contact_seen(event: Event[intake.ContactAssigned | intake.ContactClosed]) -> Counted:
    data = event.data
    return moves(Population.CONTACT, data.contact_id, data.contact_id, row=data.reason)


def case_opened(event: Event[intake.CaseOpened]) -> Counted | None:
    """What is kept for prevention is no case, until it is opened as one: then it is counted in that quarter."""
    data = event.data
    if data.purpose is Purpose.PREVENTION:
        return None
    return begins(Population.CASE, data.case_id, data.case_id, Codes(data.land, data.target_group), event.time)


def case_triaged(event: Event[intake.CaseTriaged]) -> Counted:
    data = event.data
    return moves(Population.CASE, data.case_id, data.case_id, row=data.land, column=data.target_group)


def case_joined(event: Event[intake.CaseJoined]) -> Counted:
    """Whoever wrote twice, or was reported for as well, is one case, and the press is none. Contacts still count."""
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=False)


def case_parted(event: Event[intake.CaseParted]) -> Counted:
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=True)


def referral_sent(event: Event[referral.ReferralSent]) -> Counted:
    """A release before `referral.named` published a cold one as sent."""
    return referral_begins(event, ReferralStep.NAMED if event.data.kind is ReferralKind.COLD else ReferralStep.SENT)


def referral_named(event: Event[referral.ReferralNamed]) -> Counted:
    return referral_begins(event, ReferralStep.NAMED)


def referral_begins(event: Event[referral.ReferralSent] | Event[referral.ReferralNamed], step: ReferralStep) -> Counted:
    """For prevention in a table of its own, in which it stays, whatever the contact becomes."""
    data = event.data
    cell = Codes(data.partner_category, step.code)
    table = Population.PREVENTION_REFERRAL if data.purpose is Purpose.PREVENTION else Population.REFERRAL
    return begins(table, data.referral_id, data.case_id, cell, event.time, ends=step.ends, moved_as=Population.REFERRAL)


def referral_moved(event: Event[Any]) -> Counted:
    data, step = event.data, STEPS[type(event.data)]
    return moves(Population.REFERRAL, data.referral_id, data.case_id, column=step.code, ends=step.ends)


def deadline_set(event: Event[notification.DeadlineSet]) -> Counted:
    """A moved date is the same deadline, running again."""
    data = event.data
    cell = Codes(data.rule, DeadlineState.SET)
    return begins_again(Population.DEADLINE, data.deadline_id, data.case_id, cell, event.time)


def deadline_moved(event: Event[Any]) -> Counted:
    data = event.data
    return moves(Population.DEADLINE, data.deadline_id, data.case_id, column=DEADLINE_STATES[type(data)])


def deadline_cancelled(event: Event[notification.DeadlineCancelled]) -> Counted:
    """One that another deadline of the same act counts has not lapsed: it is that one. Set again, it is itself."""
    data = event.data
    if data.counted_by is not None:
        return stands(Population.DEADLINE, data.deadline_id, data.case_id, for_itself=False)
    return deadline_moved(event)


def delivery_ended(event: Event[Any]) -> Counted | None:
    """What was taken may fail afterwards, and what failed may be sent once more: it is one delivery all the time.

    A mail about a partner's entry belongs to no case, with which it would be erased, and is not counted.
    """
    data = event.data
    if data.partner_id is not None:
        return None
    cell = Codes(data.audience, DELIVERY_RESULTS[type(data)])
    return begins_again(Population.DELIVERY, data.dispatch_id, event.key, cell, event.time)
