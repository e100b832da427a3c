"""The events that notification consumes, and the use case that each leads to."""

from typing import Any, Final

from services.notification.domain.deadlines import Entitled, Offender, Proceeding
from services.notification.domain.delivery import Occasion, Rule
from services.notification.domain.safe_contact import SafeContactReference
from services.notification.handlers.await_partner import await_answer, note_answer, note_silence, stop_waiting
from services.notification.handlers.change_safe_contact import change_safe_contact, withdraw_safe_contact
from services.notification.handlers.erase import erase
from services.notification.handlers.list_partners import delist_partner, list_partner
from services.notification.handlers.notify import notify_partner, notify_person
from services.notification.handlers.settle import settle, settle_with_partner
from services.notification.handlers.update_deadlines import update_deadlines
from services.notification.notice_table import TABLE, ByMail
from shared.assignments import assign, is_report, note_number, note_purpose, note_report
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts.bus import SignOutTold
from shared.contracts.intake import (
    AdditionAsked,
    AdditionCorrected,
    AdditionGiven,
    AdditionLapsed,
    AdditionRefused,
    CaseAnswered,
    CaseClosed,
    CaseErased,
    CaseOpened,
    CaseReopened,
    ConsentAsked,
    ConsentCorrected,
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
    CapacityAsked,
    EntryDue,
    EntryTested,
    OtherAccount,
    PartnerDelisted,
    PartnerListed,
    ProceedingUpdated,
    ReferralAccepted,
    ReferralAdditionsChanged,
    ReferralArrangementAnswered,
    ReferralArrangementOffered,
    ReferralDeclined,
    ReferralInformed,
    ReferralLinkRenewed,
    ReferralOverdue,
    ReferralQuestioned,
    ReferralRecalled,
    ReferralSent,
    ReferralWaitlisted,
)
from shared.contracts.vocabulary import Land, ProceedingState, Purpose, Reason, ReferralKind
from shared.deadlines.circumstances import Notice
from shared.web import SignedOut

NothingToAsk = (
    ConsentGiven | ConsentRefused | ConsentWithdrawn | ConsentLapsed | AdditionGiven | AdditionRefused | AdditionLapsed
)
NOBODY_TO_ASK: Final = (ProceedingState.DISCONTINUED, ProceedingState.FINAL)
"""States of a proceeding after which nothing more is to be learned by asking."""


OF_OWN_MESSAGES: Final[Rule] = "desk_answered"
NO_NEWS: Final = frozenset({ProceedingState.UNREPORTED, ProceedingState.REPORTED})
"""States that bring no news from the authority: only that the act was reported, or was not."""
CONCERNS: Final = ("case_id", "contact_id", "referral_id", "partner_id", "handover_id", "inquiry_id")
"""Fields of facts that say what a notice belongs to."""


def event_handlers() -> EventHandlers:
    return {**of_intake(), **of_referral()}


def of_intake() -> EventHandlers:
    return {
        SafeContactChanged: on_safe_contact_changed,
        SafeContactWithdrawn: on_safe_contact_withdrawn,
        ContactAnswered: on_news,
        CaseAnswered: on_news,
        ConsentAsked: on_news,
        ConsentCorrected: on_news,
        AdditionCorrected: on_news,
        AdditionAsked: on_news,
        AdditionGiven: on_consent_decided,
        AdditionRefused: on_consent_decided,
        AdditionLapsed: on_consent_decided,
        ConsentGiven: on_consent_decided,
        ConsentRefused: on_consent_decided,
        ConsentWithdrawn: on_consent_decided,
        ConsentLapsed: on_consent_decided,
        ContactAssigned: on_contact_assigned,
        CaseOpened: on_case_opened,
        CaseErased: on_erased,
        ContactErased: on_erased,
        CaseClosed: nothing_follows,
        CaseReopened: nothing_follows,
    }


