"""Everything that notification consumes, and the use case that each event leads to."""

from typing import Final

from services.notification.domain.circumstances import Notice
from services.notification.domain.deadlines import Entitled, Proceeding
from services.notification.domain.delivery import Occasion
from services.notification.handlers.await_partner import await_answer, note_answer, note_silence, stop_waiting
from services.notification.handlers.change_safe_contact import change_safe_contact, withdraw_safe_contact
from services.notification.handlers.erase import erase
from services.notification.handlers.notify import notify_partner, notify_person
from services.notification.handlers.settle import settle
from services.notification.handlers.update_deadlines import update_deadlines
from shared.assignments import assign
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts.bus import SignOutTold
from shared.contracts.intake import (
    CaseAnswered,
    CaseClosed,
    CaseErased,
    CaseReopened,
    ConsentAsked,
    ConsentGiven,
    ConsentLapsed,
    ConsentRefused,
    ConsentWithdrawn,
    ContactAnswered,
    ContactAssigned,
    ContactErased,
    SafeContactChanged,
    SafeContactWithdrawn,
)
from shared.contracts.message import Message
from shared.contracts.referral import (
    PartnerDelisted,
    PartnerListed,
    ProceedingUpdated,
    ReferralAccepted,
    ReferralDeclined,
    ReferralOverdue,
    ReferralRecalled,
    ReferralSent,
)
from shared.contracts.vocabulary import Land, ProceedingState, ReferralKind
from shared.web import SignedOut

NothingToAsk = ConsentGiven | ConsentRefused | ConsentWithdrawn | ConsentLapsed
NOBODY_TO_ASK: Final = (ProceedingState.DISCONTINUED, ProceedingState.FINAL)
"""States of a proceeding after which nothing more is to be learned by asking."""


def event_handlers() -> EventHandlers:
    return {
        SafeContactChanged: on_safe_contact_changed,
        SafeContactWithdrawn: on_safe_contact_withdrawn,
        ContactAnswered: on_contact_answered,
        CaseAnswered: on_case_answered,
        ConsentAsked: on_consent_asked,
        ConsentGiven: on_consent_decided,
        ConsentRefused: on_consent_decided,
        ConsentWithdrawn: on_consent_decided,
        ConsentLapsed: on_consent_decided,
        ReferralSent: on_referral_sent,
        ReferralAccepted: on_referral_accepted,
        ReferralDeclined: on_referral_declined,
        ReferralOverdue: on_referral_overdue,
        ReferralRecalled: on_referral_recalled,
        ProceedingUpdated: on_proceeding_updated,
        ContactAssigned: on_contact_assigned,
        CaseErased: on_erased,
        ContactErased: on_erased,
        CaseClosed: nothing_follows,
        CaseReopened: nothing_follows,
        PartnerListed: nothing_follows,
        PartnerDelisted: nothing_follows,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


async def on_safe_contact_changed(tx: Transaction, event: Event[SafeContactChanged]) -> None:
    await change_safe_contact(tx, event.key, event.data.reference)


async def on_safe_contact_withdrawn(tx: Transaction, event: Event[SafeContactWithdrawn]) -> None:
    await withdraw_safe_contact(tx, event.key)


async def on_contact_answered(tx: Transaction, event: Event[ContactAnswered]) -> None:
    answered = event.data
    await notify_person(tx, Occasion(event.id, "desk_answered", answered.case_id, answered.contact_id))


async def on_case_answered(tx: Transaction, event: Event[CaseAnswered]) -> None:
    await notify_person(tx, Occasion(event.id, "desk_answered", event.data.case_id))


async def on_consent_asked(tx: Transaction, event: Event[ConsentAsked]) -> None:
    asked = event.data
    await notify_person(tx, Occasion(event.id, "consent_asked", asked.case_id, handover_id=asked.handover_id))


async def on_consent_decided(tx: Transaction, event: Event[NothingToAsk]) -> None:
    """By the person, or by the desk, which does not ask any longer."""
    await settle(tx, event.data.case_id, event.data.handover_id)


async def on_referral_sent(tx: Transaction, event: Event[ReferralSent]) -> None:
    """A release before `referral.named` published a cold one as sent: its partner is told nothing."""
    sent = event.data
    if sent.kind is not ReferralKind.COLD:
        await notify_partner(tx, Occasion(event.id, "referral_sent", sent.case_id, referral_id=sent.referral_id))
        await await_answer(tx, sent.case_id, sent.referral_id, sent.respond_by)


async def on_referral_accepted(tx: Transaction, event: Event[ReferralAccepted]) -> None:
    accepted = event.data
    occasion = Occasion(event.id, "referral_accepted", accepted.case_id, referral_id=accepted.referral_id)
    await notify_person(tx, occasion)
    await note_answer(tx, accepted.referral_id)


async def on_referral_declined(tx: Transaction, event: Event[ReferralDeclined]) -> None:
    declined = event.data
    occasion = Occasion(event.id, "referral_declined", declined.case_id, referral_id=declined.referral_id)
    await notify_person(tx, occasion)
    await note_answer(tx, declined.referral_id)


async def on_referral_overdue(tx: Transaction, event: Event[ReferralOverdue]) -> None:
    overdue = event.data
    await note_silence(tx, overdue.referral_id)
    await notify_partner(tx, Occasion(event.id, "referral_overdue", overdue.case_id, referral_id=overdue.referral_id))


async def on_referral_recalled(tx: Transaction, event: Event[ReferralRecalled]) -> None:
    """It has no notice any more when its mail is sent."""
    await stop_waiting(tx, event.data.referral_id)


async def on_proceeding_updated(tx: Transaction, event: Event[ProceedingUpdated]) -> None:
    await update_deadlines(tx, proceeding_of(event.data))


async def on_contact_assigned(tx: Transaction, event: Event[ContactAssigned]) -> None:
    if event.data.case_id is not None:
        await assign(tx, event.data.case_id, event.data.counsellor)


async def on_erased(tx: Transaction, event: Event[CaseErased | ContactErased]) -> None:
    await erase(tx, event.key)


async def nothing_follows(tx: Transaction, event: Event[Message]) -> None:
    """Deadlines run on after the end of a case."""


def proceeding_of(updated: ProceedingUpdated) -> Proceeding:
    """A Land that is newer than this release is read as unknown."""
    return Proceeding(
        case_id=updated.case_id,
        proceeding_id=updated.proceeding_id,
        act_known_on=updated.act_known_on,
        offender_ref=updated.offender.ref,
        offender_known_on=updated.offender.known_on,
        entitled=tuple(
            Entitled(
                ref=each.ref,
                role=each.role.value,
                act_known_on=each.act_known_on,
                offender_known_on=each.offender_known_on,
            )
            for each in updated.entitled
        ),
        offences=tuple(offence.value for offence in updated.offences),
        land=None if updated.authority_land in (None, Land.UNKNOWN) else updated.authority_land.value,
        notices=tuple(Notice(notice.kind, notice.on) for notice in updated.notices),
        discontinuation=updated.discontinuation,
        news_on=updated.known_on,
        is_over=updated.state in NOBODY_TO_ASK,
    )
