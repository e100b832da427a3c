"""The history of an entry: each change with its time, its author and its kind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.referral.domain import entry_text
from services.referral.domain.partner import Partner
from shared.state import State

How = Literal[
    "entered",
    "edited",
    "confirmed",
    "closed",
    "reopened",
    "imported",
    "delisted",
    "by_partner",
    "suspended",
    "restored",
    "pin_issued",
    "token_issued",
    "tested",
    "test_arrived",
    "called_back",
    "pin_told",
    "kafka_issued",
    "onboarded",
    "asked",
    "reminded",
    "mail_returned",
]
BY_OPERATOR: Final = "Betrieb"
BY_PARTNER: Final = "Stelle"
BY_ITSELF: Final = "Lotse"
"""Author of a change that nobody made: it was due."""


class FieldChange(BaseModel):
    model_config = ConfigDict(frozen=True)

    field: str
    before: str
    after: str


class EntryChange(State):
    """One step in an entry's history. `by`: the name of the member of staff, or BY_OPERATOR,
    BY_PARTNER or BY_ITSELF.
    """

    id: str
    partner_id: str
    at: datetime
    by: str
    how: How
    changes: tuple[FieldChange, ...]


def compare(before: Partner | None, after: Partner) -> tuple[FieldChange, ...]:
    """Returns the fields that differ, in the order in which they are shown, then `listed` and `suspended`."""
    old: Mapping[str, list[str]] = entry_text.write(before) if before else {}
    new = entry_text.write(after)
    texts = [(name, "\n".join(old.get(name, ())), "\n".join(new[name])) for name in new]
    listed = ("listed", _yes(before.listed) if before else "", _yes(after.listed))
    suspended = ("suspended", (before.suspended or "") if before else "", after.suspended or "")
    last = (listed, suspended)
    return tuple(FieldChange(field=name, before=was, after=now) for name, was, now in (*texts, *last) if was != now)


def _yes(value: bool) -> str:
    return entry_text.YES if value else entry_text.NO