def of_referral() -> EventHandlers:
    return {
        ReferralSent: on_referral_sent,
        ReferralQuestioned: on_referral_questioned,
        ReferralInformed: on_referral_informed,
        ReferralWaitlisted: on_referral_waitlisted,
        ReferralAccepted: on_referral_answered,
        ReferralDeclined: on_referral_answered,
        ReferralOverdue: on_referral_overdue,
        ReferralRecalled: on_referral_recalled,
        ReferralLinkRenewed: on_news,
        EntryTested: on_news,
        EntryDue: on_news,
        CapacityAsked: on_news,
        ReferralAdditionsChanged: on_news,
        ReferralArrangementOffered: on_news,
        ReferralArrangementAnswered: on_news,
        ProceedingUpdated: on_proceeding_updated,
        PartnerListed: on_partner_listed,
        PartnerDelisted: on_partner_delisted,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


async def on_safe_contact_changed(tx: Transaction, event: Event[SafeContactChanged]) -> None:
    wish = bool(event.data.deadline_reminders)
    await change_safe_contact(
        tx, SafeContactReference(id=event.key, reference=event.data.reference, deadline_reminders=wish)
    )


async def on_safe_contact_withdrawn(tx: Transaction, event: Event[SafeContactWithdrawn]) -> None:
    await withdraw_safe_contact(tx, event.key)


async def on_news(tx: Transaction, event: Event[Any]) -> None:
    """Notifies as the table says; nothing else follows."""
    await notify(tx, event)


async def on_consent_decided(tx: Transaction, event: Event[NothingToAsk]) -> None:
    """Settles the question: the person decided, or the desk does not ask any longer."""
    await settle(tx, event.data.case_id, event.data.handover_id)


async def on_referral_sent(tx: Transaction, event: Event[ReferralSent]) -> None:
    """Notifies the partner and awaits its answer.

    The partner of a cold referral, which a release before `referral.named` published as sent, is told nothing.
    """
    sent = event.data
    if sent.kind is not ReferralKind.COLD:
        await notify(tx, event)
        await await_answer(tx, sent.case_id, sent.referral_id, sent.respond_by)


async def on_referral_answered(tx: Transaction, event: Event[ReferralAccepted | ReferralDeclined]) -> None:
    await notify(tx, event)
    await settle_with_partner(tx, event.data.case_id, event.data.referral_id)
    await note_answer(tx, event.data.referral_id)


async def on_referral_questioned(tx: Transaction, event: Event[ReferralQuestioned]) -> None:
    """Stops waiting: the partner waits for us, and nobody reminds it meanwhile."""
    await settle_with_partner(tx, event.data.case_id, event.data.referral_id)
    await stop_waiting(tx, event.data.referral_id)


async def on_referral_informed(tx: Transaction, event: Event[ReferralInformed]) -> None:
    informed = event.data
    await notify(tx, event)
    await await_answer(tx, informed.case_id, informed.referral_id, informed.respond_by)


async def on_referral_waitlisted(tx: Transaction, event: Event[ReferralWaitlisted]) -> None:
    waiting = event.data
    await settle_with_partner(tx, waiting.case_id, waiting.referral_id)
    await await_answer(tx, waiting.case_id, waiting.referral_id, waiting.respond_by)


async def on_referral_overdue(tx: Transaction, event: Event[ReferralOverdue]) -> None:
    await notify(tx, event)
    await note_silence(tx, event.data.referral_id)


async def on_referral_recalled(tx: Transaction, event: Event[ReferralRecalled]) -> None:
    recalled = event.data
    if await settle_with_partner(tx, recalled.case_id, recalled.referral_id):
        await notify(tx, event)
    await stop_waiting(tx, recalled.referral_id)


async def on_proceeding_updated(tx: Transaction, event: Event[ProceedingUpdated]) -> None:
    updated = event.data
    others = [proceeding_of(each, updated.case_id) for each in updated.accounts or ()]
    await update_deadlines(tx, proceeding_of(updated, updated.case_id), others, same_act_as=updated.same_act_as)


async def on_contact_assigned(tx: Transaction, event: Event[ContactAssigned]) -> None:
    if event.data.case_id is not None:
        await assign(tx, event.data.case_id, event.data.counsellor)
        if event.data.reason == Reason.ON_BEHALF:
            await note_report(tx, event.data.case_id)


async def on_case_opened(tx: Transaction, event: Event[CaseOpened]) -> None:
    if event.data.number is not None:
        await note_number(tx, event.data.case_id, event.data.number)
    is_for_prevention = event.data.purpose is Purpose.PREVENTION
    await note_purpose(tx, event.data.case_id, for_prevention=is_for_prevention)


async def on_erased(tx: Transaction, event: Event[CaseErased | ContactErased]) -> None:
    await erase(tx, event.key)


async def on_partner_listed(tx: Transaction, event: Event[PartnerListed]) -> None:
    await list_partner(tx, event.data.partner_id, event.data.name)


async def on_partner_delisted(tx: Transaction, event: Event[PartnerDelisted]) -> None:
    await delist_partner(tx, event.data.partner_id)


async def notify(tx: Transaction, event: Event[Any]) -> None:
    """Notifies whom the table names for this fact.

    A person who reports for another is notified only of an answer to their own messages.
    """
    person, partner = TABLE[type(event.data)]
    if isinstance(person, ByMail):
        occasion = occasion_of(event, person.rule)
        if person.rule == OF_OWN_MESSAGES or not await is_report(tx, occasion.case_id):
            await notify_person(tx, occasion)
    if isinstance(partner, ByMail):
        await notify_partner(tx, occasion_of(event, partner.rule))


def occasion_of(event: Event[Any], rule: Rule) -> Occasion:
    known = {name: getattr(event.data, name, None) for name in CONCERNS}
    return Occasion(event.id, rule, **known)


async def nothing_follows(tx: Transaction, event: Event[Message]) -> None:
    """Does nothing: deadlines run on after the end of a case."""


def proceeding_of(updated: ProceedingUpdated | OtherAccount, case_id: str) -> Proceeding:
    """Returns the proceeding as its deadlines depend on it. A Land newer than this release is read as unknown."""
    return Proceeding(
        case_id=case_id,
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
        further_offenders=tuple(
            Offender(offender.ref, offender.known_on) for offender in updated.further_offenders or ()
        ),
        offences=tuple(offence.value for offence in updated.offences),
        land=None if updated.authority_land in (None, Land.UNKNOWN) else updated.authority_land.value,
        notices=tuple(Notice(notice.kind, notice.on) for notice in updated.notices),
        discontinuation=updated.discontinuation,
        news_on=None if updated.state in NO_NEWS else updated.known_on,
        is_over=updated.state in NOBODY_TO_ASK,
    )
