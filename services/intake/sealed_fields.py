"""Seals and opens each text for its place: a ciphertext moved to another field or case cannot be opened there."""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from services.intake.domain.acknowledgement import Acknowledgement, Recipient
from services.intake.domain.addition import Addition
from services.intake.domain.agreed_word import AgreedWord
from services.intake.domain.arrangement import KeptArrangement, OpenedArrangement
from services.intake.domain.contact import Contact
from services.intake.domain.correction import Correction
from services.intake.domain.draft import Draft
from services.intake.domain.emergency import Disclosure
from services.intake.domain.evidence import Evidence, Manifest, UploadPart
from services.intake.domain.file_numbers import KeptFileNumbers
from services.intake.domain.handover import Handover
from services.intake.domain.incident import Account, Incident
from services.intake.domain.inspection import Inspection
from services.intake.domain.mail import Mail, MailPart
from services.intake.domain.note import Note
from services.intake.domain.request import Request
from services.intake.domain.safe_contact import SafeContact, SafeContactEntry
from services.intake.domain.talk import Talk
from services.intake.domain.thread import Message, Sealed, Thread
from services.intake.domain.thread_content import ThreadContent
from shared.arrangement import Answer, Arrangement
from shared.contracts.vocabulary import ConsentItem
from shared.file_numbers import FileNumbers
from shared.mailbox.letterhead import Letterhead
from shared.sealing import CannotOpen, DataKey, Opener, open_bytes, open_sealed, seal, seal_bytes
from shared.sealing.sealed_field import pad, unpad


def seal_message(key: DataKey, thread: str, message_id: str, text: str) -> Sealed:
    return seal(key, text, purpose="message", case=thread, field=message_id)


def open_message(key: DataKey, message: Message) -> str:
    """Returns the text; of a message that has a form of its own, its JSON."""
    return open_sealed(key, message.sealed, purpose="message", case=message.thread, field=message.id)


def seal_items(key: DataKey, case_id: str, handover_id: str, texts: Mapping[ConsentItem, str]) -> Sealed:
    return seal(key, json.dumps(dict(texts)), purpose="handover", case=case_id, field=handover_id)


def open_items(key: DataKey, handover: Handover) -> dict[ConsentItem, str]:
    plain = open_sealed(key, handover.sealed, purpose="handover", case=handover.case_id, field=handover.id)
    return {ConsentItem(item): text for item, text in json.loads(plain).items()}


def seal_addition(key: DataKey, case_id: str, addition_id: str, texts: Mapping[ConsentItem, str]) -> Sealed:
    return seal(key, json.dumps(dict(texts)), purpose="addition", case=case_id, field=addition_id)


def open_addition(key: DataKey, addition: Addition) -> dict[ConsentItem, str]:
    plain = open_sealed(key, addition.sealed, purpose="addition", case=addition.case_id, field=addition.id)
    return {ConsentItem(item): text for item, text in json.loads(plain).items()}


def seal_arrangement(key: DataKey, case_id: str, handover_id: str, content: Arrangement) -> Sealed:
    return seal(key, content.model_dump_json(), purpose="arrangement", case=case_id, field=handover_id)


def seal_arrangement_answer(key: DataKey, of: KeptArrangement, answer: Answer) -> Sealed:
    return seal(key, answer.model_dump_json(), purpose="arrangement answer", case=of.case_id, field=of.id)


def open_arrangement(key: DataKey, of: KeptArrangement) -> OpenedArrangement:
    content = open_sealed(key, of.sealed, purpose="arrangement", case=of.case_id, field=of.id)
    answer = of.answer and open_sealed(key, of.answer, purpose="arrangement answer", case=of.case_id, field=of.id)
    return OpenedArrangement(
        handover_id=of.id,
        content=Arrangement.model_validate_json(content),
        answer=Answer.model_validate_json(answer) if answer else None,
        answered_at=of.answered_at,
    )


def seal_file_numbers(key: DataKey, case_id: str, content: FileNumbers) -> Sealed:
    return seal(key, content.model_dump_json(), purpose="file numbers", case=case_id, field="file_numbers")


