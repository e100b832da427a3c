"""Factors for and against a partner that may help: each with its points and the reason that is shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from services.referral.domain.directory_index import Bits, union, where
from services.referral.domain.filters import told_capacity
from services.referral.domain.opening import is_open
from services.referral.domain.partner import OBLIGED_TO_INVESTIGATE
from services.referral.domain.question import Question
from shared.contracts.vocabulary import Level, MunicipalityKind, Need, PartnerCategory, TargetGroup, Urgency

Why = Literal[
    "covers_need",
    "specialist",
    "made_for",
    "knows_threat",
    "in_place",
    "in_the_land",
    "level_fits",
    "for_group",
    "speaks",
    "open_now",
    "closed_now",
    "answers_soon",
    "capacity_limited",
    "confirmed",
    "stale",
    "place_unclear",
    "group_unclear",
    "must_act",
    "not_onboarded",
]
MADE_FOR: Final[Mapping[Need, frozenset[PartnerCategory]]] = {
    Need.POLICE_SECURITY: frozenset({PartnerCategory.POLICE, PartnerCategory.SECURITY_AUTHORITY}),
    Need.PROSECUTION: frozenset({PartnerCategory.PROSECUTION}),
    Need.LEGAL: frozenset({PartnerCategory.LEGAL}),
    Need.PSYCHOLOGICAL: frozenset({PartnerCategory.PSYCHOLOGICAL}),
    Need.DIGITAL_SAFETY: frozenset({PartnerCategory.DIGITAL}),
    Need.EVIDENCE: frozenset({PartnerCategory.DIGITAL, PartnerCategory.POLICE}),
    Need.PEER: frozenset({PartnerCategory.PEER}),
    Need.FAMILY: frozenset({PartnerCategory.PSYCHOLOGICAL, PartnerCategory.VICTIM_SUPPORT}),
    Need.MEDIA: frozenset({PartnerCategory.MEDIA}),
    Need.ORIENTATION: frozenset({PartnerCategory.VICTIM_SUPPORT, PartnerCategory.ASSOCIATION}),
    Need.TRAINING: frozenset({PartnerCategory.ASSOCIATION, PartnerCategory.MEDIA}),
}
FRESH: Final = timedelta(days=180)
STALE: Final = timedelta(days=365)
SOON: Final = 1
"""Working days."""


@dataclass(frozen=True)
class Factor:
    """One factor for the partners in `bits`. `about`: the contract's word that the reason names, if it names one."""

    code: Why
    points: int
    bits: Bits
    about: str = ""


Weigh = Callable[[Question], Iterable[Factor]]


def covers_need(asked: Question) -> Iterator[Factor]:
    for need in asked.needs:
        yield Factor("covers_need", 3, asked.index.by_need.get(need, 0), need)


def specialist(asked: Question) -> Iterator[Factor]:
    for need in asked.needs:
        yield Factor("specialist", 4, specialists(asked, need), need)


def made_for(asked: Question) -> Iterator[Factor]:
    for need in asked.needs:
        yield Factor("made_for", 2, made_for_need(asked, need), need)


def knows_threat(asked: Question) -> Iterator[Factor]:
    for kind in sorted(asked.case.threat_kinds):
        yield Factor("knows_threat", 1, asked.index.by_threat.get(kind, 0), kind)


def in_place(asked: Question) -> Iterator[Factor]:
    if asked.circumstances.place:
        yield Factor("in_place", 3, asked.index.serving(asked.circumstances.place))


def in_the_land(asked: Question) -> Iterator[Factor]:
    yield Factor("in_the_land", 2, asked.index.by_area.get(asked.case.land, 0), asked.case.land)


def level_fits(asked: Question) -> Iterator[Factor]:
    """Prefers the Land's central contact of authorities that must investigate, and the municipal one of all others."""
    index = asked.index
    obliged = union(index.by_category.get(each, 0) for each in OBLIGED_TO_INVESTIGATE)
    yield Factor("level_fits", 1, index.by_level.get(Level.LAND, 0) & obliged, Level.LAND)
    yield Factor("level_fits", 1, index.by_level.get(Level.MUNICIPAL, 0) & ~obliged, Level.MUNICIPAL)


