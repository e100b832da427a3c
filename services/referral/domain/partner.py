"""A partner as the directory knows it."""

from collections.abc import Iterable
from datetime import date

from shared.contracts.vocabulary import Land, Level, Need, PartnerCategory, ThreatKind, Way
from shared.state import Fact, State


class Partner(State):
    """`areas` are the Länder that it serves; none means all of them. `topic` is its opaque name on the bus."""

    partner_id: str
    name: str
    category: PartnerCategory
    level: Level
    land: Land | None
    areas: frozenset[Land]
    needs: frozenset[Need]
    threat_kinds: frozenset[ThreatKind]
    languages: frozenset[str]
    response_days: int
    ways: tuple[Way, ...]
    mails: tuple[str, ...]
    topic: str
    note: str
    assured_on: date
    listed: bool

    def serves(self, land: Land) -> bool:
        return not self.areas or land in self.areas


class PartnerListed(Fact[Partner]):
    pass


class PartnerDelisted(Fact[Partner]):
    pass


def import_directory(known: Iterable[Partner], entries: Iterable[Partner]) -> list[PartnerListed | PartnerDelisted]:
    """What changes when `entries` become the directory: new or changed entries, and those that are missing in it."""
    before = {partner.partner_id: partner for partner in known}
    now = {entry.partner_id: entry for entry in entries}
    gone = [
        partner.model_copy(update={"listed": False})
        for partner_id, partner in before.items()
        if partner.listed and partner_id not in now
    ]
    changed = [entry for entry in now.values() if not _is_same(entry, before.get(entry.partner_id))]
    return [PartnerListed(each) if each.listed else PartnerDelisted(each) for each in (*changed, *gone)]


def _is_same(entry: Partner, known: Partner | None) -> bool:
    return known is not None and entry.model_copy(update={"version": known.version}) == known
