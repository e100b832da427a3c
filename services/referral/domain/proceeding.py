"""A criminal proceeding as the affected person's side knows it; every change replaces the whole account."""

from datetime import date

from pydantic import BaseModel, ConfigDict

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
from shared.state import Fact, State


class Entitled(BaseModel):
    model_config = ConfigDict(frozen=True)

    ref: str
    role: EntitledRole


class Notice(BaseModel):
    model_config = ConfigDict(frozen=True)

    kind: NoticeKind
    on: date


class Account(BaseModel):
    """What the counsellor enters. Without `offender_known_on` the offender is unknown."""

    model_config = ConfigDict(frozen=True)

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


class Proceeding(State):
    proceeding_id: str
    case_id: str
    offender_ref: str
    entitled: tuple[Entitled, ...]
    account: Account


class ProceedingEntered(Fact[Proceeding]):
    pass


class ProceedingChanged(Fact[Proceeding]):
    pass


def enter(account: Account, *, proceeding_id: str, case_id: str, today: date) -> ProceedingEntered:
    """Raises Invalid like `check`."""
    check(account, today)
    entered = Proceeding(
        proceeding_id=proceeding_id,
        case_id=case_id,
        offender_ref="offender-1",
        entitled=_entitled(account),
        account=account,
    )
    return ProceedingEntered(entered)


def change(proceeding: Proceeding, account: Account, version: int, today: date) -> ProceedingChanged:
    """`version` is the one that was on the counsellor's screen; raises Conflict for another, Invalid like `check`."""
    if proceeding.version != version:
        raise Conflict(
            "changed-meanwhile", "Das Verfahren hat sich inzwischen geändert. Bitte laden Sie die Seite neu."
        )
    check(account, today)
    return ProceedingChanged(proceeding.model_copy(update={"account": account, "entitled": _entitled(account)}))


def check(account: Account, today: date) -> None:
    """Raises Invalid for a date in the future, without offence or role, and for a way of discontinuation alone."""
    dates = [account.known_on, account.act_known_on, *(notice.on for notice in account.notices)]
    if max([*dates, account.offender_known_on or today]) > today:
        raise Invalid("wrong-value", "Ein Datum liegt in der Zukunft.")
    if not account.offences or not account.roles:
        raise Invalid("wrong-value", "Bitte wählen Sie mindestens ein Delikt und eine antragsberechtigte Stelle.")
    if (account.discontinuation is not None) != (account.state is ProceedingState.DISCONTINUED):
        raise Invalid("wrong-value", "Eine Art der Einstellung gehört genau zu einem eingestellten Verfahren.")


def _entitled(account: Account) -> tuple[Entitled, ...]:
    """One reference a role, the same in every change: notification keeps its deadlines by it."""
    return tuple(Entitled(ref=f"entitled-{role}", role=role) for role in account.roles)
