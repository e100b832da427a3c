"""Checks by `causationid` that each consequence followed, once."""

from collections import Counter
from collections.abc import Iterator

from tests.harness.invariants.finding import Finding, found
from tests.harness.invariants.snapshot import Snapshot


def cases_are_known_and_counted(snapshot: Snapshot) -> Iterator[Finding]:
    opened = {said.envelope.key for said in snapshot.said("intake") if said.fact == "case.opened"}
    opened -= snapshot.erased("intake")
    known = snapshot.by_id("referral", "cases").keys()
    counted = {row["_id"].removeprefix("case:") for row in snapshot.rows("statistics", "contributions")}
    yield from found("opened and never known to referral", opened - known - snapshot.erased("referral"))
    yield from found("opened and never counted", opened - counted - snapshot.erased("statistics"))


def consent_leads_to_one_referral(snapshot: Snapshot) -> Iterator[Finding]:
    """Checks that each consent led to one referral, unless withdrawn before the package left, or erased."""
    given = {said.id: said for said in snapshot.said("intake") if said.fact == "consent.given"}
    begun = ("referral.sent", "referral.named")
    sent = Counter(said.envelope.cause for said in snapshot.said("referral") if said.fact in begun)
    withdrawn = {
        said.envelope.data["handover_id"] for said in snapshot.said("intake") if said.fact == "consent.withdrawn"
    }
    erased = snapshot.erased("intake") | snapshot.erased("referral")
    standing = {
        event
        for event, said in given.items()
        if said.envelope.data["handover_id"] not in withdrawn and said.envelope.key not in erased
    }
    yield from found("consented and never sent", standing - sent.keys())
    yield from found("consented once and sent twice", (str(c) for c, n in sent.items() if c in given and n > 1))
    yield from found("sent without a consent", (str(cause) for cause in sent if cause not in given and not erased))
