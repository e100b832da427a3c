"""Maps each fact of the domain to its contract event, and to the message on the partner's own topic."""

import re
from collections.abc import Sequence
from typing import Any, assert_never

from services.referral.domain import mail_reply, referral
from services.referral.domain.capacity_inquiry import (
    CapacityAnswered,
    CapacityAsked,
    CapacityInquiry,
    CapacityLapsed,
)
from services.referral.domain.partner import Partner
from services.referral.domain.proceeding import Proceeding
from services.referral.domain.referral import Referral, Step
from shared.bus import Transaction
from shared.contracts import partner as to_partner
from shared.contracts import referral as contract
from shared.contracts.message import Message
from shared.contracts.vocabulary import AnswerProblem, PartnerAnswer, Purpose


def publish_proceeding(tx: Transaction, of: Proceeding, others: Sequence[Proceeding] = ()) -> None:
    """Tells the other services, in the order of the case. `others`: of the same act, for which `of` stands."""
    tx.publish(_proceeding(of, others), key=of.case_id, subject=of.proceeding_id)


def publish_step(tx: Transaction, step: Step, partner: Partner) -> None:
    """Tells the other services, in the order of the case. `partner`: the one that the referral goes to."""
    of = step.state
    tx.publish(_step(step, partner), key=of.case_id, subject=of.referral_id)


def publish_link_renewed(tx: Transaction, renewed: referral.ReferralLinkRenewed) -> None:
    """Tells notification, which mails the link. The link itself does not travel."""
    of = renewed.state
    message = contract.ReferralLinkRenewed(case_id=of.case_id, referral_id=of.referral_id, partner_id=of.partner_id)
    tx.publish(message, key=of.case_id, subject=of.referral_id)


def publish_mail_reply(tx: Transaction, received: mail_reply.MailReplyReceived, of: Referral) -> None:
    """Tells the other services that a mail can be read, without its content."""
    message = contract.ReferralMailReceived(case_id=of.case_id, referral_id=of.referral_id, partner_id=of.partner_id)
    tx.publish(message, key=received.state.case_id, subject=of.referral_id)


def publish_additions_changed(tx: Transaction, of: Referral, addressee: Partner, *, is_told: bool) -> None:
    """Tells the other services that the partner may read more than before, or less, without the content.

    `is_told`: whether the partner is told too, on its own topic.
    """
    message = contract.ReferralAdditionsChanged(
        case_id=of.case_id, referral_id=of.referral_id, partner_id=of.partner_id
    )
    tx.publish(message, key=of.case_id, subject=of.referral_id)
    if is_told:
        _publish_to(tx, addressee, of, to_partner.AdditionsChanged(reference=of.reference))


def publish_arrangement_offered(tx: Transaction, of: Referral) -> None:
    """Tells the other services that the person can read a new arrangement, without its content."""
    message = contract.ReferralArrangementOffered(
        case_id=of.case_id, referral_id=of.referral_id, partner_id=of.partner_id
    )
    tx.publish(message, key=of.case_id, subject=of.referral_id)


def publish_arrangement_answered(tx: Transaction, of: Referral, addressee: Partner) -> None:
    """Tells the other services, and the partner's topic, that the partner can read a new answer,
    without its content.
    """
    message = contract.ReferralArrangementAnswered(
        case_id=of.case_id, referral_id=of.referral_id, partner_id=of.partner_id
    )
    tx.publish(message, key=of.case_id, subject=of.referral_id)
    _publish_to(tx, addressee, of, to_partner.OfferArrangementAnswered(reference=of.reference))


def publish_capacity_asked(tx: Transaction, asked: CapacityAsked, partner: Partner, partner_url: str) -> None:
    """Tells the other services, in the order of the case; and the partner's own topic, without anything of the case."""
    of = asked.state
    _publish_capacity(tx, of, contract.CapacityAsked(**_capacity(of)))
    address = f"{partner_url}/api/referral/partner/capacity-inquiries/{of.reference}"
    message = to_partner.CapacityAskedOfPartner(reference=of.reference, answer_by=of.answer_by, address=address)
    if "kafka" in partner.ways and partner.suspended is None:
        tx.publish(message, key=of.reference, topic=_topic(partner), owner=of.case_id)


def publish_capacity_answered(tx: Transaction, answered: CapacityAnswered) -> None:
    of = answered.state
    _publish_capacity(tx, of, contract.CapacityAnswered(**_capacity(of)))


def publish_capacity_lapsed(tx: Transaction, lapsed: CapacityLapsed) -> None:
    of = lapsed.state
    _publish_capacity(tx, of, contract.CapacityLapsed(**_capacity(of)))


