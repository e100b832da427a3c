"""Where each sealed text belongs: a box moved to another place cannot be opened there."""

import json
from collections.abc import Mapping

from services.intake.domain.contact import Contact
from services.intake.domain.handover import Handover
from services.intake.domain.thread import Message, SafeContact, SafeWay, Sealed
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


def seal_safe_way(key: DataKey, thread: str, reference: str, way: SafeWay) -> Sealed:
    return seal(key, way.model_dump_json(), purpose="safe-contact", case=thread, field=reference)


def open_safe_way(key: DataKey, contact: SafeContact) -> SafeWay:
    plain = open_sealed(key, contact.sealed, purpose="safe-contact", case=contact.thread, field=contact.id)
    return SafeWay.model_validate_json(plain)


def seal_channel_reference(key: DataKey, thread: str, reference: str) -> Sealed:
    return seal(key, reference, purpose="channel-reference", case=thread, field="channel_reference")


def open_channel_reference(key: DataKey, contact: Contact) -> str | None:
    if contact.channel_reference is None:
        return None
    return open_sealed(
        key, contact.channel_reference, purpose="channel-reference", case=contact.thread, field="channel_reference"
    )
