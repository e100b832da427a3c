"""Everything that referral event_handlers: contract event in, use case called."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal

from services.referral.domain.case import Case
from services.referral.domain.handover import Handover
from services.referral.domain.life import Told
from services.referral.handlers import answers, cases, handovers, progress
from shared.assignments import assign
from shared.bus import BroadcastHandlers, Event, EventHandlers, ExternalEvent, ExternalHandlers, Rejection, Transaction
from shared.contracts.bus import SignOutTold
from shared.contracts.intake import (
    CaseClosed,
    CaseErased,
    CaseOpened,
    CaseReopened,
    CaseTriaged,
    ConsentAsked,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    ContactAssigned,
)
from shared.contracts.notification import DeliveryFailed, DeliverySent
from shared.contracts.partner import (
    AnswerAccepted,
    AnswerCompleted,
    AnswerContacted,
    AnswerDeclined,
    AnswerFailed,
    AnswerReturned,
)
from shared.contracts.vocabulary import PartnerAnswer
from shared.sealing import KeyStore
from shared.web import SignedOut

HandedOver = ConsentAsked | ConsentGiven | ConsentRefused | ConsentWithdrawn


def event_handlers(keys: KeyStore) -> EventHandlers:
    return {
        CaseOpened: on_case_opened,
        CaseTriaged: on_case_triaged,
        CaseClosed: on_case_closed,
        CaseReopened: on_case_reopened,
        CaseErased: partial(on_case_erased, keys),
        ContactAssigned: on_contact_assigned,
        ConsentAsked: on_consent_asked,
        ConsentGiven: on_consent_given,
        ConsentRefused: on_consent_refused,
        ConsentWithdrawn: on_consent_withdrawn,
        DeliverySent: on_delivery_sent,
        DeliveryFailed: on_delivery_failed,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


def external_handlers() -> ExternalHandlers:
    return {
        AnswerAccepted: answered(PartnerAnswer.ACCEPTED),
        AnswerDeclined: answered(PartnerAnswer.DECLINED),
        AnswerReturned: answered(PartnerAnswer.RETURNED),
        AnswerContacted: answered(PartnerAnswer.CONTACTED),
        AnswerCompleted: answered(PartnerAnswer.COMPLETED),
        AnswerFailed: answered(PartnerAnswer.FAILED),
    }


def answered(what: PartnerAnswer) -> Callable[[Transaction, ExternalEvent[Any]], Awaitable[None]]:
    async def on_answer(tx: Transaction, event: ExternalEvent[Any]) -> None:
        reason = getattr(event.data, "reason", None) or getattr(event.data, "outcome", None)
        await answers.take(tx, event.sender, answers.Answer(event.id, event.data.reference, what, reason))

    return on_answer


async def on_refused(tx: Transaction, refusal: Rejection) -> None:
    await answers.refuse(tx, refusal.sender, refusal)


async def on_case_opened(tx: Transaction, event: Event[CaseOpened]) -> None:
    await cases.picture_case(tx, _picture(event.data, triaged=False))


async def on_case_triaged(tx: Transaction, event: Event[CaseTriaged]) -> None:
    await cases.picture_case(tx, _picture(event.data, triaged=True))


async def on_case_closed(tx: Transaction, event: Event[CaseClosed]) -> None:
    await cases.close_case(tx, event.data.case_id)


async def on_case_reopened(tx: Transaction, event: Event[CaseReopened]) -> None:
    await cases.reopen_case(tx, event.data.case_id)


async def on_case_erased(keys: KeyStore, tx: Transaction, event: Event[CaseErased]) -> None:
    await cases.erase_case(tx, keys, event.data.case_id)


async def on_contact_assigned(tx: Transaction, event: Event[ContactAssigned]) -> None:
    if event.data.case_id is not None:
        await assign(tx, event.data.case_id, event.data.counsellor)


async def on_consent_asked(tx: Transaction, event: Event[ConsentAsked]) -> None:
    await handovers.note_handover(tx, _handover(event.data, "asked"))


async def on_consent_given(tx: Transaction, event: Event[ConsentGiven]) -> None:
    said = event.data
    consent = handovers.Consent(_handover(said, "given"), said.kind, tuple(said.items), said.replaces)
    await handovers.begin_referral(tx, consent)


async def on_consent_refused(tx: Transaction, event: Event[ConsentRefused]) -> None:
    await handovers.note_handover(tx, _handover(event.data, "refused"))


async def on_consent_withdrawn(tx: Transaction, event: Event[ConsentWithdrawn]) -> None:
    await handovers.end_consent(tx, _handover(event.data, "withdrawn"))


async def on_delivery_sent(tx: Transaction, event: Event[DeliverySent]) -> None:
    await _note_delivery(tx, event.data, "sent")


async def on_delivery_failed(tx: Transaction, event: Event[DeliveryFailed]) -> None:
    await _note_delivery(tx, event.data, "failed")


async def _note_delivery(tx: Transaction, said: DeliverySent | DeliveryFailed, told: Told) -> None:
    if said.audience == "partner" and said.referral_id is not None:
        await progress.note_notice(tx, said.referral_id, told)


def _picture(said: CaseOpened | CaseTriaged, *, triaged: bool) -> Case:
    return Case(
        case_id=said.case_id,
        land=said.land,
        threat_kinds=frozenset(said.threat_kinds),
        needs=frozenset(said.needs),
        urgency=said.urgency,
        no_police=said.wishes.no_police,
        no_prosecution=said.wishes.no_prosecution,
        languages=frozenset(said.wishes.languages),
        triaged=triaged,
    )


def _handover(said: HandedOver, state: Literal["asked", "given", "refused", "withdrawn"]) -> Handover:
    return Handover(said.handover_id, said.case_id, said.partner_id, state)