def publish_to_partner(tx: Transaction, step: Step, addressee: Partner) -> None:
    """Tells the partner's own topic of a recall, delay or reply of ours: its system cannot know them by itself."""
    known = step.state
    match step:
        case referral.ReferralRecalled():
            recalled = to_partner.OfferRecalled(reference=known.reference, reason=known.reason)
            _publish_to(tx, addressee, known, recalled)
        case referral.ReferralOverdue():
            overdue = to_partner.OfferOverdue(reference=known.reference, respond_by=known.respond_by)
            _publish_to(tx, addressee, known, overdue)
        case referral.ReferralInformed():
            informed = to_partner.OfferInformed(reference=known.reference, respond_by=known.respond_by)
            _publish_to(tx, addressee, known, informed)


def publish_offer(tx: Transaction, sent: Referral, addressee: Partner, partner_url: str) -> None:
    """Offers the referral on the partner's own topic. `partner_url`: where its system fetches the referral."""
    offered = to_partner.ReferralOffered(
        reference=sent.reference,
        urgency=sent.urgency,
        respond_by=sent.respond_by,
        address=f"{partner_url}/api/referral/partner/referrals/{sent.reference}",
    )
    _publish_to(tx, addressee, sent, offered)


def publish_answer_taken(
    tx: Transaction, addressee: Partner, answered: Referral, answer_id: str, answer: PartnerAnswer
) -> None:
    taken = to_partner.AnswerTaken(reference=answered.reference, answer_id=answer_id, answer=answer)
    tx.publish(taken, key=answered.reference, topic=_topic(addressee), owner=answered.case_id)


def publish_answer_refused(
    tx: Transaction,
    addressee: Partner,
    known: Referral | None,
    reference: str,
    answer_id: str,
    problem: AnswerProblem,
) -> None:
    """`known` is None where `reference` is none of the partner's: then the key is its topic, no foreign reference."""
    refused = to_partner.AnswerRefused(reference=reference, answer_id=answer_id, problem=problem)
    key, owner = (known.reference, known.case_id) if known else (addressee.topic, addressee.topic)
    tx.publish(refused, key=key, topic=_topic(addressee), owner=owner)


def _step(step: Step, partner: Partner) -> Message:
    of = step.state
    who, respond_by, by, reason = _referral(of), of.respond_by, of.by, of.reason
    match step:
        case referral.ReferralNamed():
            return contract.ReferralNamed(**who, card=_card(partner), replaces=of.replaces, purpose=_purpose(of))
        case referral.ReferralSent():
            return contract.ReferralSent(**who, respond_by=respond_by, replaces=of.replaces, purpose=_purpose(of))
        case referral.ReferralDelivered():
            return contract.ReferralDelivered(**who)
        case referral.ReferralQuestioned():
            return contract.ReferralQuestioned(**who, by=by)
        case referral.ReferralInformed():
            return contract.ReferralInformed(**who, respond_by=respond_by)
        case referral.ReferralWaitlisted():
            return contract.ReferralWaitlisted(**who, by=by, respond_by=respond_by)
        case referral.ReferralAccepted():
            return contract.ReferralAccepted(**who, by=by)
        case referral.ReferralDeclined():
            return contract.ReferralDeclined(**who, by=by, reason=reason)
        case referral.ReferralOverdue():
            return contract.ReferralOverdue(**who, respond_by=respond_by)
        case referral.ReferralExpired():
            return contract.ReferralExpired(**who, respond_by=respond_by)
        case referral.ReferralAnsweredLate():
            return contract.ReferralAnsweredLate(**who, by=by, answer=_late(of))
        case referral.ReferralReturned():
            return contract.ReferralReturned(**who, by=by, reason=reason)
        case referral.ReferralContacted():
            return contract.ReferralContacted(**who, by=by)
        case referral.ReferralCompleted():
            return contract.ReferralCompleted(**who, by=by, outcome=of.outcome)
        case referral.ReferralFailed():
            return contract.ReferralFailed(**who, by=by, reason=reason)
        case referral.ReferralRecalled():
            return contract.ReferralRecalled(**who, reason=reason)
    assert_never(step)


def _publish_capacity(tx: Transaction, of: CapacityInquiry, message: Message) -> None:
    tx.publish(message, key=of.case_id, subject=of.inquiry_id)


def _capacity(of: CapacityInquiry) -> dict[str, str]:
    return {"case_id": of.case_id, "inquiry_id": of.inquiry_id, "partner_id": of.partner_id}


