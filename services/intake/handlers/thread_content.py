"""Opens the sealed content of a thread with its data key: the desk publishes it for the person."""

from collections.abc import Mapping
from datetime import datetime

from services.intake.domain import consent, new_code
from services.intake.domain.contact import Contact
from services.intake.domain.correction import Correction
from services.intake.domain.evidence import OpenedEvidence
from services.intake.domain.form_message import FORM_MESSAGE
from services.intake.domain.handover import Handover
from services.intake.domain.ids import ReferralId, ThreadId
from services.intake.domain.retention_period import RetentionPeriod
from services.intake.domain.safe_contact import in_force, last_of
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import (
    Kept,
    OpenedAddition,
    OpenedHandover,
    OpenedMessage,
    Reached,
    ShownCorrection,
    ThreadContent,
)
from services.intake.sealed_fields import (
    open_addition,
    open_arrangement,
    open_file_numbers,
    open_items,
    open_manifest,
    open_message,
    open_safe_contact,
    open_talk,
)
from services.intake.store import (
    ADDITIONS,
    AGREED_WORDS,
    ARRANGEMENTS,
    CASES,
    CONSENTS,
    CORRECTIONS,
    EVIDENCE,
    FILE_NUMBERS,
    HANDOVERS,
    MESSAGES,
    NEW_CODES,
    PROGRESS,
    RETENTION_PERIODS,
    SAFE_CONTACTS,
    contact_of,
)
from shared.bus import Transaction
from shared.errors import NotFound
from shared.referral_id import referral_of
from shared.sealing import DataKey
from shared.store import Asked, Found, read_together


async def thread_content(tx: Transaction, thread: ThreadId, key: DataKey) -> ThreadContent:
    messages = await MESSAGES.all(tx, sort="number", thread=thread)
    contact = await contact_of(tx, thread)
    found = await read_together(tx, of_thread(thread))
    consents, stated = found.all(CONSENTS, sort="at"), found.all(SAFE_CONTACTS, sort="number")
    safe, last, numbers = in_force(stated), last_of(stated), found.one(FILE_NUMBERS)
    return ThreadContent(
        begun=messages[0].at if messages else _recorded_at(contact),
        messages=tuple(_opened(key, each) for each in messages),
        handovers=tuple(
            OpenedHandover(handover=each, standing=consent.standing(each, consents), texts=open_items(key, each))
            for each in found.all(HANDOVERS, sort="asked_at")
        ),
        consents=tuple(consents),
        progress=tuple(found.all(PROGRESS, sort="at")),
        arrangements=tuple(open_arrangement(key, each) for each in found.all(ARRANGEMENTS)),
        file_numbers=open_file_numbers(key, numbers).acts if numbers else (),
        additions=tuple(
            OpenedAddition(addition=each, texts=open_addition(key, each))
            for each in found.all(ADDITIONS, sort="asked_at")
        ),
        evidence=tuple(
            OpenedEvidence(id=each.id, number=each.number, manifest=open_manifest(key, each))
            for each in found.all(EVIDENCE, sort="number")
        ),
        safe_contact=open_safe_contact(key, safe) if safe else None,
        way_stated_at=last.stated_for.at if last and last.stated_for else None,
        talk=open_talk(key, contact) if contact else None,
        talk_copied=contact is not None and contact.talk_copied,
        word_agreed=found.one(AGREED_WORDS) is not None,
        on_behalf=contact is not None and contact.is_on_behalf,
        renewed_at=new_code.renewed_at(found.all(NEW_CODES)),
        corrections=await _corrections(tx, thread, found),
        kept=_kept(found.one(RETENTION_PERIODS)),
    )


def of_thread(thread: ThreadId) -> Asked:
    """Returns the query for all that lies in a thread besides its messages, of which there may be many."""
    by_case = (HANDOVERS, CONSENTS, FILE_NUMBERS, ARRANGEMENTS, ADDITIONS)
    others = (SAFE_CONTACTS, PROGRESS, EVIDENCE, AGREED_WORDS, NEW_CODES, CORRECTIONS, RETENTION_PERIODS)
    return {each: {"case_id": thread} for each in by_case} | {each: {"thread": thread} for each in others}


async def _corrections(tx: Transaction, thread: ThreadId, found: Found) -> tuple[ShownCorrection, ...]:
    made = found.all(CORRECTIONS, sort="at")
    case = await CASES.find(tx, id=thread) if made else None
    sent = {each.id: each.was_seen for each in case.referrals if each.was_sent} if case else {}
    of = {each.id: each for each in found.all(HANDOVERS)}
    return tuple(_shown(each, of[each.handover_id], sent) for each in made if each.handover_id in of)


def _shown(made: Correction, of: Handover, sent: Mapping[ReferralId, bool]) -> ShownCorrection:
    """Returns the correction as the person is shown it."""
    return ShownCorrection(
        id=made.id,
        handover_id=made.handover_id,
        addition_id=made.addition_id,
        partner=made.partner,
        was=made.was,
        truly=made.truly,
        was_at=made.was_at,
        at=made.at,
        cold=of.is_cold,
        reached=_reached(made, of, sent),
        must_act=of.shows_duty,
    )


def _reached(made: Correction, of: Handover, sent: Mapping[ReferralId, bool]) -> Reached:
    """Returns how far the mistake got. `sent`: for each referral that was sent, whether the partner has seen it.

    An addition that was corrected before its request left was never there for the partner to read.
    """
    if of.is_cold:
        return "nothing"
    seen = sent.get(ReferralId(referral_of(of.id)))
    was_there = made.passed_on or made.addition_id is None or made.was == "refused"
    if seen is None or not was_there:
        return "nothing"
    return "seen" if seen else "sent"


def _recorded_at(contact: Contact | None) -> datetime:
    """Returns the beginning of a thread without messages: a call in which nobody said anything."""
    if contact is None:
        raise NotFound
    return contact.recorded_at


def _kept(period: RetentionPeriod | None) -> Kept | None:
    """Returns the retention period as the person is shown it: without who placed a hold."""
    if period is None or (period.ends_on is None and period.hold is None):
        return None
    held = period.hold
    reason = held.reason if held and not held.of_another else None
    return Kept(ends_on=period.ends_on, held_until=held and held.until, held_because=reason)


def _opened(key: DataKey, message: Message) -> OpenedMessage:
    plain = open_message(key, message)
    if message.kind == "message":
        return OpenedMessage(message=message, text=plain)
    form = FORM_MESSAGE.validate_json(plain)
    return OpenedMessage(message=message, text=form.text, form=form)
