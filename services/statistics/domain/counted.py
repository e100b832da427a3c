"""What a fact changes in the tables, and what many facts change together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, SETTLED, Cell, Contribution, changes

Decide = Callable[[Contribution], Contribution]


@dataclass(frozen=True)
class Counted:
    """Replaces what the subject adds; once settled, its cells stay and it is forgotten."""

    subject: str
    key: str
    decide: Decide
    settled: bool = False


@dataclass(frozen=True)
class Added:
    """Counts for nobody who could change it later."""

    contribution: Contribution


Change = Counted | Added


@dataclass(frozen=True)
class Outcome:
    """By how much cells change, what subjects add from now on, each with its key, and who is forgotten."""

    cells: Mapping[Cell, int]
    kept: Mapping[str, tuple[str, Contribution]]
    forgotten: frozenset[str]


def together(old: Mapping[str, Contribution], counted: Iterable[Change]) -> Outcome:
    """In their order, from what each subject added before."""
    now: dict[str, Contribution] = dict(old)
    keys: dict[str, str] = {}
    cells: Counter[Cell] = Counter()
    for each in counted:
        if isinstance(each, Added):
            cells.update(each.contribution)
            continue
        before = now.get(each.subject, NOTHING)
        after = each.decide(before)
        cells.update(changes(before, after))
        now[each.subject] = NOTHING if each.settled else after
        keys[each.subject] = each.key
    kept = {name: (key, now[name]) for name, key in keys.items() if now[name] and now[name] != old.get(name)}
    forgotten = frozenset(name for name in keys if name in old and not now[name])
    return Outcome({cell: n for cell, n in cells.items() if n}, kept, forgotten)


def contact(contact_id: str, reason: str, channel: str, at: datetime) -> Counted:
    return _of_contact(contact_id, lambda _: contributions.contact(reason, channel, at))


def contact_seen_as(contact_id: str, reason: str) -> Counted:
    return _of_contact(contact_id, lambda old: contributions.contact_seen_as(old, reason))


def case(case_id: str, land: str, target_group: str, at: datetime) -> Counted:
    return _of_case(case_id, lambda _: contributions.case(land, target_group, at))


def triaged(case_id: str, land: str, target_group: str) -> Counted:
    return _of_case(case_id, lambda old: contributions.triaged(old, land, target_group))


def referral(referral_id: str, case_id: str, partner_category: str, at: datetime) -> Counted:
    return Counted(f"referral:{referral_id}", case_id, lambda _: contributions.referral(partner_category, at))


def referral_moved(referral_id: str, case_id: str, state: str) -> Counted:
    return Counted(f"referral:{referral_id}", case_id, partial(contributions.moved, state=state), state in SETTLED)


def deadline(deadline_id: str, case_id: str, rule: str, at: datetime) -> Counted:
    return Counted(f"deadline:{deadline_id}", case_id, lambda old: contributions.deadline(old, rule, at))


def deadline_moved(deadline_id: str, case_id: str, state: str) -> Counted:
    return Counted(f"deadline:{deadline_id}", case_id, partial(contributions.moved, state=state))


def delivery(audience: str, result: str, at: datetime) -> Added:
    return Added(contributions.delivery(audience, result, at))


def _of_contact(contact_id: str, decide: Decide) -> Counted:
    return Counted(f"contact:{contact_id}", contact_id, decide)


def _of_case(case_id: str, decide: Decide) -> Counted:
    return Counted(f"case:{case_id}", case_id, decide)
