"""A partner's service as the directory knows it, after Open Referral HSDS 3 (decision 52)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Literal, get_origin

from pydantic import BaseModel, ConfigDict, Field

from services.referral.domain.opening import Openings
from shared.contracts.vocabulary import (
    Land,
    Level,
    MunicipalityKind,
    Need,
    PartnerCategory,
    Person,
    TargetGroup,
    ThreatKind,
    Way,
)
from shared.state import State

Status = Literal["active", "temporarily closed", "inactive"]
"""Status in HSDS's words; its `defunct` is read as inactive."""

Suspension = Literal["access_lost", "misuse", "unclear", "own_wish"]
"""Why a partner is let in nowhere for now."""

Capacity = Literal["free", "limited", "full", "unknown"]
Place = Annotated[str, Field(pattern=r"^[0-9]{2,8}$")]
"""The beginning of an Amtlicher Gemeindeschlüssel: Land 2, district 3, county 5, municipality 8 digits."""

OBLIGED_TO_INVESTIGATE: Final = frozenset({PartnerCategory.POLICE, PartnerCategory.PROSECUTION})
"""§§ 152(2), 160, 163 StPO."""


TAKES_REFERRALS: Final = frozenset({Way.MAIL, Way.WEBHOOK, Way.KAFKA})
"""Ways by which a partner is told of a referral; phone and letter are for people."""


class Phone(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /()-]{2,30}$")]
    note: Annotated[str, Field(max_length=200)] = ""


class Subject(BaseModel):
    """A special field, agreed on in a meeting of the network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    need: Need
    agreed_on: date
    meeting: Annotated[str, Field(max_length=200)] = ""


class Partner(State):
    """One service of one organisation.

    `areas` are the Länder that it serves, `places` the parts of them; an empty one means all. Empty `target_groups` or
    `municipality_kinds` mean all too. `topic` is its opaque name on the bus.
    """

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

    organisation_id: str = ""
    """The id of the organisation; its services share it. Empty: the service is an organisation of its own."""
    organisation: str = ""
    places: frozenset[Place] = frozenset()
    target_groups: frozenset[TargetGroup] = frozenset()
    municipality_kinds: frozenset[MunicipalityKind] = frozenset()
    excluded_groups: frozenset[TargetGroup] = frozenset()
    excluded_persons: frozenset[Person] = frozenset()
    openings: Openings = ()
    phones: tuple[Phone, ...] = ()
    public_mail: str = ""
    """Address for people who write themselves; `mails` are for our notices and never shown to others."""
    web: str = ""
    eligibility: str = ""
    does_not: str = ""
    phrase: str = ""
    """Words to say on the phone so that the right people answer."""
    confidential_location: bool = False
    status: Status = "active"
    closed_until: date | None = None
    """The first day on which it is open again."""
    capacity: Capacity = "unknown"
    capacity_on: date | None = None
    subjects: tuple[Subject, ...] = ()
    released: bool = False
    """Whether the entry may be shown to the public."""
    assured_by: str = ""
    suspended: Suspension | None = None
    """Set and lifted in domain/suspension.py; while it is set the entry is not listed."""
    imported: str = ""
    """Digest of the entry in the operator's file at its last import; empty after the file lacked it."""

    def serves(self, land: Land) -> bool:
        return not self.areas or land in self.areas

    def is_closed(self, today: date) -> bool:
        return self.status == "temporarily closed" and (self.closed_until is None or today < self.closed_until)


def blank(partner_id: str, topic: str, today: date) -> Partner:
    """Makes a new entry, before anything is entered in it."""
    return Partner(
        partner_id=partner_id,
        name="",
        category=PartnerCategory.OTHER,
        level=Level.OTHER,
        land=None,
        areas=frozenset(),
        needs=frozenset(),
        threat_kinds=frozenset(),
        languages=frozenset({"de"}),
        response_days=10,
        ways=(),
        mails=(),
        topic=topic,
        note="",
        assured_on=today,
        listed=True,
    )


def import_directory(known: Iterable[Partner], entries: Iterable[Partner]) -> list[Partner]:
    """Returns the entries that change by the operator's file: those that differ from the file's last import, and those
    that it no longer has, delisted.

    Entries from other sources stay, and a suspended partner stays suspended.
    """
    before = {partner.partner_id: partner for partner in known}
    now = {entry.partner_id: _taken_over(entry, before.get(entry.partner_id)) for entry in entries}
    gone = [
        partner.model_copy(update={"listed": False, "imported": ""})
        for partner_id, partner in before.items()
        if partner.listed and partner.imported and partner_id not in now
    ]
    changed = [entry for entry in now.values() if _is_otherwise(entry, before.get(entry.partner_id))]
    return [*changed, *gone]


def _taken_over(entry: Partner, known: Partner | None) -> Partner:
    stays = {"suspended": known.suspended, "listed": False} if known and known.suspended else {}
    return entry.model_copy(update={"imported": digest(entry), **stays})


def digest(entry: Partner) -> str:
    plain = entry.model_dump(mode="json", exclude={"version", "imported", "suspended"})
    ordered = {
        name: sorted(value) if isinstance(value, list) and name in SETS else value for name, value in plain.items()
    }
    return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


SETS: Final = frozenset(
    name for name, field in Partner.model_fields.items() if get_origin(field.annotation) is frozenset
)


def _is_otherwise(entry: Partner, known: Partner | None) -> bool:
    """Whether the file's entry differs from the last import; one imported by an earlier release has no digest: True."""
    return known is None or known.imported != entry.imported
