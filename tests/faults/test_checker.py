"""The checker finds nothing in a world in order, and finds each violation that is planted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.bus.write.effects import GIVEN_UP
from shared.bus.write.unit_of_work import WAITING as TO_DO
from shared.contracts.referral import ReferralAccepted
from shared.store import Document
from tests.harness.case_events import case_triaged
from tests.harness.invariants import client_history, planted_strings, valid_snapshot
from tests.harness.invariants.checker import judge
from tests.harness.invariants.snapshot import KEYS
from tests.harness.invariants.valid_snapshot import CASE, CONTACT, GIVEN, PARTNER, REFERRAL, Stores
from tests.harness.services.small_referral import referral_sent

OK = {"request": "r", "outcome": "ok", "contact_id": CONTACT, "case_id": CASE}
REFUSED = {"request": "s", "outcome": "fail", "status": 422}

Spoil = Callable[[Stores], Any]


def a_request(state: str, contact_id: str | None) -> Document:
    return {"_id": "b", "state": state, "contact_id": contact_id}


def test_a_world_in_order_has_no_violation() -> None:
    found = judge(valid_snapshot.snapshot(valid_snapshot.stores()), lossless=True)
    assert {name: findings for name, findings in found.items() if findings} == {}


def _again(stores: Stores) -> None:
    first = valid_snapshot.row("opened-again", case_triaged(CASE), CASE, 3)
    stores["intake"]["outbox"].append(first)


def _ended_twice(stores: Stores) -> None:
    said = referral_sent(CASE, valid_snapshot.AT).data() | {"referral_id": REFERRAL, "by": "partner"}
    rows = stores["referral"]["outbox"]
    declined = rows[1]["type"].replace("accepted", "declined")
    for sequence, type_name in ((2, declined), (3, rows[1]["type"])):
        body = valid_snapshot.row(f"end {sequence}", ReferralAccepted.read(said), CASE, sequence)
        body["body"] = body["body"].replace(rows[1]["type"].encode(), type_name.encode())
        rows[sequence - 1 :] = [body]


PLANTED: list[tuple[str, str, Spoil]] = [
    ("I1 every", "accepted and lost", lambda s: s["intake"]["contacts"].clear()),
    ("I1 every", "accepted twice", lambda s: s["intake"]["requests"].append(a_request("taken", CONTACT))),
    ("I1 every", "without an answer", lambda s: s["intake"]["requests"].append(a_request("taken", "x"))),
    ("I1 every", "accepted and not taken over", lambda s: s["intake"]["requests"].append(a_request("waiting", None))),
    ("I1 every", "accepted and refused", lambda s: s["intake"]["requests"].append(a_request("refused", None))),
    ("I1 nothing", "without its case", lambda s: s["intake"]["cases"].clear()),
    ("I1 nothing", "without a message", lambda s: s["intake"]["messages"].clear()),
    ("I1 nothing", "without its key", lambda s: s["intake"][KEYS].clear()),
    ("I1 nothing", "case without its contact", lambda s: s["intake"]["cases"].append({"_id": "x", "state": "open", "referrals": []})),
    ("I2", "no known state", lambda s: s["intake"]["contacts"][0].update(state="gone")),
    ("I2", "to nobody", lambda s: s["intake"]["contacts"][0].update(counsellor=None)),
    ("I2", "no queue shows", lambda s: s["intake"]["contacts"][0].update(state="closed")),
    ("I2", "an open referral", lambda s: s["intake"]["cases"][0].update(state="closed", referrals=[{"open": True}])),
    ("I3 every referral", "went on after its end", _ended_twice),
    ("I3 every referral", "said otherwise", lambda s: s["referral"]["referrals"][0].update(state="declined")),
    ("I3 every referral", "said and not kept", lambda s: s["referral"]["referrals"].clear()),
    ("I3 every referral", "not first", lambda s: s["referral"]["outbox"].pop(0)),
    ("I3 every referral", "sent and not said", lambda s: s["referral"]["outbox"].clear()),
    ("I3 every answer", "without its clock", lambda s: s["referral"]["referrals"][0].update(state="sent")),
    ("I3 every answer", "without respond_by", lambda s: s["referral"]["referrals"][0].update(state="sent", respond_by=None)),
    ("I4", "did not number 1 to n", _again),
    ("I4", "ledger and outbox differ", lambda s: _ledger(s, "intake")["issued"].update({"lotse.intake.case": 2})),
    ("I4", "what was never said", lambda s: _applied(s)["lotse.intake.case"].update(n=7)),
    ("I4", "another event under this number", lambda s: _applied(s)["lotse.intake.case"].update(id="another")),
    ("I4", "still parks", lambda s: s["referral"]["parked"].append({"_id": "p", "key": CASE, "topic": "lotse.intake.case", "sequence": 1})),
    ("I5", "unsent rows", lambda s: s["intake"]["outbox"][0].update(status="pending")),
    ("I5", "parked events", lambda s: s["referral"]["parked"].append({"_id": "p", "key": CASE, "topic": "t", "sequence": 9})),
    ("I5", "that are due", lambda s: _dispatch(s, TO_DO)),
    ("I5", "given up", lambda s: _dispatch(s, GIVEN_UP)),
    ("I5", "knows of gaps", lambda s: s["referral"]["gaps"].append({"_id": "g"})),
    ("I5", "quarantined", lambda s: s["referral"]["quarantine"].append({"_id": "q"})),
    ("I5", "stopped topics", lambda s: s["referral"]["stops"].append({"_id": "t"})),
    ("I5", "has not applied all", lambda s: _applied(s).pop("lotse.intake.case")),
    ("I11", "counted again", lambda s: s["statistics"]["cells"][0].update(n=2)),
    ("cases", "never known to referral", lambda s: s["referral"]["cases"].clear()),
    ("cases", "never counted", lambda s: s["statistics"]["contributions"].clear()),
    ("consent", "never sent", lambda s: s["referral"]["outbox"].clear()),
    ("consent", "sent twice", lambda s: s["referral"]["outbox"].append(valid_snapshot.row("b", referral_sent(CASE, valid_snapshot.AT), CASE, 3, GIVEN))),
    ("consent", "without a consent", lambda s: s["referral"]["outbox"].append(valid_snapshot.row("b", referral_sent(CASE, valid_snapshot.AT), CASE, 3, PARTNER))),
    ("nothing was healed", "to send again", lambda s: s["intake"]["outbox"][0].update(replays=1)),
]  # fmt: skip


@pytest.mark.parametrize(("invariant", "what", "spoil"), PLANTED, ids=[f"{name}: {what}" for name, what, _ in PLANTED])
def test_a_planted_violation_is_found(invariant: str, what: str, spoil: Spoil) -> None:
    stores = valid_snapshot.stores()
    spoil(stores)
    found = judge(valid_snapshot.snapshot(stores), lossless=True)
    assert any(what in each.what for name, findings in found.items() if name.startswith(invariant) for each in findings)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((OK, OK | {"request": "s"}), "one contact for two requests"),
        ((OK, OK | {"contact_id": "x"}), "answered in two ways"),
        ((REFUSED,), "requests without an answer"),
    ],
)
def test_a_history_that_the_store_belies_is_found(words: tuple[dict[str, Any], ...], what: str) -> None:
    found = judge(valid_snapshot.snapshot(valid_snapshot.stores(), *words), lossless=False)
    assert any(what in each.what for each in found["I1 every accepted request exists exactly once"])


def test_a_request_without_an_answer_may_exist_or_not() -> None:
    unknown = {"request": "r", "outcome": "unknown"}
    there, gone = valid_snapshot.stores(), valid_snapshot.stores()
    gone["intake"]["contacts"].clear()
    gone["intake"]["requests"].clear()
    for stores in (there, gone):
        found = judge(valid_snapshot.snapshot(stores, unknown), lossless=False)
        assert found["I1 every accepted request exists exactly once"] == []


def test_what_was_found_where_it_must_not_be_is_a_violation() -> None:
    found = judge(
        valid_snapshot.snapshot(valid_snapshot.stores(), exposed=["text in logs/referral.log"]), lossless=False
    )
    assert found["I7 I8 nothing exposed"]


def test_planted_words_are_found_in_files(tmp_path: Path) -> None:
    for folder in ("logs", "mail", "kafka"):
        (tmp_path / folder).mkdir()
    (tmp_path / "logs" / "a.log").write_bytes(b"\0" * (planted_strings.CHUNK - 5) + b"a-planted-word")
    (tmp_path / "mail" / "m").write_text("To: a-planted-address")
    planted = {"a-planted-word": "text", "a-planted-address": "address"}
    assert list(planted_strings.in_files(tmp_path, planted)) == ["text in logs/a.log"]


def test_the_last_word_about_a_request_counts_and_a_torn_line_does_not(tmp_path: Path) -> None:
    file = tmp_path / "client_history.jsonl"
    kept = client_history.History(file)
    kept.sent("a", text="planted")
    kept.sent("b")
    kept.ok("a", CONTACT, None)
    kept.close()
    with file.open("a") as torn:
        torn.write('{"request": "b", "outc')
    words = list(client_history.read(file))
    assert {(word["request"], word["outcome"]) for word in words} == {("a", "ok"), ("b", "unknown")}
    assert client_history.canaries(iter(words)) == {"planted": "text"}


def _ledger(stores: Stores, service: str) -> dict[str, Any]:
    return next(row for row in stores[service]["ledger"] if row["_id"] == CASE)


def _applied(stores: Stores) -> dict[str, Any]:
    applied: dict[str, Any] = _ledger(stores, "referral")["applied"]
    return applied


def _dispatch(stores: Stores, status: str) -> None:
    stores["referral"]["dispatches"].append(
        {"_id": "d", "status": status, "due": valid_snapshot.AT, "payload": {}, "kind": "fetch", "key": CASE}
    )
