"""The events that statistics consumes, and the change that each makes in the tables. It publishes no facts."""

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
"""Each of the three: the step, state or result that has the name of the fact (domain/states.py)."""


def counts() -> Mapping[type[Message], Counts]:
    """Returns by type of event the function that says what the event changes in the tables."""
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
    """Applies events as if one after the other, in fewer commands."""
    change_of = counts()
    changes = [change_of[type(event.data)](event) for event in events]
    await count(tx, [change for change in changes if change])


async def on_erased(tx: Transaction, event: Event[intake.CaseErased | intake.ContactErased]) -> None:
    await forget(tx, event.key)


def counts_nothing(event: Event[Any]) -> None:
    """Changes nothing: no table shows the event.

    Two tables over one population would show what each of them hides (decision 15).
    """


def contact_recorded(event: Event[intake.ContactRecorded]) -> Counted:
    data = event.data
    return begins(Population.CONTACT, data.contact_id, data.contact_id, Codes(data.reason, data.channel), event.time)


def contact_seen(event: Event[intake.ContactAssigned | intake.ContactClosed]) -> Counted:
    data = event.data
    return moves(Population.CONTACT, data.contact_id, data.contact_id, row=data.reason)


def case_opened(event: Event[intake.CaseOpened]) -> Counted | None:
    """Counts the case. A record for prevention is none; it is counted once it is opened as a case, in that quarter."""
    data = event.data
    if data.purpose is Purpose.PREVENTION:
        return None
    return begins(Population.CASE, data.case_id, data.case_id, Codes(data.land, data.target_group), event.time)


def case_triaged(event: Event[intake.CaseTriaged]) -> Counted:
    data = event.data
    return moves(Population.CASE, data.case_id, data.case_id, row=data.land, column=data.target_group)


def case_joined(event: Event[intake.CaseJoined]) -> Counted:
    """Counts the case no longer; its contact still counts.

    A person who wrote twice, or was also reported for, is one case, and the press is none.
    """
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=False)


def case_parted(event: Event[intake.CaseParted]) -> Counted:
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=True)


def referral_sent(event: Event[referral.ReferralSent]) -> Counted:
    """Counts the referral as sent; a cold one as named, which a release before `referral.named` published as sent."""
    return referral_begins(event, ReferralStep.NAMED if event.data.kind is ReferralKind.COLD else ReferralStep.SENT)


def referral_named(event: Event[referral.ReferralNamed]) -> Counted:
    return referral_begins(event, ReferralStep.NAMED)


def referral_begins(event: Event[referral.ReferralSent] | Event[referral.ReferralNamed], step: ReferralStep) -> Counted:
    """Counts a referral; one for prevention in a table of its own, where it stays whatever becomes of its contact."""
    data = event.data
    cell = Codes(data.partner_category, step.code)
    table = Population.PREVENTION_REFERRAL if data.purpose is Purpose.PREVENTION else Population.REFERRAL
    return begins(table, data.referral_id, data.case_id, cell, event.time, ends=step.ends, moved_as=Population.REFERRAL)


def referral_moved(event: Event[Any]) -> Counted:
    data, step = event.data, STEPS[type(event.data)]
    return moves(Population.REFERRAL, data.referral_id, data.case_id, column=step.code, ends=step.ends)


def deadline_set(event: Event[notification.DeadlineSet]) -> Counted:
    """Counts the deadline as set. One whose date was moved is the same deadline, running again."""
    data = event.data
    cell = Codes(data.rule, DeadlineState.SET)
    return begins_again(Population.DEADLINE, data.deadline_id, data.case_id, cell, event.time)


def deadline_moved(event: Event[Any]) -> Counted:
    data = event.data
    return moves(Population.DEADLINE, data.deadline_id, data.case_id, column=DEADLINE_STATES[type(data)])


def deadline_cancelled(event: Event[notification.DeadlineCancelled]) -> Counted:
    """Counts the deadline as cancelled, or not at all where another deadline of the same act is counted in its place.

    One that is set again counts for itself.
    """
    data = event.data
    if data.counted_by is not None:
        return stands(Population.DEADLINE, data.deadline_id, data.case_id, for_itself=False)
    return deadline_moved(event)


def delivery_ended(event: Event[Any]) -> Counted | None:
    """Counts how a delivery ended, each delivery once.

    What was taken may fail afterwards, and what failed may be sent once more: the last result counts. A mail about a
    partner's entry belongs to no case whose erasure would forget it, and is not counted.
    """
    data = event.data
    if data.partner_id is not None:
        return None
    cell = Codes(data.audience, DELIVERY_RESULTS[type(data)])
    return begins_again(Population.DELIVERY, data.dispatch_id, event.key, cell, event.time)
