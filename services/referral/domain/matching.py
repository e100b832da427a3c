"""Proposes the partners that together could help with a case, and why; and says which could not, and why not.

Hard filters come first. Then each need, the most pressing first, gets the partner with the most points. A partner that
is in the set already serves a further need too, unless another is more of a specialist for it: so fewer learn of the
person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.referral.domain.directory_index import Bits, DirectoryIndex
from services.referral.domain.factors import Factor, Why, made_for_need, specialists, weigh
from services.referral.domain.filters import WhyNot, exclude
from services.referral.domain.partner import TAKES_REFERRALS, Partner
from services.referral.domain.question import Question
from shared.contracts.vocabulary import Need, ReferralKind

AT_MOST: Final = 20
"""Further proposals beside the set at most."""


@dataclass(frozen=True)
class Reason:
    code: Why
    points: int
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """`serves`: the needs for which the partner is in the set; empty for proposals beside the set."""

    partner: Partner
    reasons: tuple[Reason, ...]
    serves: tuple[Need, ...] = ()

    @property
    def is_onboarded(self) -> bool:
        return all(reason.code != "not_onboarded" for reason in self.reasons)

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def kinds(self) -> tuple[ReferralKind, ...]:
        """Warm: we tell the partner, which is onboarded, and it answers. Cold: the person turns to it directly."""
        is_told = self.is_onboarded and TAKES_REFERRALS.intersection(self.partner.ways)
        by_us = (ReferralKind.WARM,) if is_told else ()
        herself = self.partner.phones or self.partner.public_mail or self.partner.web
        return (*by_us, ReferralKind.COLD) if herself else by_us


@dataclass(frozen=True)
class Matching:
    """`together`: the set. `further`: the next best, at most AT_MOST. `gaps`: needs for which nobody is left."""

    together: tuple[Proposal, ...]
    further: tuple[Proposal, ...]
    gaps: tuple[Need, ...]
    excluded: Mapping[WhyNot, Bits] = field(repr=False)
    index: DirectoryIndex = field(repr=False)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        return (*self.together, *self.further)

    def exclusions(self) -> Iterator[tuple[Partner, WhyNot]]:
        """Yields every partner that a filter excluded, with the reason."""
        for why_not, bits in self.excluded.items():
            for partner in self.index.named(bits):
                yield partner, why_not

    def only_cold(self, partners: Iterable[Partner]) -> frozenset[str]:
        """Returns the ids of partners that we tell nothing: the person turns to them directly."""
        waiting = {each.partner_id for each in self.index.named(self.index.not_onboarded)}
        return frozenset(
            each.partner_id
            for each in partners
            if each.partner_id in waiting or not TAKES_REFERRALS.intersection(each.ways)
        )


def match(asked: Question) -> Matching:
    asked = asked.of_all_needs()
    index, (left, excluded) = asked.index, exclude(asked)
    serves, gaps = _choose(asked, left)
    factors = weigh(asked)
    together = tuple(_proposal(index, factors, bit, tuple(needs)) for bit, needs in serves.items())
    others = left
    for bit in serves:
        others &= ~bit
    further = tuple(_proposal(index, factors, bit) for bit in _best(others, factors, AT_MOST))
    return Matching(together, further, tuple(gaps), excluded, index)


def _choose(asked: Question, left: Bits) -> tuple[dict[Bits, list[Need]], list[Need]]:
    """Returns the set with the needs that each partner serves, and the needs that nobody serves."""
    serves: dict[Bits, list[Need]] = {}
    gaps: list[Need] = []
    for need in asked.needs:
        offering = left & asked.index.by_need.get(need, 0)
        if not offering:
            gaps.append(need)
            continue
        about = asked.about(need)
        tiers = specialists(about, need), made_for_need(about, need)
        (best,) = _best(offering, weigh(about), 1, tiers)
        kept = [bit for bit in serves if bit & offering and _tier(bit, tiers) <= _tier(best, tiers)]
        serves.setdefault(kept[0] if kept else best, []).append(need)
    return serves, gaps


def _tier(bit: Bits, tiers: Sequence[Bits]) -> int:
    """Returns the number of the first of `tiers` that has the partner, or their number where none has."""
    return next((number for number, tier in enumerate(tiers) if bit & tier), len(tiers))


def _best(candidates: Bits, factors: Sequence[Factor], many: int, tiers: Sequence[Bits] = ()) -> list[Bits]:
    """Returns the `many` best, one bit each: by points; among equals by tier, then in the order of the index."""
    best: list[Bits] = []
    for _, group in sorted(_by_points(candidates, factors).items(), reverse=True):
        for tier in (*tiers, group):
            while group & tier and len(best) < many:
                bit = group & tier & -(group & tier)
                best.append(bit)
                group ^= bit
        if len(best) == many:
            break
    return best


def _by_points(candidates: Bits, factors: Sequence[Factor]) -> dict[int, Bits]:
    """Groups candidates by points: each factor splits every group into partners that gain its points and others."""
    groups = {0: candidates}
    for factor in factors:
        parted: defaultdict[int, Bits] = defaultdict(int)
        for points, group in groups.items():
            parted[points + factor.points] |= group & factor.bits
            parted[points] |= group & ~factor.bits
        groups = {points: group for points, group in parted.items() if group}
    return groups


def _proposal(index: DirectoryIndex, factors: Sequence[Factor], bit: Bits, serves: tuple[Need, ...] = ()) -> Proposal:
    """Makes the proposal, with one reason for each code, about all that its factors are about."""
    found: dict[Why, list[Factor]] = {}
    for factor in factors:
        if factor.bits & bit:
            found.setdefault(factor.code, []).append(factor)
    reasons = tuple(
        Reason(code, sum(each.points for each in group), tuple(each.about for each in group if each.about))
        for code, group in found.items()
    )
    (partner,) = index.named(bit)
    return Proposal(partner, reasons, serves)
