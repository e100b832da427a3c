"""Everything that referral says: to the other services, and to one partner on its own topic."""

from typing import Any, Final

from services.referral.domain.life import Referral, State
from services.referral.domain.partner import Partner
from services.referral.domain.proceeding import Proceeding
from shared.bus import Transaction
from shared.contracts import partner as to_partner
from shared.contracts import referral as facts
from shared.contracts.message import Message
from shared.contracts.vocabulary import AnswerProblem, PartnerAnswer

STEPS: Final[dict[State, type[Message]]] = {
    "sent": facts.ReferralSent,
    "delivered": facts.ReferralDelivered,
    "accepted": facts.ReferralAccepted,
    "declined": facts.ReferralDeclined,
    "overdue": facts.ReferralOverdue,
    "expired": facts.ReferralExpired,
    "contacted": facts.ReferralContacted,
    "completed": facts.ReferralCompleted,
    "failed": facts.ReferralFailed,
    "returned": facts.ReferralReturned,
    "recalled": facts.ReferralRecalled,
}


def say_step(tx: Transaction, referral: Referral, partner: Partner) -> None:
    message = _chosen(STEPS[referral.state], _told(referral))
    tx.publish(message, key=referral.case_id, subject=referral.referral_id)
    if referral.state == "recalled":
        _say_to(tx, partner, referral, _chosen(to_partner.OfferRecalled, _offered(referral)))
    if referral.state == "overdue":
        _say_to(tx, partner, referral, _chosen(to_partner.OfferOverdue, _offered(referral)))


def say_offer(tx: Transaction, referral: Referral, partner: Partner, partner_url: str) -> None:
    address = f"{partner_url}/api/referral/partner/referrals/{referral.reference}"
    offered = _chosen(to_partner.ReferralOffered, _offered(referral) | {"address": address})
    _say_to(tx, partner, referral, offered)


def say_taken(tx: Transaction, partner: Partner, referral: Referral, answer_id: str, answer: PartnerAnswer) -> None:
    taken = to_partner.AnswerTaken(reference=referral.reference, answer_id=answer_id, answer=answer)
    tx.publish(taken, key=referral.reference, topic=_topic(partner), owner=referral.case_id)


def say_refused(
    tx: Transaction, partner: Partner, referral: Referral | None, reference: str, answer_id: str, problem: AnswerProblem
) -> None:
    """Under the partner's own topic name where the reference is not one of its referrals: nobody else's key moves."""
    refused = to_partner.AnswerRefused(reference=reference, answer_id=answer_id, problem=problem)
    key, owner = (referral.reference, referral.case_id) if referral else (partner.topic, partner.topic)
    tx.publish(refused, key=key, topic=_topic(partner), owner=owner)


def say_partner(tx: Transaction, partner: Partner) -> None:
    if partner.listed:
        listed = facts.PartnerListed.model_validate(
            {
                "partner_id": partner.partner_id,
                "category": partner.category,
                "level": partner.level,
                "name": partner.name,
                "ways": partner.ways,
                "land": partner.land,
            }
        )
        tx.publish(listed, key=partner.partner_id)
    else:
        tx.publish(facts.PartnerDelisted(partner_id=partner.partner_id), key=partner.partner_id)


def say_proceeding(tx: Transaction, proceeding: Proceeding) -> None:
    account = proceeding.account
    message = facts.ProceedingUpdated.model_validate(
        {
            "case_id": proceeding.case_id,
            "proceeding_id": proceeding.proceeding_id,
            "state": account.state,
            "source": account.source,
            "known_on": account.known_on,
            "act_known_on": account.act_known_on,
            "offender": {"ref": proceeding.offender_ref, "known_on": account.offender_known_on},
            "entitled": [{"ref": each.ref, "role": each.role} for each in proceeding.entitled],
            "offences": account.offences,
            "notices": [{"kind": notice.kind, "on": notice.on} for notice in account.notices],
            "discontinuation": account.discontinuation,
            "authority_land": account.authority_land,
        }
    )
    tx.publish(message, key=proceeding.case_id, subject=proceeding.proceeding_id)


def _chosen(message: type[Message], known: dict[str, Any]) -> Message:
    return message.model_validate({name: value for name, value in known.items() if name in message.model_fields})


def _told(referral: Referral) -> dict[str, Any]:
    return {
        "case_id": referral.case_id,
        "referral_id": referral.referral_id,
        "partner_id": referral.partner_id,
        "partner_category": referral.partner_category,
        "level": referral.level,
        "kind": referral.kind,
        "urgency": referral.urgency,
        "respond_by": referral.respond_by,
        "replaces": referral.replaces,
        "by": referral.by,
        "reason": referral.said,
        "outcome": referral.said,
    }


def _offered(referral: Referral) -> dict[str, Any]:
    return {
        "reference": referral.reference,
        "urgency": referral.urgency,
        "respond_by": referral.respond_by,
        "reason": referral.said,
    }


def _say_to(tx: Transaction, partner: Partner, referral: Referral, said: Message) -> None:
    """Partners hear of their own referrals only, by a reference that says nothing to anybody else."""
    if "kafka" in partner.ways and referral.kind == "warm":
        tx.publish(said, key=referral.reference, topic=_topic(partner), owner=referral.case_id)


def _topic(partner: Partner) -> str:
    return to_partner.ReferralOffered.TOPIC.replace("{opaque}", partner.topic)
