"""Everything intake hears, and the use case that each leads to."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from services.intake.domain.progress import Progress, Step
from services.intake.domain.state import CaseId, PartnerId, ReferralId, ThreadId
from services.intake.handlers import hear, unseal
from services.intake.handlers.workplace import Mailroom
from shared.bus import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Transaction
from shared.contracts import channel, notification, referral
from shared.contracts.bus import SignOutTold
from shared.contracts.message import Message
from shared.contracts.vocabulary import Audience, DeadlineRule
from shared.sealing.keys import decode
from shared.web import SignedOut

STEPS: Final[Mapping[type[Message], Step]] = {
    referral.ReferralSent: "sent",
    referral.ReferralDelivered: "delivered",
    referral.ReferralAccepted: "accepted",
    referral.ReferralDeclined: "declined",
    referral.ReferralOverdue: "overdue",
    referral.ReferralExpired: "expired",
    referral.ReferralReturned: "returned",
    referral.ReferralContacted: "contacted",
    referral.ReferralCompleted: "completed",
    referral.ReferralFailed: "failed",
    referral.ReferralRecalled: "recalled",
    notification.DeadlineSet: "deadline",
    notification.DeadlineReminded: "deadline_near",
    notification.DeadlineMet: "deadline_met",
    notification.DeadlineMissed: "deadline_missed",
    notification.DeadlineCancelled: "deadline_cancelled",
}
ENDS: Final = (
    referral.ReferralDeclined,
    referral.ReferralExpired,
    referral.ReferralReturned,
    referral.ReferralCompleted,
    referral.ReferralFailed,
    referral.ReferralRecalled,
)
OF_THE_HOUSE: Final = {DeadlineRule.PARTNER_RESPONSE, DeadlineRule.FOLLOWUP_406D, DeadlineRule.UNKNOWN}
"""Clocks that remind the desk and are no business of the person's."""


def event_handlers() -> EventHandlers:
    return {
        referral.PartnerListed: on_partner_listed,
        referral.PartnerDelisted: on_partner_delisted,
        referral.ReferralSent: on_referral,
        referral.ReferralDelivered: on_referral,
        referral.ReferralAccepted: on_referral,
        referral.ReferralDeclined: on_referral,
        referral.ReferralOverdue: on_referral,
        referral.ReferralExpired: on_referral,
        referral.ReferralReturned: on_referral,
        referral.ReferralContacted: on_referral,
        referral.ReferralCompleted: on_referral,
        referral.ReferralFailed: on_referral,
        referral.ReferralRecalled: on_referral,
        referral.ProceedingUpdated: on_proceeding_updated,
        notification.DeliveryFailed: on_delivery_failed,
        notification.DeadlineSet: on_deadline,
        notification.DeadlineReminded: on_deadline,
        notification.DeadlineMet: on_deadline,
        notification.DeadlineMissed: on_deadline,
        notification.DeadlineCancelled: on_deadline,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


def external_handlers(mailroom: Mailroom) -> ExternalHandlers:
    return {channel.SubmissionReceived: partial(on_submission_received, mailroom)}


async def on_submission_received(
    mailroom: Mailroom, tx: Transaction, event: ExternalEvent[channel.SubmissionReceived]
) -> None:
    coarse = event.data.model_dump(mode="json", exclude={"kid", "box"}, exclude_unset=True, exclude_none=True)
    await unseal.take_from_topic(tx, mailroom, decode(event.data.box), coarse)


async def on_partner_listed(tx: Transaction, event: Event[referral.PartnerListed]) -> None:
    await hear.partner_listed(tx, PartnerId(event.data.partner_id), event.data.name, event.data.category)


async def on_partner_delisted(tx: Transaction, event: Event[referral.PartnerDelisted]) -> None:
    await hear.partner_delisted(tx, PartnerId(event.data.partner_id))


async def on_referral(tx: Transaction, event: Event[Any]) -> None:
    said = event.data
    case_id, referral_id = CaseId(said.case_id), ReferralId(said.referral_id)
    partner_id = PartnerId(said.partner_id)
    if isinstance(said, referral.ReferralSent):
        await hear.referral_sent(tx, case_id, referral_id, partner_id)
    if isinstance(said, ENDS):
        await hear.referral_ended(tx, case_id, referral_id)
    partner = await hear.name_of_partner(tx, partner_id)
    thread = ThreadId(case_id)
    await hear.step(tx, Progress(id=event.id, thread=thread, step=STEPS[type(said)], at=event.time, partner=partner))


async def on_proceeding_updated(tx: Transaction, event: Event[referral.ProceedingUpdated]) -> None:
    said = event.data
    seen = Progress(
        id=event.id,
        thread=ThreadId(said.case_id),
        step="proceeding",
        at=event.time,
        proceeding=said.state,
        offender_known=said.offender.known_on is not None,
    )
    await hear.step(tx, seen)


async def on_deadline(tx: Transaction, event: Event[Any]) -> None:
    """One step a deadline: the newest word about it stands."""
    said = event.data
    if said.rule in OF_THE_HOUSE:
        return
    seen = Progress(
        id=said.deadline_id,
        thread=ThreadId(said.case_id),
        step=STEPS[type(said)],
        at=event.time,
        rule=said.rule,
        act_by=said.act_by,
    )
    await hear.step(tx, seen)


async def on_delivery_failed(tx: Transaction, event: Event[notification.DeliveryFailed]) -> None:
    if event.data.audience == Audience.PERSON:
        thread = ThreadId(event.key)
        await hear.step(tx, Progress(id=event.id, thread=thread, step="not_reached", at=event.time))
