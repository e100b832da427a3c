"""A criminal proceeding as the affected person's side knows it; every update replaces the whole."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    Land,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)
from shared.errors import Conflict, Invalid


@dataclass(frozen=True)
class Entitled:
    ref: str
    role: EntitledRole


@dataclass(frozen=True)
class Notice:
    kind: NoticeKind
    on: date


@dataclass(frozen=True)
class Account:
    """What is told of a proceeding. Without `offender_known_on` the offender is unknown."""

    state: ProceedingState
    source: ProceedingSource
    known_on: date
    act_known_on: date
    offender_known_on: date | None
    offences: tuple[Offence, ...]
    roles: tuple[EntitledRole, ...]
    notices: tuple[Notice, ...]
    discontinuation: Discontinuation | None
    authority_land: Land | None

    @property
    def dated(self) -> dict[NoticeKind, date]:
        return {notice.kind: notice.on for notice in self.notices}


@dataclass(frozen=True)
class Proceeding:
    proceeding_id: str
    case_id: str
    offender_ref: str
    entitled: tuple[Entitled, ...]
    account: Account
    version: int = 1


def enter(account: Account, *, proceeding_id: str, case_id: str, today: date) -> Proceeding:
    check(account, today)
    return Proceeding(proceeding_id, case_id, "offender-1", _entitled(account), account)


def update(proceeding: Proceeding, account: Account, version: int, today: date) -> Proceeding:
    if proceeding.version != version:
        raise Conflict(
            "changed-meanwhile", "Das Verfahren hat sich inzwischen geändert. Bitte laden Sie die Seite neu."
        )
    check(account, today)
    return replace(proceeding, account=account, entitled=_entitled(account), version=version + 1)


def check(account: Account, today: date) -> None:
    dates = [account.known_on, account.act_known_on, *(notice.on for notice in account.notices)]
    if max([*dates, account.offender_known_on or today]) > today:
        raise Invalid("wrong-value", "Ein Datum liegt in der Zukunft.")
    if not account.offences or not account.roles:
        raise Invalid("wrong-value", "Bitte wählen Sie mindestens ein Delikt und eine antragsberechtigte Stelle.")
    if (account.discontinuation is not None) != (account.state is ProceedingState.DISCONTINUED):
        raise Invalid("wrong-value", "Eine Art der Einstellung gehört genau zu einem eingestellten Verfahren.")


def _entitled(account: Account) -> tuple[Entitled, ...]:
    """One reference a role, the same in every update: clocks are kept by it."""
    return tuple(Entitled(f"entitled-{role}", role) for role in account.roles)
