"""Seals and opens each text for its place: a ciphertext moved to another field or case cannot be opened there."""

import json
from collections.abc import Mapping

from services.intake.domain.contact import Contact
from services.intake.domain.handover import Handover
from services.intake.domain.safe_contact import SafeContact, SafeContactEntry
from services.intake.domain.thread import Message, Sealed
from shared.contracts.vocabulary import ConsentItem
from shared.sealing import DataKey, open_sealed, seal


def seal_message(key: DataKey, thread: str, message_id: str, text: str) -> Sealed:
    return seal(key, text, purpose="message", case=thread, field=message_id)


def open_message(key: DataKey, message: Message) -> str:
    return open_sealed(key, message.sealed, purpose="message", case=message.thread, field=message.id)


def seal_items(key: DataKey, case_id: str, handover_id: str, texts: Mapping[ConsentItem, str]) -> Sealed:
    return seal(key, json.dumps(dict(texts)), purpose="handover", case=case_id, field=handover_id)


def open_items(key: DataKey, handover: Handover) -> dict[ConsentItem, str]:
    plain = open_sealed(key, handover.sealed, purpose="handover", case=handover.case_id, field=handover.id)
    return {ConsentItem(item): text for item, text in json.loads(plain).items()}


def seal_safe_contact(key: DataKey, thread: str, entry_id: str, safe_contact: SafeContact) -> Sealed:
    return seal(key, safe_contact.model_dump_json(), purpose="safe-contact", case=thread, field=entry_id)


def open_safe_contact(key: DataKey, entry: SafeContactEntry) -> SafeContact:
    """As it was sealed: what was taken by earlier rules must not close the thread to its person."""
    plain = open_sealed(key, entry.sealed, purpose="safe-contact", case=entry.thread, field=entry.id)
    return SafeContact.model_construct(**json.loads(plain))


def seal_channel_reference(key: DataKey, thread: str, reference: str) -> Sealed:
    return seal(key, reference, purpose="channel-reference", case=thread, field="channel_reference")


def open_channel_reference(key: DataKey, contact: Contact) -> str | None:
    if contact.channel_reference is None:
        return None
    return open_sealed(
        key, contact.channel_reference, purpose="channel-reference", case=contact.thread, field="channel_reference"
    )