def for_group(asked: Question) -> Iterator[Factor]:
    if asked.case.target_group is not TargetGroup.UNKNOWN:
        yield Factor("for_group", 2, asked.index.by_group.get(asked.case.target_group, 0), asked.case.target_group)


def speaks(asked: Question) -> Iterator[Factor]:
    for language in sorted(asked.case.languages):
        yield Factor("speaks", 5, asked.index.by_language.get(language, 0), language)


def open_now(asked: Question) -> Iterator[Factor]:
    if asked.case.urgency in (Urgency.IMMEDIATE, Urgency.URGENT):
        yield Factor("open_now", 3, _open(asked))


def closed_now(asked: Question) -> Iterator[Factor]:
    if asked.case.urgency is Urgency.IMMEDIATE:
        with_hours = where(asked.index.by_hours, lambda key: bool(key[0]))
        yield Factor("closed_now", -5, with_hours & ~_open(asked))


def answers_soon(asked: Question) -> Iterator[Factor]:
    if asked.case.urgency in (Urgency.IMMEDIATE, Urgency.URGENT):
        yield Factor("answers_soon", 2, where(asked.index.by_days, lambda days: days <= SOON))


def capacity_limited(asked: Question) -> Iterator[Factor]:
    yield Factor("capacity_limited", -3, told_capacity(asked, "limited"))


def confirmed(asked: Question) -> Iterator[Factor]:
    yield Factor("confirmed", 1, where(asked.index.by_assured, lambda on: asked.today - on <= FRESH))


def stale(asked: Question) -> Iterator[Factor]:
    """Outweighs any other factor of an entry: nobody knows whether it is still true."""
    yield Factor("stale", -10, where(asked.index.by_assured, lambda on: asked.today - on > STALE))


def place_unclear(asked: Question) -> Iterator[Factor]:
    if not asked.circumstances.place:
        yield Factor("place_unclear", -2, asked.index.of_some_places)


def group_unclear(asked: Question) -> Iterator[Factor]:
    """Partners for certain groups only, while it is not known whether the person belongs to one."""
    index, case = asked.index, asked.case
    of_groups = index.of_some_groups if case.target_group is TargetGroup.UNKNOWN else 0
    of_kinds = index.of_some_municipalities if case.municipality_kind is MunicipalityKind.UNKNOWN else 0
    yield Factor("group_unclear", -2, of_groups | of_kinds)


def must_act(asked: Question) -> Iterator[Factor]:
    yield Factor("must_act", 0, union(asked.index.by_category.get(each, 0) for each in OBLIGED_TO_INVESTIGATE))


def not_onboarded(asked: Question) -> Iterator[Factor]:
    """Partners that take referrals but are not onboarded: the person, or their counsellor, has to call them."""
    yield Factor("not_onboarded", 0, asked.index.not_onboarded)


FACTORS: Final[Mapping[str, Weigh]] = {
    each.__name__: each
    for each in (
        covers_need,
        specialist,
        made_for,
        knows_threat,
        in_place,
        in_the_land,
        level_fits,
        for_group,
        speaks,
        open_now,
        closed_now,
        answers_soon,
        capacity_limited,
        confirmed,
        stale,
        place_unclear,
        group_unclear,
        must_act,
        not_onboarded,
    )
}


def weigh(asked: Question) -> list[Factor]:
    return [factor for each in FACTORS.values() for factor in each(asked) if factor.bits]


def specialists(asked: Question, need: Need) -> Bits:
    return asked.index.by_subject.get(need, 0)


def made_for_need(asked: Question, need: Need) -> Bits:
    return union(asked.index.by_category.get(category, 0) for category in MADE_FOR.get(need, ()))


def _open(asked: Question) -> Bits:
    return where(asked.index.by_hours, lambda key: is_open(*key, asked.now))