def open_file_numbers(key: DataKey, of: KeptFileNumbers) -> FileNumbers:
    plain = open_sealed(key, of.sealed, purpose="file numbers", case=of.case_id, field="file_numbers")
    return FileNumbers.model_validate_json(plain)


def seal_safe_contact(key: DataKey, thread: str, entry_id: str, safe_contact: SafeContact) -> Sealed:
    return seal(key, safe_contact.model_dump_json(), purpose="safe-contact", case=thread, field=entry_id)


def open_safe_contact(key: DataKey, entry: SafeContactEntry) -> SafeContact:
    plain = open_sealed(key, entry.sealed, purpose="safe-contact", case=entry.thread, field=entry.id)
    return SafeContact.as_stated(json.loads(plain))


def seal_agreed_word(key: DataKey, thread: str, word_id: str, word: str) -> Sealed:
    return seal(key, word, purpose="agreed-word", case=thread, field=word_id)


def open_agreed_word(key: DataKey, word: AgreedWord) -> str:
    return open_sealed(key, word.sealed, purpose="agreed-word", case=word.thread, field=word.word_id)


def seal_disclosure(key: DataKey, thread: str, disclosure_id: str, text: str) -> Sealed:
    return seal(key, text, purpose="emergency", case=thread, field=disclosure_id)


def open_disclosure(key: DataKey, disclosure: Disclosure) -> str:
    return open_sealed(key, disclosure.sealed, purpose="emergency", case=disclosure.thread, field=disclosure.id)


def seal_mistake(key: DataKey, thread: str, correction_id: str, words: str) -> Sealed:
    return seal(key, words, purpose="correction", case=thread, field=correction_id)


def open_mistake(key: DataKey, corrected: Correction) -> str:
    """Returns the words; empty where nothing was added to the reason."""
    if corrected.sealed is None:
        return ""
    return open_sealed(key, corrected.sealed, purpose="correction", case=corrected.thread, field=corrected.id)


def seal_assessment(key: DataKey, thread: str, correction_id: str, words: str) -> Sealed:
    return seal(key, words, purpose="assessment", case=thread, field=correction_id)


def open_assessment(key: DataKey, corrected: Correction) -> str:
    """Returns the words; empty while nobody assessed it."""
    if corrected.assessed is None:
        return ""
    return open_sealed(key, corrected.assessed, purpose="assessment", case=corrected.thread, field=corrected.id)


def seal_note(key: DataKey, thread: str, note_id: str, text: str) -> Sealed:
    return seal(key, text, purpose="note", case=thread, field=note_id)


def open_note(key: DataKey, note: Note) -> str:
    return open_sealed(key, note.sealed, purpose="note", case=note.thread, field=note.id)


def seal_incident(key: DataKey, thread: str, incident_id: str, account: Account) -> Sealed:
    return seal(key, account.model_dump_json(), purpose="incident", case=thread, field=incident_id)


def open_incident(key: DataKey, incident: Incident) -> Account:
    plain = open_sealed(key, incident.sealed, purpose="incident", case=incident.thread, field=incident.id)
    return Account.model_validate_json(plain)


def seal_draft(own: Opener, draft_id: str, fields: Mapping[str, Any]) -> bytes:
    """Seals a draft for the desk's own key pair: a call that nobody sent has no thread, and therefore no key."""
    return own.public.seal(pad(json.dumps([draft_id, dict(fields)]).encode()))


def open_draft(own: Opener, draft: Draft) -> dict[str, Any]:
    """Opens a draft. Raises CannotOpen where its key pair is gone, or the box is another draft's."""
    if draft.box is None:
        raise CannotOpen
    draft_id, fields = json.loads(unpad(own.open(draft.box)))
    if draft_id != draft.id:
        raise CannotOpen
    return dict(fields)


def seal_review(key: DataKey, thread: str, inspection_id: str, note: str) -> Sealed:
    return seal(key, note, purpose="inspection", case=thread, field=inspection_id)


def open_review(key: DataKey, inspection: Inspection) -> str | None:
    """Returns the reviewer's note, or None where there is none."""
    if inspection.sealed is None:
        return None
    return open_sealed(key, inspection.sealed, purpose="inspection", case=inspection.thread, field=inspection.id)


def seal_channel_reference(key: DataKey, thread: str, reference: str) -> Sealed:
    return seal(key, reference, purpose="channel-reference", case=thread, field="channel_reference")


