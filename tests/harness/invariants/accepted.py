"""I1 and I2: every accepted request exists exactly once and is with a human, answered for or erased."""

from collections import Counter
from collections.abc import Iterator

from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.snapshot import KEYS, REQUESTS, Snapshot


def exists_once(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks I1: an accepted request exists once; one without an answer once or not at all, a refused one never."""
    ok = [each for each in snapshot.history if each["outcome"] == "ok"]
    unknown = {each["request"] for each in snapshot.history if each["outcome"] == "unknown"} - {
        each["request"] for each in ok
    }
    contacts, erased = snapshot.by_id("intake", "contacts"), snapshot.erased("intake")
    requests = snapshot.rows("intake", REQUESTS)
    acceptances = Counter(row["contact_id"] for row in requests if row.get("contact_id"))
    answers: dict[str, set[str]] = {}
    for each in ok:
        answers.setdefault(each["request"], set()).add(each["contact_id"])
    waiting = {row["contact_id"] for row in requests if row["state"] == "waiting"}
    there = contacts.keys() | erased | waiting
    yield from found("accepted and not taken over", (row["_id"] for row in requests if row["state"] == "waiting"))
    yield from found("accepted and refused by the desk", (row["_id"] for row in requests if row["state"] == "refused"))
    yield from found("accepted and lost", {each["contact_id"] for each in ok} - there)
    yield from found("answered in two ways", (request for request, given in answers.items() if len(given) > 1))
    shared = Counter(contact for given in answers.values() for contact in given)
    yield from found("one contact for two requests", (contact for contact, times in shared.items() if times > 1))
    yield from found("accepted twice", (contact for contact, times in acceptances.items() if times > 1))
    unexplained = acceptances.keys() - shared.keys()
    if len(unexplained) > len(unknown):
        yield Finding(f"{len(unexplained)} contacts, but {len(unknown)} requests without an answer", (*unexplained,))


def whole(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks that nothing is half done: a contact has its case, its first message, its thread and its key."""
    contacts = snapshot.rows("intake", "contacts")
    cases, erased = snapshot.by_id("intake", "cases"), snapshot.erased("intake")
    alive = {row["_id"]: row.get("case_id") or row["_id"] for row in contacts}
    alive = {contact: thread for contact, thread in alive.items() if not {contact, thread} & erased}
    with_case = {row["case_id"] for row in contacts if row.get("case_id")} - erased
    written = {row["thread"] for row in snapshot.rows("intake", "messages")}
    keys = snapshot.by_id("intake", KEYS)
    yield from found("contact without its case", with_case - cases.keys())
    yield from found("case without its contact", cases.keys() - with_case - erased)
    yield from found("contact without a message", (c for c, thread in alive.items() if thread not in written))
    yield from found("contact without its key", (c for c, thread in alive.items() if thread not in keys))


def with_a_human(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks I2: the queue shows what is recorded or assigned, and what is closed was closed by somebody."""
    contacts = snapshot.rows("intake", "contacts")
    cases = snapshot.by_id("intake", "cases")
    states = {"recorded", "assigned", "closed"}
    yield from found("contact in no known state", (row["_id"] for row in contacts if row["state"] not in states))
    nobody = [row["_id"] for row in contacts if row["state"] == "assigned" and not row["counsellor"]]
    yield from found("assigned to nobody", nobody)
    closed = [row["case_id"] for row in contacts if row["state"] == "closed" and row["case_id"]]
    hidden = [case_id for case_id in closed if cases.get(case_id, {}).get("state") == "open"]
    yield from found("open case that no queue shows", hidden)
    open_referrals = [
        case_id
        for case_id, case in cases.items()
        if case["state"] == "closed" and any(each["open"] for each in case["referrals"])
    ]
    yield from found("closed case with an open referral", open_referrals)
