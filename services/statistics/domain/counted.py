"""What a fact changes in the tables, and what many facts change together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, Cell, Contribution, changes
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralStep
from services.statistics.domain.tables import Population

Decide = Callable[[Contribution], Contribution]


@dataclass(frozen=True)
class Counted:
    """Replaces what the subject adds. Once settled, its cells stay and it is forgotten.

    `subject` is one member of a population, `key` the case or contact whose erasure forgets it.
    """

    subject: str
    key: str
    decide: Decide
    settled: bool = False


@dataclass(frozen=True)
class Outcome:
    """By how much cells change; by subject its key and what it adds from now on; and which subjects are forgotten."""

    cells: Mapping[Cell, int]
    subjects: Mapping[str, tuple[str, Contribution]]
    forgotten: frozenset[str]


def combine(old: Mapping[str, Contribution], counted: Iterable[Counted]) -> Outcome:
    """What all changes do, one after the other; `old` is what each subject added before."""
    now: dict[str, Contribution] = dict(old)
    keys: dict[str, str] = {}
    cells: Counter[Cell] = Counter()
    for each in counted:
        before = now.get(each.subject, NOTHING)
        after = each.decide(before)
        cells.update(changes(before, after))
        now[each.subject] = NOTHING if each.settled else after
        keys[each.subject] = each.key
    subjects = {name: (key, now[name]) for name, key in keys.items() if now[name] and now[name] != old.get(name)}
    forgotten = frozenset(name for name in keys if name in old and not now[name])
    return Outcome({cell: n for cell, n in cells.items() if n}, subjects, forgotten)


def contact(contact_id: str, reason: str, channel: str, at: datetime) -> Counted:
    return _of_contact(contact_id, lambda _: contributions.contact(reason, channel, at))


def contact_seen_as(contact_id: str, reason: str) -> Counted:
    return _of_contact(contact_id, lambda old: contributions.contact_seen_as(old, reason))


def case(case_id: str, land: str, target_group: str, at: datetime) -> Counted:
    return _of_case(case_id, lambda _: contributions.case(land, target_group, at))


def triaged(case_id: str, land: str, target_group: str) -> Counted:
    return _of_case(case_id, lambda old: contributions.triaged(old, land, target_group))


def referral(referral_id: str, case_id: str, partner_category: str, step: ReferralStep, at: datetime) -> Counted:
    """`step`: the one that it begins with."""
    subject = _subject(Population.REFERRAL, referral_id)
    return Counted(subject, case_id, lambda _: contributions.referral(partner_category, step, at), step.ends)


def referral_moved(referral_id: str, case_id: str, step: ReferralStep) -> Counted:
    subject = _subject(Population.REFERRAL, referral_id)
    return Counted(subject, case_id, partial(contributions.moved, state=step.code), step.ends)


def deadline(deadline_id: str, case_id: str, rule: str, at: datetime) -> Counted:
    subject = _subject(Population.DEADLINE, deadline_id)
    return Counted(subject, case_id, lambda old: contributions.deadline(old, rule, at))


def deadline_moved(deadline_id: str, case_id: str, state: DeadlineState) -> Counted:
    subject = _subject(Population.DEADLINE, deadline_id)
    return Counted(subject, case_id, partial(contributions.moved, state=state))


def delivery(dispatch_id: str, key: str, audience: str, result: DeliveryResult, at: datetime) -> Counted:
    """What was taken may fail afterwards, and what failed may be sent once more: it is one all the time."""
    subject = _subject(Population.DELIVERY, dispatch_id)
    return Counted(subject, key, lambda old: contributions.delivery(old, audience, result, at))


def _of_contact(contact_id: str, decide: Decide) -> Counted:
    return Counted(_subject(Population.CONTACT, contact_id), contact_id, decide)


def _of_case(case_id: str, decide: Decide) -> Counted:
    return Counted(_subject(Population.CASE, case_id), case_id, decide)


def _subject(population: Population, member_id: str) -> str:
    return f"{population}:{member_id}"
