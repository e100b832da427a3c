"""Everything that notification hears, and what it makes of it."""

from services.notification import store
from services.notification.domain.deadlines import Entitled, Proceeding
from services.notification.handlers.deadlines import keep_clocks
from services.notification.handlers.telling import Occasion, tell_partner, tell_person, tell_what_is_owed
from shared.assignments import assign, forget
from shared.bus import BroadcastHandlers, Event, EventHandlers, Transaction
from shared.contracts.bus import SignOutTold
from shared.contracts.intake import (
    CaseAnswered,
    CaseClosed,
    CaseErased,
    CaseReopened,
    ConsentAsked,
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
from shared.contracts.vocabulary import Land, NoticeKind
from shared.web import SignedOut


def event_handlers() -> EventHandlers:
    return {
        SafeContactChanged: on_safe_contact_changed,
        SafeContactWithdrawn: on_safe_contact_withdrawn,
        ContactAnswered: on_contact_answered,
        CaseAnswered: on_case_answered,
        ConsentAsked: on_consent_asked,
        ReferralSent: on_referral_sent,
        ReferralAccepted: on_referral_accepted,
        ReferralDeclined: on_referral_declined,
        ProceedingUpdated: on_proceeding_updated,
        ContactAssigned: on_contact_assigned,
        CaseErased: on_erased,
        ContactErased: on_erased,
        CaseClosed: heard,
        CaseReopened: heard,
        PartnerListed: heard,
        PartnerDelisted: heard,
        ReferralOverdue: heard,
        ReferralRecalled: heard,
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


async def on_safe_contact_changed(tx: Transaction, event: Event[SafeContactChanged]) -> None:
    await store.keep_safe_contact(tx, event.key, event.data.reference)
    await tell_what_is_owed(tx, event.key)


async def on_safe_contact_withdrawn(tx: Transaction, event: Event[SafeContactWithdrawn]) -> None:
    await store.forget_safe_contact(tx, event.key)


async def on_contact_answered(tx: Transaction, event: Event[ContactAnswered]) -> None:
    said = event.data
    await tell_person(tx, Occasion(event.id, "desk_answered", said.case_id, said.contact_id))


async def on_case_answered(tx: Transaction, event: Event[CaseAnswered]) -> None:
    await tell_person(tx, Occasion(event.id, "desk_answered", event.data.case_id))


async def on_consent_asked(tx: Transaction, event: Event[ConsentAsked]) -> None:
    await tell_person(tx, Occasion(event.id, "consent_asked", event.data.case_id))


async def on_referral_sent(tx: Transaction, event: Event[ReferralSent]) -> None:
    said = event.data
    await tell_partner(tx, Occasion(event.id, "referral_sent", said.case_id, referral_id=said.referral_id))


async def on_referral_accepted(tx: Transaction, event: Event[ReferralAccepted]) -> None:
    said = event.data
    await tell_person(tx, Occasion(event.id, "referral_accepted", said.case_id, referral_id=said.referral_id))


async def on_referral_declined(tx: Transaction, event: Event[ReferralDeclined]) -> None:
    said = event.data
    await tell_person(tx, Occasion(event.id, "referral_declined", said.case_id, referral_id=said.referral_id))


async def on_proceeding_updated(tx: Transaction, event: Event[ProceedingUpdated]) -> None:
    await keep_clocks(tx, _proceeding(event.data))


async def on_contact_assigned(tx: Transaction, event: Event[ContactAssigned]) -> None:
    if event.data.case_id is not None:
        await assign(tx, event.data.case_id, event.data.counsellor)


async def on_erased(tx: Transaction, event: Event[CaseErased | ContactErased]) -> None:
    await store.erase(tx, event.key)
    await forget(tx, event.key)


async def heard(tx: Transaction, event: Event[Message]) -> None:
    """Nothing follows: a recalled referral has no notice when its mail is sent, and clocks run on after closure."""


def _proceeding(said: ProceedingUpdated) -> Proceeding:
    filed = [notice.on for notice in said.notices if notice.kind is NoticeKind.REQUEST_FILED]
    return Proceeding(
        said.case_id,
        said.proceeding_id,
        said.act_known_on,
        said.offender.ref,
        said.offender.known_on,
        tuple(Entitled(each.ref, each.role.value) for each in said.entitled),
        tuple(offence.value for offence in said.offences),
        None if said.authority_land in (None, Land.UNKNOWN) else said.authority_land.value,
        min(filed, default=None),
    )