def open_channel_reference(key: DataKey, contact: Contact) -> str | None:
    if contact.channel_reference is None:
        return None
    return open_sealed(
        key, contact.channel_reference, purpose="channel-reference", case=contact.thread, field="channel_reference"
    )


def seal_talk(key: DataKey, thread: str, talk: Talk) -> Sealed:
    return seal(key, talk.model_dump_json(), purpose="talk", case=thread, field="talk")


def open_talk(key: DataKey, contact: Contact) -> Talk | None:
    """Returns the talk, or None where nothing was stated."""
    if contact.talk is None:
        return None
    plain = open_sealed(key, contact.talk, purpose="talk", case=contact.thread, field="talk")
    return Talk.model_validate_json(plain)


def seal_request(key: DataKey, kind: str, locator: str, request_id: str, body: BaseModel) -> Sealed:
    return seal(key, body.model_dump_json(), purpose=f"request {kind}", case=locator, field=request_id)


def open_request(key: DataKey, request: Request) -> str:
    """Returns the body's JSON. Raises CannotOpen also for a request of another kind or thread."""
    return open_sealed(key, request.sealed, purpose=f"request {request.kind}", case=request.locator, field=request.id)


def signature(key: DataKey, request: Request) -> bytes:
    """Returns the MAC over all that the face writes, under a key that is derived from the thread's data key."""
    own = hmac.digest(key.secret, b"lotse request", "sha256")
    return hmac.digest(own, request.signed(), "sha256")


def is_signed(key: DataKey, request: Request) -> bool:
    return hmac.compare_digest(signature(key, request), request.mac)


def seal_shown(key: DataKey, locator: str, content: ThreadContent) -> Sealed:
    return seal(key, content.shown().model_dump_json(), purpose="shown", case=locator, field="shown")


def open_shown(key: DataKey, thread: Thread) -> ThreadContent:
    plain = open_sealed(key, thread.shown, purpose="shown", case=thread.id, field="shown")
    return ThreadContent.model_validate_json(plain)


def seal_letterhead(key: DataKey, thread: str, mail_id: str, head: Letterhead) -> Sealed:
    return seal(key, head.model_dump_json(), purpose="mail", case=thread, field=mail_id)


def open_letterhead(key: DataKey, mail: Mail) -> Letterhead:
    return Letterhead.model_validate_json(
        open_sealed(key, mail.sealed, purpose="mail", case=mail.thread, field=mail.id)
    )


def seal_recipient(key: DataKey, thread: str, acknowledgement: str, recipient: Recipient) -> Sealed:
    return seal(key, recipient.model_dump_json(), purpose="acknowledgement", case=thread, field=acknowledgement)


def open_recipient(key: DataKey, owed: Acknowledgement) -> Recipient:
    return Recipient.model_validate_json(
        open_sealed(key, owed.sealed, purpose="acknowledgement", case=owed.thread, field=owed.id)
    )


def seal_part(key: DataKey, thread: str, part_id: str, content: bytes) -> Sealed:
    return seal_bytes(key, content, purpose="mail part", case=thread, field=part_id)


def open_part(key: DataKey, part: MailPart) -> bytes:
    return open_bytes(key, part.sealed, purpose="mail part", case=part.thread, field=part.id)


def seal_upload_part(key: DataKey, locator: str, part_id: str, content: bytes) -> Sealed:
    return seal_bytes(key, content, purpose="evidence part", case=locator, field=part_id)


def open_upload_part(key: DataKey, part: UploadPart, locator: str) -> bytes:
    """Opens the part. Raises CannotOpen also for a part of another thread or place."""
    return open_bytes(key, part.sealed, purpose="evidence part", case=locator, field=part.id)


def seal_manifest(key: DataKey, thread: str, evidence_id: str, manifest: Manifest) -> Sealed:
    return seal(key, manifest.model_dump_json(), purpose="evidence", case=thread, field=evidence_id)


def open_manifest(key: DataKey, evidence: Evidence) -> Manifest:
    plain = open_sealed(key, evidence.sealed, purpose="evidence", case=evidence.thread, field=evidence.id)
    return Manifest.model_validate_json(plain)
