"""I3: each referral that was sent has exactly one last state, or an answer to it is waited for."""

from collections.abc import Iterator, Sequence
from typing import get_args

from services.referral.domain.referral import OPEN, WAITING, Stage
from shared.bus.write.unit_of_work import WAITING as TO_DO
from shared.store import Document
from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.snapshot import Snapshot

LAST = frozenset({"declined", "expired", "returned", "completed", "failed", "recalled", "named"})
FIRST = frozenset({"sent", "named"})
STATES = frozenset(get_args(Stage))
"""The facts that change a referral's state; all others leave it."""
HAS_TIME = WAITING - {"overdue", "questioned"}
"""States in which the partner is late once its time is over."""


def end_once(snapshot: Snapshot) -> Iterator[Finding]:
    lives = _lives(snapshot)
    documents = snapshot.by_id("referral", "referrals")
    yield from found("sent more than once, or not first", (each for each, facts in lives.items() if not _begins(facts)))
    yield from found("went on after its end", (each for each, facts in lives.items() if set(facts[:-1]) & LAST))
    yield from found("said and not kept", lives.keys() - documents.keys())
    differing = [each for each, facts in lives.items() if each in documents and documents[each]["state"] != facts[-1]]
    yield from found("said otherwise than it is", differing)
    ever_sent = {each for each, row in documents.items() if row["sent_at"] is not None or row["state"] == "named"}
    yield from found("sent and not said", ever_sent - lives.keys())


def answers_are_waited_for(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks that an open referral has a `respond_by` and a running clock, and one in preparation its fetch."""
    clocks: dict[str, set[str]] = {}
    for row in snapshot.rows("referral", "dispatches"):
        if row["status"] == TO_DO:
            clocks.setdefault(row["payload"].get("referral_id", ""), set()).add(row["kind"])
    rows = [row for row in snapshot.rows("referral", "referrals") if row["state"] in OPEN]
    yield from found("without respond_by", (r["_id"] for r in rows if r["state"] in WAITING and not r["respond_by"]))
    yield from found(
        "without its clock", (r["_id"] for r in rows if not _has_its_clock(r, clocks.get(r["_id"], set())))
    )


def _has_its_clock(row: Document, running: set[str]) -> bool:
    needed = "fetch" if row["state"] == "preparing" else "miss" if row["state"] in HAS_TIME else None
    return needed is None or row["kind"] == "cold" or needed in running


def _lives(snapshot: Snapshot) -> dict[str, list[str]]:
    lives: dict[str, list[str]] = {}
    for said in snapshot.said("referral"):
        topic, _, fact = said.fact.partition(".")
        if topic == "referral" and fact in STATES:
            lives.setdefault(said.envelope.data["referral_id"], []).append(fact)
    return lives


def _begins(facts: Sequence[str]) -> bool:
    return facts[0] in FIRST and len(FIRST.intersection(facts)) == facts.count(facts[0]) == 1
