"""The events that statistics consumes, and the change that each makes in the tables. It publishes no facts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralStep
from services.statistics.domain.table_changes import CellCodes, TableChange, begins, begins_again, moves, stands
from services.statistics.domain.tables import Population
from services.statistics.handlers.watch import record_heartbeat
from services.statistics.store import apply_changes, forget
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts import intake, notification, referral
from shared.contracts.bus import HeartbeatTold, SignOutTold
from shared.contracts.catalogue import model_of_fact
from shared.contracts.message import Message
from shared.contracts.vocabulary import Purpose, ReferralKind
from shared.store import Store
from shared.web import SignedOut

ChangeOf = Callable[[Event[Any]], TableChange | None]

STEPS: Final = {model_of_fact(f"lotse.referral.referral.{step.code}"): step for step in ReferralStep}
DEADLINE_STATES: Final = {model_of_fact(f"lotse.notification.deadline.{state}"): state for state in DeadlineState}
DELIVERY_RESULTS: Final = {model_of_fact(f"lotse.notification.delivery.{result}"): result for result in DeliveryResult}
"""Each of the three: the step, state or result that has the name of the fact (domain/states.py)."""


def changes_by_type() -> Mapping[type[Message], ChangeOf]:
    """Returns by type of event the function that says what the event changes in the tables."""
    return {
        **dict.fromkeys(STEPS, referral_moved),
        **dict.fromkeys(DEADLINE_STATES, deadline_moved),
        **dict.fromkeys(DELIVERY_RESULTS, delivery_ended),
        intake.ContactRecorded: contact_recorded,
        intake.ContactAssigned: contact_seen,
        intake.ContactAnswered: changes_nothing,
        intake.ContactClosed: contact_seen,
        intake.CaseOpened: case_opened,
        intake.CaseTriaged: case_triaged,
        intake.CaseAnswered: changes_nothing,
        intake.CaseClosed: changes_nothing,
        intake.CaseReopened: changes_nothing,
        intake.CaseJoined: case_joined,
        intake.CaseParted: case_parted,
        referral.PartnerListed: changes_nothing,
        referral.PartnerDelisted: changes_nothing,
        referral.ReferralSent: referral_sent,
        referral.ReferralNamed: referral_named,
        referral.ReferralAnsweredLate: changes_nothing,
        referral.ProceedingUpdated: changes_nothing,
        notification.DeliveryPostponed: changes_nothing,
        notification.DeliveryDoubted: changes_nothing,
        notification.DeadlineSet: deadline_set,
        notification.DeadlineCancelled: deadline_cancelled,
        notification.DeadlineReminded: changes_nothing,
    }


def event_handlers() -> EventHandlers:
    counting: EventHandlers = dict.fromkeys(changes_by_type(), on_counted)
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
    change_of = changes_by_type()
    changes = [change_of[type(event.data)](event) for event in events]
    await apply_changes(tx, [change for change in changes if change])


async def on_erased(tx: Transaction, event: Event[intake.CaseErased | intake.ContactErased]) -> None:
    await forget(tx, event.key)


def changes_nothing(event: Event[Any]) -> None:
    """Changes nothing: no table shows the event.

    Two tables over one population would show what each of them hides (decision 15).
    """


def contact_recorded(event: Event[intake.ContactRecorded]) -> TableChange:
    data = event.data
    return begins(
        Population.CONTACT, data.contact_id, data.contact_id, CellCodes(data.reason, data.channel), event.time
    )


def contact_seen(event: Event[intake.ContactAssigned | intake.ContactClosed]) -> TableChange:
    data = event.data
    return moves(Population.CONTACT, data.contact_id, data.contact_id, row=data.reason)


def case_opened(event: Event[intake.CaseOpened]) -> TableChange | None:
    """Counts the case. A record for prevention is none; it is counted once it is opened as a case, in that quarter."""
    data = event.data
    if data.purpose is Purpose.PREVENTION:
        return None
    return begins(Population.CASE, data.case_id, data.case_id, CellCodes(data.land, data.target_group), event.time)


def case_triaged(event: Event[intake.CaseTriaged]) -> TableChange:
    data = event.data
    return moves(Population.CASE, data.case_id, data.case_id, row=data.land, column=data.target_group)


def case_joined(event: Event[intake.CaseJoined]) -> TableChange:
    """Counts the case no longer; its contact still counts.

    A person who wrote twice, or was also reported for, is one case, and the press is none.
    """
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=False)


def case_parted(event: Event[intake.CaseParted]) -> TableChange:
    return stands(Population.CASE, event.data.case_id, event.data.case_id, for_itself=True)


def referral_sent(event: Event[referral.ReferralSent]) -> TableChange:
    """Counts the referral as sent; a cold one as named, which a release before `referral.named` published as sent."""
    return referral_begins(event, ReferralStep.NAMED if event.data.kind is ReferralKind.COLD else ReferralStep.SENT)


def referral_named(event: Event[referral.ReferralNamed]) -> TableChange:
    return referral_begins(event, ReferralStep.NAMED)


def referral_begins(
    event: Event[referral.ReferralSent] | Event[referral.ReferralNamed], step: ReferralStep
) -> TableChange:
    """Counts a referral; one for prevention in a table of its own, where it stays whatever becomes of its contact."""
    data = event.data
    cell = CellCodes(data.partner_category, step.code)
    table = Population.PREVENTION_REFERRAL if data.purpose is Purpose.PREVENTION else Population.REFERRAL
    return begins(table, data.referral_id, data.case_id, cell, event.time, ends=step.ends, moved_as=Population.REFERRAL)


def referral_moved(event: Event[Any]) -> TableChange:
    data, step = event.data, STEPS[type(event.data)]
    return moves(Population.REFERRAL, data.referral_id, data.case_id, column=step.code, ends=step.ends)


def deadline_set(event: Event[notification.DeadlineSet]) -> TableChange:
    """Counts the deadline as set. One whose date was moved is the same deadline, running again."""
    data = event.data
    cell = CellCodes(data.rule, DeadlineState.SET)
    return begins_again(Population.DEADLINE, data.deadline_id, data.case_id, cell, event.time)


def deadline_moved(event: Event[Any]) -> TableChange:
    data = event.data
    return moves(Population.DEADLINE, data.deadline_id, data.case_id, column=DEADLINE_STATES[type(data)])


def deadline_cancelled(event: Event[notification.DeadlineCancelled]) -> TableChange:
    """Counts the deadline as cancelled, or not at all where another deadline of the same act is counted in its place.

    One that is set again counts for itself.
    """
    data = event.data
    if data.counted_by is not None:
        return stands(Population.DEADLINE, data.deadline_id, data.case_id, for_itself=False)
    return deadline_moved(event)


def delivery_ended(event: Event[Any]) -> TableChange | None:
    """Counts how a delivery ended, each delivery once.

    What was taken may fail afterwards, and what failed may be sent once more: the last result counts. A mail about a
    partner's entry belongs to no case whose erasure would forget it, and is not counted.
    """
    data = event.data
    if data.partner_id is not None:
        return None
    cell = CellCodes(data.audience, DELIVERY_RESULTS[type(data)])
    return begins_again(Population.DELIVERY, data.dispatch_id, event.key, cell, event.time)
