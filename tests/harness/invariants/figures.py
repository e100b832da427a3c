"""I11: the figures are what counting from zero gives. Counted here once more, without store and bus."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from services.statistics.domain import contributions as counting
from services.statistics.domain.contributions import NOTHING, Cell, Contribution
from services.statistics.domain.states import ReferralStep
from tests.harness.invariants.finding import Finding
from tests.harness.invariants.snapshot import Said, Snapshot

Subject = str
Moves = Callable[[Contribution], Contribution]


def equal_a_rebuild(snapshot: Snapshot) -> Iterator[Finding]:
    """Where something was erased only its figures remain, so that there may be more of them than events."""
    rebuilt, kept = rebuild(snapshot), Counter[Cell]()
    for row in snapshot.rows("statistics", "cells"):
        kept[Cell(row["table"], row["period"], row["row"], row["column"])] += row["n"]
    erased = any(snapshot.erased(service) for service in snapshot.stores)
    for cell in sorted(rebuilt.keys() | kept.keys()):
        more = kept[cell] - rebuilt[cell]
        if more < 0 or (more > 0 and not erased):
            yield Finding(f"{'|'.join(cell)} is {kept[cell]}, counted again {rebuilt[cell]}")


def rebuild(snapshot: Snapshot) -> Counter[Cell]:
    subjects: dict[Subject, Contribution] = {}
    cells = Counter[Cell]()
    for service in ("intake", "referral", "notification"):
        for said in snapshot.said(service):
            for subject, moves in _counts(said).items():
                subjects[subject] = moves(subjects.get(subject, NOTHING))
    for contribution in subjects.values():
        cells.update(contribution)
    return cells


def _counts(said: Said) -> Mapping[Subject, Moves]:
    data, at, fact = said.envelope.data, said.envelope.time, said.fact
    match fact.split("."):
        case ["contact", "recorded"]:
            return {f"contact:{data['contact_id']}": lambda _: counting.contact(data["reason"], data["channel"], at)}
        case ["contact", "assigned" | "closed"]:
            return {f"contact:{data['contact_id']}": lambda old: counting.contact_seen_as(old, data["reason"])}
        case ["case", "opened"]:
            return {f"case:{data['case_id']}": lambda _: counting.case(data["land"], data["target_group"], at)}
        case ["case", "triaged"]:
            return {f"case:{data['case_id']}": lambda old: counting.triaged(old, data["land"], data["target_group"])}
        case ["referral", "sent" | "named" as begun] if said.envelope.type.startswith("lotse.referral."):
            step = ReferralStep[begun.upper()]
            return {f"referral:{data['referral_id']}": lambda _: counting.referral(data["partner_category"], step, at)}
        case ["referral", "answered-late"]:
            return {}
        case ["referral", moved] if said.envelope.type.startswith("lotse.referral."):
            return {f"referral:{data['referral_id']}": lambda old: counting.moved(old, moved)}
        case ["delivery", "sent" | "failed" | "suppressed" as result]:
            return {f"delivery:{data['dispatch_id']}": lambda old: counting.delivery(old, data["audience"], result, at)}
        case ["deadline", "set"]:
            return {f"deadline:{data['deadline_id']}": lambda old: counting.deadline(old, data["rule"], at)}
        case ["deadline", "met" | "missed" | "cancelled" as moved]:
            return {f"deadline:{data['deadline_id']}": lambda old: counting.moved(old, moved)}
    return {}