def _referral(of: Referral) -> dict[str, Any]:
    same = ("case_id", "referral_id", "partner_id", "partner_category", "level", "kind", "urgency")
    return {name: getattr(of, name) for name in same}


def _purpose(of: Referral) -> Purpose | None:
    return of.purpose if of.is_for_prevention else None


def _late(of: Referral) -> PartnerAnswer:
    return PartnerAnswer.ACCEPTED if of.late == "accept" else PartnerAnswer.DECLINED


def _card(of: Partner) -> contract.ContactCard:
    """Leaves out invalid addresses: an operator's file may have anything in these fields."""
    return contract.ContactCard(
        phones=tuple(phone.number for phone in of.phones),
        mail=of.public_mail if re.search(contract.MAIL, of.public_mail) else None,
        web=of.web if re.search(contract.WEB, of.web) else None,
        hours=tuple(contract.OpenHours(**each.model_dump()) for each in of.openings),
    )


def publish_entry(tx: Transaction, before: Partner | None, after: Partner, *, onboarded: bool) -> None:
    """Tells the other services of an entry, if what they are told of it changed. `onboarded`: both before and after."""
    message = _entry(after, onboarded=onboarded)
    if before is None or _entry(before, onboarded=onboarded) != message:
        tx.publish(message, key=after.partner_id)


def publish_onboarded(tx: Transaction, entry: Partner) -> None:
    """Tells the other services that from now on referrals go to the partner."""
    tx.publish(_entry(entry, onboarded=True), key=entry.partner_id)


def publish_entry_tested(tx: Transaction, partner_id: str) -> None:
    """Tells notification, which asks for the addresses when the mail is to leave."""
    tx.publish(contract.EntryTested(partner_id=partner_id), key=partner_id)


def publish_entry_due(tx: Transaction, partner_id: str) -> None:
    """Tells notification, which asks for the addresses when the mail is to leave."""
    tx.publish(contract.EntryDue(partner_id=partner_id), key=partner_id)


def publish_entry_reached(tx: Transaction, partner_id: str) -> None:
    """Tells the desk that nobody has to look after the returned mail any more."""
    tx.publish(contract.EntryReached(partner_id=partner_id), key=partner_id)


def _entry(of: Partner, *, onboarded: bool) -> Message:
    if not of.listed:
        return contract.PartnerDelisted(partner_id=of.partner_id)
    return contract.PartnerListed(
        partner_id=of.partner_id,
        category=of.category,
        level=of.level,
        name=of.name,
        ways=of.ways,
        land=of.land,
        does=_words(of.note),
        does_not=_words(of.does_not),
        phrase=_words(of.phrase),
        card=_card(of) if of.released else None,
        onboarded=onboarded,
    )


def _words(of_the_entry: str) -> str | None:
    """Strips the text and cuts it to the contract's length: an operator's file may have anything there."""
    words = of_the_entry.strip()
    longest = contract.LONGEST_OF_THE_ENTRY
    return (words if len(words) <= longest else words[: longest - 1] + "…") or None


def _proceeding(of: Proceeding, others: Sequence[Proceeding]) -> Message:
    return contract.ProceedingUpdated(
        case_id=of.case_id,
        source=of.account.source,
        same_act_as=of.same_act_as,
        accounts=tuple(contract.OtherAccount(**_account(each)) for each in others) or None,
        **_account(of),
    )


def _account(of: Proceeding) -> dict[str, Any]:
    account = of.account
    further = (contract.Offender(ref=ref, known_on=on) for ref, on in account.further_offenders)
    return {
        "proceeding_id": of.proceeding_id,
        "state": account.state,
        "known_on": account.known_on,
        "act_known_on": account.act_known_on,
        "offender": contract.Offender(ref=of.offender_ref, known_on=account.offender_known_on),
        "entitled": tuple(contract.Entitled(**each.model_dump()) for each in of.entitled),
        "offences": account.offences,
        "notices": tuple(contract.Notice(kind=notice.kind, on=notice.on) for notice in account.notices),
        "discontinuation": account.discontinuation,
        "authority_land": account.authority_land,
        "further_offenders": tuple(further) or None,
    }


def _publish_to(tx: Transaction, addressee: Partner, of: Referral, message: Message) -> None:
    """Publishes only for a warm referral, and only where the partner has a topic and is not suspended.

    The key is a reference that nobody else knows; the event is erased with the case.
    """
    if "kafka" in addressee.ways and of.kind == "warm" and addressee.suspended is None:
        tx.publish(message, key=of.reference, topic=_topic(addressee), owner=of.case_id)


def _topic(addressee: Partner) -> str:
    return to_partner.ReferralOffered.TOPIC.replace("{opaque}", addressee.topic)
