"""Maps each contract event to its use case."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from services.referral.domain.case import Case
from services.referral.domain.handover import Consent, Decision, Handover
from services.referral.domain.inquiry import AgreedAddition
from services.referral.domain.referral import NoticeStatus
from services.referral.handlers.capacity_inquiries import note_inquiry_mail_doubted, note_inquiry_mail_returned
from services.referral.handlers.partner import answer_on_topic
from services.referral.handlers.partner.answer_on_topic import TopicAnswer
from services.referral.handlers.services import (
    correct_consent,
    erase_case,
    exclude_partner,
    follow_case,
    note_additions,
    note_arrangement_answer,
    note_consent,
    note_entry_notice,
    note_notice,
    prepare_referral,
    withdraw_consent,
)
from shared.assignments import assign, note_number
from shared.bus import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Rejection, Transaction
from shared.contracts import intake, notification
from shared.contracts import partner as from_partner
from shared.contracts.bus import SignOutTold
from shared.contracts.vocabulary import NotedDecision, PartnerAnswer, Purpose, TrueAnswer, Way
from shared.sealing import KeyStore
from shared.web import SignedOut

AnyConsent = (
    intake.ConsentAsked
    | intake.ConsentGiven
    | intake.ConsentRefused
    | intake.ConsentWithdrawn
    | intake.ConsentLapsed
    | intake.ConsentCorrected
)


def event_handlers(keys: KeyStore) -> EventHandlers:
    return {
        intake.CaseOpened: on_case_opened,
        intake.CaseTriaged: on_case_triaged,
        intake.CaseClosed: on_case_closed,
        intake.CaseReopened: on_case_reopened,
        intake.CaseErased: partial(on_case_erased, keys),
        intake.ContactAssigned: on_contact_assigned,
        intake.ConsentAsked: on_consent_asked,
        intake.ConsentGiven: on_consent_given,
        intake.ConsentRefused: on_consent_refused,
        intake.ConsentWithdrawn: on_consent_withdrawn,
        intake.ConsentLapsed: on_consent_lapsed,
        intake.ConsentCorrected: on_consent_corrected,
        intake.AdditionCorrected: on_addition_corrected,
        notification.DeliverySent: on_delivery_sent,
        notification.DeliveryFailed: on_delivery_failed,
        notification.DeliveryDoubted: on_delivery_doubted,
        intake.AdditionGiven: on_addition_given,
        intake.AdditionWithdrawn: on_addition_withdrawn,
        intake.ArrangementAnswered: on_arrangement_answered,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


def external_handlers() -> ExternalHandlers:
    return {
        from_partner.AnswerAccepted: on_answer(PartnerAnswer.ACCEPTED),
        from_partner.AnswerAsked: on_asked,
        from_partner.AnswerWaitlisted: on_waitlisted,
        from_partner.AnswerDeclined: on_answer(PartnerAnswer.DECLINED),
        from_partner.AnswerReturned: on_answer(PartnerAnswer.RETURNED),
        from_partner.AnswerContacted: on_answer(PartnerAnswer.CONTACTED),
        from_partner.AnswerCompleted: on_answer(PartnerAnswer.COMPLETED),
        from_partner.AnswerFailed: on_answer(PartnerAnswer.FAILED),
    }


def on_answer(what: PartnerAnswer) -> Callable[[Transaction, ExternalEvent[Any]], Awaitable[None]]:
    async def handle(tx: Transaction, event: ExternalEvent[Any]) -> None:
        reason = getattr(event.data, "reason", None) or getattr(event.data, "outcome", None)
        given = TopicAnswer(id=event.id, reference=event.data.reference, what=what, reason=reason)
        await answer_on_topic.answer_on_topic(tx, event.sender, given)

    return handle


async def on_asked(tx: Transaction, event: ExternalEvent[from_partner.AnswerAsked]) -> None:
    asked = event.data
    given = TopicAnswer(event.id, asked.reference, PartnerAnswer.ASKED, items=asked.items)
    await answer_on_topic.answer_on_topic(tx, event.sender, given)


async def on_waitlisted(tx: Transaction, event: ExternalEvent[from_partner.AnswerWaitlisted]) -> None:
    told = event.data
    given = TopicAnswer(event.id, told.reference, PartnerAnswer.WAITLISTED, until=told.until)
    await answer_on_topic.answer_on_topic(tx, event.sender, given)


async def on_rejected(tx: Transaction, rejection: Rejection) -> None:
    await answer_on_topic.refuse_on_topic(tx, rejection.sender, rejection)


async def on_case_opened(tx: Transaction, event: Event[intake.CaseOpened]) -> None:
    await follow_case.record_case(tx, to_case(event.data, triaged=False))
    if event.data.number is not None:
        await note_number(tx, event.data.case_id, event.data.number)


async def on_case_triaged(tx: Transaction, event: Event[intake.CaseTriaged]) -> None:
    await follow_case.record_case(tx, to_case(event.data, triaged=True))


async def on_case_closed(tx: Transaction, event: Event[intake.CaseClosed]) -> None:
    await follow_case.close_case(tx, event.data.case_id)


async def on_case_reopened(tx: Transaction, event: Event[intake.CaseReopened]) -> None:
    await follow_case.reopen_case(tx, event.data.case_id)


async def on_case_erased(keys: KeyStore, tx: Transaction, event: Event[intake.CaseErased]) -> None:
    await erase_case.erase_case(tx, keys, event.data.case_id)


async def on_contact_assigned(tx: Transaction, event: Event[intake.ContactAssigned]) -> None:
    if event.data.case_id is not None:
        await assign(tx, event.data.case_id, event.data.counsellor)


async def on_consent_asked(tx: Transaction, event: Event[intake.ConsentAsked]) -> None:
    await note_consent.note_consent(tx, to_handover(event.data, "asked"))


async def on_consent_given(tx: Transaction, event: Event[intake.ConsentGiven]) -> None:
    given = event.data
    items = tuple(given.items)
    purpose = None if given.purpose is Purpose.UNKNOWN else given.purpose
    consent = Consent(to_handover(given, "given"), given.kind, items, given.replaces, given.text_version, purpose)
    await prepare_referral.prepare_referral(tx, consent)


async def on_consent_refused(tx: Transaction, event: Event[intake.ConsentRefused]) -> None:
    handover = to_handover(event.data, "refused")
    await note_consent.note_consent(tx, handover)
    if event.data.never:
        await exclude_partner.exclude_partner(tx, handover.case_id, handover.partner_id)


async def on_consent_withdrawn(tx: Transaction, event: Event[intake.ConsentWithdrawn]) -> None:
    await withdraw_consent.withdraw_consent(tx, to_handover(event.data, "withdrawn"))


async def on_addition_given(tx: Transaction, event: Event[intake.AdditionGiven]) -> None:
    await note_additions.note_addition_given(tx, event.data.handover_id, to_standing(event.data))


async def on_addition_withdrawn(tx: Transaction, event: Event[intake.AdditionWithdrawn]) -> None:
    await note_additions.note_addition_withdrawn(tx, event.data.handover_id)


async def on_consent_corrected(tx: Transaction, event: Event[intake.ConsentCorrected]) -> None:
    """Undoes the noted consent or refusal. An unknown `was` is taken for a consent: the partner reads no more."""
    told = event.data
    if told.was is NotedDecision.WITHDRAWN:
        return  # what the withdrawal ended stays ended; the person is asked anew under another hand-over
    if told.was is NotedDecision.REFUSED:
        stands: Decision = "refused" if told.truly is TrueAnswer.REFUSED else "asked"
        await correct_consent.correct_refusal(tx, to_handover(told, stands), never=bool(told.never))
    else:
        state: Decision = "refused" if told.truly is TrueAnswer.REFUSED else "lapsed"
        await correct_consent.correct_consent(tx, to_handover(told, state))


async def on_addition_corrected(tx: Transaction, event: Event[intake.AdditionCorrected]) -> None:
    if event.data.was is not NotedDecision.REFUSED:
        await note_additions.note_addition_withdrawn(tx, event.data.handover_id)


async def on_arrangement_answered(tx: Transaction, event: Event[intake.ArrangementAnswered]) -> None:
    await note_arrangement_answer.note_arrangement_answer(tx, event.data.handover_id)


async def on_consent_lapsed(tx: Transaction, event: Event[intake.ConsentLapsed]) -> None:
    await note_consent.note_consent(tx, to_handover(event.data, "lapsed"))


async def on_delivery_sent(tx: Transaction, event: Event[notification.DeliverySent]) -> None:
    await _note_notice(tx, event.data, "sent")


async def on_delivery_failed(tx: Transaction, event: Event[notification.DeliveryFailed]) -> None:
    """Notes the failure of a notice to a partner, a mail about an entry of the directory, or one that asks for room."""
    if event.data.partner_id is not None:
        await note_entry_notice.note_entry_notice_returned(tx, event.data.partner_id, event.data.rule)
    if event.data.inquiry_id is not None and event.data.channel != Way.WEBHOOK:
        await note_inquiry_mail_returned(tx, event.data.inquiry_id)
    await _note_notice(tx, event.data, "failed")


async def on_delivery_doubted(tx: Transaction, event: Event[notification.DeliveryDoubted]) -> None:
    """Notes that a mail that asks for room may not have arrived: the page says so beside the question."""
    if event.data.inquiry_id is not None:
        await note_inquiry_mail_doubted(tx, event.data.inquiry_id)


async def _note_notice(
    tx: Transaction, told: notification.DeliverySent | notification.DeliveryFailed, status: NoticeStatus
) -> None:
    """Notes the status of a notice to a partner about a referral; others are ignored."""
    if told.audience == "partner" and told.referral_id is not None:
        await note_notice.note_notice(tx, told.referral_id, status, is_mail=told.channel != Way.WEBHOOK)


def to_case(published: intake.CaseOpened | intake.CaseTriaged, *, triaged: bool) -> Case:
    """Takes each published field that Case has, by its name; the wishes are fields of the case here.

    A field that an older event lacks has the default of Case.
    """
    fields = published.model_dump(exclude_none=True)
    return Case.model_validate({**fields, **fields["wishes"], "triaged": triaged})


def to_standing(said: intake.AdditionGiven) -> list[AgreedAddition]:
    """Returns the additions that stand. Older events lack the time and items of this one, or the other additions."""
    standing = [AgreedAddition(each.asked_at, each.items) for each in said.beside or ()]
    if said.asked_at is not None and said.items is not None:
        standing.append(AgreedAddition(said.asked_at, said.items))
    return standing


def to_handover(published: AnyConsent, decision: Decision) -> Handover:
    return Handover.model_validate({**published.model_dump(), "state": decision})
