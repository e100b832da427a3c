"""An inverted index of the directory: for each value that is looked for, the partners that have it, as bits of an int.

Filters and factors are then a few operations on such sets, whatever the size of the directory.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from services.referral.domain.partner import TAKES_REFERRALS, Partner

K = TypeVar("K", bound=Hashable)
Bits = int
PLACE_LENGTHS: Final = range(2, 9)


class DirectoryIndex:
    """`partners` in the order in which equal proposals are shown: the sooner answer first, then by name.

    `onboarded`: ids of those to whom referrals may go; `None`: all.
    """

    def __init__(self, partners: Iterable[Partner], onboarded: Collection[str] | None = None) -> None:
        self.partners: Sequence[Partner] = sorted(partners, key=lambda each: (each.response_days, each.name))
        self.position = {partner.partner_id: place for place, partner in enumerate(self.partners)}
        self.all: Bits = (1 << len(self.partners)) - 1
        self.by_category = self._by(lambda each: [each.category])
        self.by_level = self._by(lambda each: [each.level])
        self.by_area = self._by(lambda each: each.areas)
        self.of_some_areas = self._with(lambda each: each.areas)
        self.by_place = self._by(lambda each: each.places)
        self.of_some_places = self._with(lambda each: each.places)
        self.by_need = self._by(lambda each: each.needs)
        self.by_subject = self._by(lambda each: {subject.need for subject in each.subjects})
        self.by_threat = self._by(lambda each: each.threat_kinds)
        self.by_language = self._by(lambda each: each.languages)
        self.by_group = self._by(lambda each: each.target_groups)
        self.of_some_groups = self._with(lambda each: each.target_groups)
        self.by_municipality = self._by(lambda each: each.municipality_kinds)
        self.of_some_municipalities = self._with(lambda each: each.municipality_kinds)
        self.by_excluded_group = self._by(lambda each: each.excluded_groups)
        self.by_excluded_person = self._by(lambda each: each.excluded_persons)
        self.by_days = self._by(lambda each: [each.response_days])
        self.by_assured = self._by(lambda each: [each.assured_on])
        self.by_status = self._by(lambda each: [(each.status, each.closed_until)])
        self.by_capacity = self._by(lambda each: [(each.capacity, each.capacity_on)])
        self.by_hours = self._by(lambda each: [(each.openings, each.land)])
        self.not_onboarded = self._with(
            lambda each: (
                TAKES_REFERRALS.intersection(each.ways)
                if onboarded is not None and each.partner_id not in onboarded
                else ()
            )
        )
        self.by_listed = self._by(lambda each: [each.listed])

    def of(self, partner_ids: Iterable[str]) -> Bits:
        """Returns the bits of the ids that are in the directory; others are ignored."""
        return union(1 << self.position[each] for each in partner_ids if each in self.position)

    def serving(self, place: str) -> Bits:
        """Returns the partners with places of their own, one of which contains `place`."""
        return union(self.by_place.get(place[:length], 0) for length in PLACE_LENGTHS if length <= len(place))

    def named(self, bits: Bits) -> Iterator[Partner]:
        for place in positions(bits):
            yield self.partners[place]

    def _with(self, having: Callable[[Partner], Collection[object]]) -> Bits:
        return self._by(lambda each: [bool(having(each))]).get(True, 0)

    def _by(self, keys: Callable[[Partner], Iterable[K]]) -> dict[K, Bits]:
        """Returns the partners of each key. Arrays of bytes: to build an int bit by bit would copy it each time."""
        size = (len(self.partners) + 7) // 8
        found: dict[K, bytearray] = {}
        for place, partner in enumerate(self.partners):
            for key in keys(partner):
                found.setdefault(key, bytearray(size))[place >> 3] |= 1 << (place & 7)
        return {key: int.from_bytes(array, "little") for key, array in found.items()}


def union(sets: Iterable[Bits]) -> Bits:
    found = 0
    for each in sets:
        found |= each
    return found


def where(sets: Mapping[K, Bits], holds: Callable[[K], bool]) -> Bits:
    return union(bits for key, bits in sets.items() if holds(key))


def positions(bits: Bits) -> Iterator[int]:
    """Yields the positions of set bits, ascending. Byte by byte: an operation on the whole int costs its length."""
    for place, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        while byte:
            lowest = byte & -byte
            yield (place << 3) + lowest.bit_length() - 1
            byte ^= lowest
