"""Staff search the directory, read one entry with its history, and see how the network grew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.referral.domain.directory_index import Bits, DirectoryIndex
from services.referral.domain.entry_change import EntryChange
from services.referral.domain.freshness import Gap, freshness, gaps
from services.referral.domain.growth import LISTED, Growth, growth
from services.referral.domain.link_tries import AT_ONCE, to_entry
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import Directory
from services.referral.store import ENTRY_CHANGES, LINK_TRIES, PARTNERS, changes_of, returned_mails
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.contracts.vocabulary import Land, Need, PartnerCategory

Only = Literal["listed", "due", "closed", "not_onboarded", "returned", "released", "delisted"]


@dataclass(frozen=True)
class Search:
    """`text`: the entry must have every word of it. `among`: ids, for values of `only` that need
    more than the entry.
    """

    text: str = ""
    land: Land | None = None
    need: Need | None = None
    category: PartnerCategory | None = None
    only: Only = "listed"
    among: Collection[str] = ()

    def finds(self, entry: Partner, today: date) -> bool:
        return (
            (self.land is None or entry.serves(self.land))
            and (self.need is None or self.need in entry.needs)
            and (self.category is None or entry.category is self.category)
            and self._is_among(entry, today)
            and all(word in _searched(entry) for word in self.text.casefold().split())
        )

    def _is_among(self, entry: Partner, today: date) -> bool:
        match self.only:
            case "delisted":
                return not entry.listed
            case "due":
                return entry.listed and freshness(entry, today) in ("due", "stale")
            case "closed":
                return entry.listed and (entry.status == "inactive" or entry.is_closed(today))
            case "not_onboarded" | "returned":
                return entry.listed and entry.partner_id in self.among
            case "released":
                return entry.listed and entry.released
        return entry.listed


def _searched(entry: Partner) -> str:
    parts = (entry.name, entry.organisation, entry.note, entry.eligibility, entry.does_not, *sorted(entry.places))
    return " ".join(parts).casefold()


@dataclass(frozen=True)
class Found:
    """`entries` by name, cut to the number asked for; `many`: all that match.

    `not_onboarded`: ids of listed partners that take referrals and get none yet. `returned`: ids of listed ones whose
    mail came back.
    """

    entries: Sequence[Partner]
    many: int
    gaps: Sequence[Gap]
    today: date
    not_onboarded: Collection[str]
    returned: Collection[str]


async def search(tx: Transaction, directory: Directory, wanted: Search, at_most: int | None = None) -> Found:
    index, today = await directory.index(tx), berlin_day(tx.now)
    partners = index.partners
    waiting, returned = _listed(index, index.not_onboarded), _listed(index, index.of(await returned_mails(tx)))
    wanted = replace(wanted, among=returned if wanted.only == "returned" else waiting)
    found = sorted((each for each in partners if wanted.finds(each, today)), key=lambda each: each.name.casefold())
    return Found(found[:at_most], len(found), gaps(partners, today), today, waiting, returned)


def _listed(index: DirectoryIndex, bits: Bits) -> frozenset[str]:
    """Returns the ids of the listed ones: the numbers for staff count only entries that the list shows."""
    return frozenset(each.partner_id for each in index.named(bits) if each.listed)


async def read_growth(tx: Transaction, directory: Directory) -> Growth:
    partners = (await directory.index(tx)).partners
    return growth(partners, await changes_of(tx, LISTED), berlin_day(tx.now))


async def released(tx: Transaction, directory: Directory) -> list[Partner]:
    """Returns the entries that the public may see, by name."""
    partners = (await directory.index(tx)).partners
    return sorted((each for each in partners if each.listed and each.released), key=lambda each: each.name.casefold())


async def released_for(tx: Transaction, directory: Directory, land: Land) -> list[Partner]:
    """Returns the public entries that serve this Land and are not inactive, those of the Land itself first."""
    serving = [each for each in await released(tx, directory) if each.serves(land) and each.status != "inactive"]
    return sorted(serving, key=lambda each: not each.areas)


async def read_entry(tx: Transaction, partner_id: str) -> tuple[Partner, list[EntryChange]]:
    """Returns the entry with its history, the latest change first. Raises NotFound."""
    entry = await PARTNERS.get(tx, partner_id=partner_id)
    history = await ENTRY_CHANGES.all(tx, sort="at", partner_id=partner_id)
    return entry, history[::-1]


async def is_tried(tx: Transaction, partner_id: str) -> bool:
    """Whether somebody tries PINs behind the link to this entry; a right PIN resets it."""
    tries = await LINK_TRIES.find(tx, reference=to_entry(partner_id).reference)
    return tries is not None and tries.wrong >= AT_ONCE
