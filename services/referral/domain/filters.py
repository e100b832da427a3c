"""Filters that exclude a partner from a case, whatever its points. The first that holds is the reason that is shown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, Literal, get_args

from services.referral.domain.directory_index import Bits, union, where
from services.referral.domain.question import Past, Question
from services.referral.domain.referral import OPEN
from shared.contracts.vocabulary import Land, Level, MunicipalityKind, Need, PartnerCategory, TargetGroup

WhyNot = Literal[
    "delisted",
    "inactive",
    "conflict_of_interest",
    "excluded_by_person",
    "wish_no_police",
    "wish_no_prosecution",
    "land_unknown",
    "other_land",
    "other_place",
    "consent_asked",
    "consent_refused",
    "consent_withdrawn",
    "already_asked",
    "named",
    "declined",
    "returned",
    "expired",
    "failed",
    "agreed_late",
    "other_municipality",
    "other_group",
    "excluded_group",
    "excluded_person",
    "other_subject",
    "closed_for_now",
    "no_capacity",
]
Excluding = Iterator[tuple[WhyNot, Bits]]
Filter = Callable[[Question], Excluding]

NOT_AGAIN: Final[dict[Past, WhyNot]] = {
    "consent_asked": "consent_asked",
    "consent_refused": "consent_refused",
    "consent_withdrawn": "consent_withdrawn",
    **dict.fromkeys(OPEN, "already_asked"),
    "named": "named",
    "declined": "declined",
    "returned": "returned",
    "expired": "expired",
    "failed": "failed",
    "agreed_late": "agreed_late",
}
OF_A_PLACE: Final = 5
"""Number of digits from which a Gemeindeschlüssel names a county or a municipality."""

CITY_STATES: Final = ("02", "11")
"""Hamburg and Berlin, where the Land is the municipality."""

CAPACITY_HOLDS: Final = timedelta(days=30)


def delisted(asked: Question) -> Excluding:
    yield "delisted", asked.index.by_listed.get(False, 0)


def inactive(asked: Question) -> Excluding:
    yield "inactive", where(asked.index.by_status, lambda key: key[0] == "inactive")


def conflict_of_interest(asked: Question) -> Excluding:
    """Excludes police or administration of the person's municipality; all municipal ones while it is unknown."""
    index, place = asked.index, asked.circumstances.place
    police, municipal = index.by_category.get(PartnerCategory.POLICE, 0), index.by_level.get(Level.MUNICIPAL, 0)
    if place:
        municipal &= union(index.by_place.get(place[:length], 0) for length in _of_its_own(place))
    if "police" in asked.circumstances.conflict:
        yield "conflict_of_interest", municipal & police
    if "administration" in asked.circumstances.conflict:
        yield "conflict_of_interest", municipal & ~police


def _of_its_own(place: str) -> Iterator[int]:
    """Yields the lengths at which the beginning of a Gemeindeschlüssel names a county or
    municipality, not just a Land.
    """
    if place[:2] in CITY_STATES:
        yield 2
    yield from range(OF_A_PLACE, len(place) + 1)


def excluded_by_person(asked: Question) -> Excluding:
    yield "excluded_by_person", asked.index.of(asked.circumstances.refused)


def wish_no_police(asked: Question) -> Excluding:
    """Excludes prosecutors too, unless the person needs them: they work through the police (§ 161 StPO)."""
    if asked.case.no_police:
        by = asked.index.by_category
        yield "wish_no_police", by.get(PartnerCategory.POLICE, 0) | by.get(PartnerCategory.SECURITY_AUTHORITY, 0)
        if Need.PROSECUTION not in asked.case.needs:
            yield "wish_no_police", by.get(PartnerCategory.PROSECUTION, 0)


def wish_no_prosecution(asked: Question) -> Excluding:
    """Excludes the police too: they pass on what they learn (§ 163(2) StPO)."""
    if asked.case.no_prosecution:
        by = asked.index.by_category
        yield "wish_no_prosecution", by.get(PartnerCategory.PROSECUTION, 0) | by.get(PartnerCategory.POLICE, 0)


def land(asked: Question) -> Excluding:
    index = asked.index
    if asked.case.land is Land.UNKNOWN:
        yield "land_unknown", index.of_some_areas
    else:
        yield "other_land", index.of_some_areas & ~index.by_area.get(asked.case.land, 0)


def place(asked: Question) -> Excluding:
    if asked.circumstances.place:
        yield "other_place", asked.index.of_some_places & ~asked.index.serving(asked.circumstances.place)


def not_again(asked: Question) -> Excluding:
    for past, why_not in NOT_AGAIN.items():
        yield why_not, asked.index.of(who for who, how_far in asked.asked.items() if how_far == past)


def municipality(asked: Question) -> Excluding:
    if asked.case.municipality_kind is not MunicipalityKind.UNKNOWN:
        of_this_kind = asked.index.by_municipality.get(asked.case.municipality_kind, 0)
        yield "other_municipality", asked.index.of_some_municipalities & ~of_this_kind


def other_group(asked: Question) -> Excluding:
    if asked.case.target_group is not TargetGroup.UNKNOWN:
        of_this_group = asked.index.by_group.get(asked.case.target_group, 0)
        yield "other_group", asked.index.of_some_groups & ~of_this_group


def excluded_group(asked: Question) -> Excluding:
    yield "excluded_group", asked.index.by_excluded_group.get(asked.case.target_group, 0)


def excluded_person(asked: Question) -> Excluding:
    yield "excluded_person", asked.index.by_excluded_person.get(asked.case.person, 0)


def subject(asked: Question) -> Excluding:
    index = asked.index
    offering = union(index.by_need.get(need, 0) for need in asked.needs)
    knowing = union(index.by_threat.get(kind, 0) for kind in asked.case.threat_kinds)
    yield "other_subject", index.all & ~(offering | knowing)


def closed_for_now(asked: Question) -> Excluding:
    def is_closed(key: tuple[str, date | None]) -> bool:
        status, until = key
        return status == "temporarily closed" and (until is None or asked.today < until)

    yield "closed_for_now", where(asked.index.by_status, is_closed)


def no_capacity(asked: Question) -> Excluding:
    """Excludes partners that were full within CAPACITY_HOLDS; later that may be out of date, and
    they are asked again.
    """
    yield "no_capacity", told_capacity(asked, "full")


def told_capacity(asked: Question, capacity: str) -> Bits:
    def holds(key: tuple[str, date | None]) -> bool:
        told, on = key
        return told == capacity and on is not None and asked.today - on <= CAPACITY_HOLDS

    return where(asked.index.by_capacity, holds)


FILTERS: Final[Mapping[str, Filter]] = {
    each.__name__: each
    for each in (
        delisted,
        inactive,
        conflict_of_interest,
        excluded_by_person,
        wish_no_police,
        wish_no_prosecution,
        land,
        place,
        not_again,
        municipality,
        other_group,
        excluded_group,
        excluded_person,
        subject,
        closed_for_now,
        no_capacity,
    )
}


def exclude(asked: Question) -> tuple[Bits, dict[WhyNot, Bits]]:
    """Returns the partners that are left, and the excluded ones by reason; each once, by the first that holds."""
    left, excluded = asked.index.all, dict.fromkeys(get_args(WhyNot), 0)
    for excluding in FILTERS.values():
        for why_not, bits in excluding(asked):
            excluded[why_not] |= left & bits
            left &= ~bits
    return left, {why_not: bits for why_not, bits in excluded.items() if bits}
