"""A snapshot without a violation, small enough to spoil one place: a case, a consent, an accepted referral."""

import copy
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.bus.write import outbox
from shared.bus.write.outbox import SENT
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.intake import ConsentGiven, ContactRecorded
from shared.contracts.message import Message
from shared.contracts.referral import ReferralAccepted
from shared.store import Document
from tests.harness.case_events import case_opened
from tests.harness.invariants.figures import rebuild
from tests.harness.invariants.order import hears_topic
from tests.harness.invariants.snapshot import BUS, KEYS, REQUESTS, RETENTION, Snapshot
from tests.harness.services.small_referral import referral_sent

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
CONTACT, CASE, REFERRAL, HANDOVER, PARTNER = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 6))
OPENED, GIVEN, SENT_EVENT, ACCEPTED, RECORDED = "opened", "given", "sent", "accepted", "recorded"

Stores = dict[str, dict[str, list[Document]]]


def stores() -> Stores:
    made: Stores = {name: {each: [] for each in (*BUS, *kept)} for name, kept in RETENTION.items()}
    _intake(made["intake"])
    _referral(made["referral"])
    for service, collections in made.items():
        collections["ledger"] = _ledgers(made, service)
    _statistics(made)
    return made


def snapshot(changed: Stores, *words: dict[str, Any], exposed: Iterable[str] = ()) -> Snapshot:
    history = words or ({"request": "r", "outcome": "ok", "contact_id": CONTACT, "case_id": CASE},)
    return Snapshot(AT + timedelta(hours=1), copy.deepcopy(changed), history, tuple(exposed))


def row(event_id: str, said: Message, key: str, sequence: int, cause: str | None = None) -> Document:
    service = said.TOPIC.split(".")[1]
    envelope = CloudEvent(event_id, f"/lotse/{service}", said.TYPE, key, AT, key, sequence, cause, None, said.data())
    return outbox.row(envelope, said.TOPIC, encode(envelope), owner=key, at=AT) | {"status": SENT}


def _intake(store: dict[str, list[Document]]) -> None:
    recorded = ContactRecorded.model_validate(
        {"contact_id": CONTACT, "case_id": CASE, "channel": "portal", "reason": "counselling"}
    )
    given = ConsentGiven.model_validate(
        {
            "case_id": CASE,
            "handover_id": HANDOVER,
            "partner_id": PARTNER,
            "kind": "warm",
            "items": ("name",),
            "text_version": "1",
            "how": "page",
        }
    )
    store["outbox"] = [
        row(RECORDED, recorded, CONTACT, 1),
        row(OPENED, case_opened(CASE), CASE, 1),
        row(GIVEN, given, CASE, 1),
    ]
    store["contacts"] = [{"_id": CONTACT, "case_id": CASE, "state": "assigned", "counsellor": "anna"}]
    store["cases"] = [{"_id": CASE, "state": "open", "referrals": []}]
    store[REQUESTS] = [{"_id": "attempt", "contact_id": CONTACT, "case_id": CASE, "state": "taken"}]
    store["messages"] = [{"_id": "message", "thread": CASE}]
    store[KEYS] = [{"_id": CASE}]


def _referral(store: dict[str, list[Document]]) -> None:
    sent = referral_sent(CASE, AT).model_copy(update={"referral_id": REFERRAL})
    accepted = ReferralAccepted.read(sent.data() | {"by": "partner"})
    store["outbox"] = [row(SENT_EVENT, sent, CASE, 1, GIVEN), row(ACCEPTED, accepted, CASE, 2)]
    store["cases"] = [{"_id": CASE}]
    store["referrals"] = [
        {"_id": REFERRAL, "state": "accepted", "sent_at": AT, "kind": "warm", "respond_by": AT, "case_id": CASE}
    ]


def _ledgers(made: Stores, service: str) -> list[Document]:
    ledgers: dict[str, Document] = {}
    for producer, collections in made.items():
        for each in sorted(collections["outbox"], key=lambda row: int(row["sequence"])):
            ledger = ledgers.setdefault(each["key"], {"_id": each["key"], "issued": {}, "applied": {}})
            if producer == service:
                ledger["issued"][each["topic"]] = each["sequence"]
            if hears_topic(service, each["topic"]):
                ledger["applied"][each["topic"]] = {"n": each["sequence"], "id": each["_id"]}
    return list(ledgers.values())


def _statistics(made: Stores) -> None:
    cells = rebuild(Snapshot(AT, made))
    made["statistics"]["cells"] = [cell._asdict() | {"_id": "|".join(cell), "n": n} for cell, n in cells.items()]
    made["statistics"]["contributions"] = [{"_id": f"case:{CASE}", "key": CASE}]
