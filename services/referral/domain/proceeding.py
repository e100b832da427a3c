"""A criminal proceeding as the affected person's side knows it; every update replaces the whole."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from shared.errors import Conflict, Invalid

STATES: Final = (
    "unreported",
    "reported",
    "file_number_known",
    "investigation",
    "discontinued",
    "penal_order",
    "indicted",
    "trial_dated",
    "judgment",
    "final",
    "other",
    "unknown",
)
DISCONTINUATIONS: Final = (
    "stpo_170_2",
    "stpo_153",
    "stpo_153a",
    "stpo_154",
    "private_action",
    "unknown_offender",
    "other",
    "unknown",
)
SOURCES: Final = ("affected_person", "notice_406d", "lawyer", "partner", "other", "unknown")
ROLES: Final = ("self", "superior", "supervisory")
NOTICES: Final = (
    "report_filed",
    "act_ended",
    "request_filed",
    "discontinuation",
    "discontinuation_with_instruction",
    "complaint_filed",
    "superior_decision",
    "court_application_filed",
    "conciliation_started",
    "conciliation_certified",
    "register_block_entered",
    "accident_known",
    "accident_reported",
)
LAENDER: Final = tuple("BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split())  # noqa: SIM905 - reads better
_STGB: Final = """
    111 113 114 115 123 126 126a 130 140 185 186 187 188 201 201a 202 202a 202b 202d 223 229 238 240 241 303
"""
OFFENCES: Final = (*(f"stgb_{number}" for number in _STGB.split()), "kug_33", "other")


@dataclass(frozen=True)
class Entitled:
    ref: str
    role: str


@dataclass(frozen=True)
class Notice:
    kind: str
    on: date


@dataclass(frozen=True)
class Account:
    """What is told of a proceeding. Without `offender_known_on` the offender is unknown."""

    state: str
    source: str
    known_on: date
    act_known_on: date
    offender_known_on: date | None
    offences: tuple[str, ...]
    roles: tuple[str, ...]
    notices: tuple[Notice, ...]
    discontinuation: str | None
    authority_land: str | None


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
    if not _known_words(account):
        raise Invalid
    if (account.discontinuation is not None) != (account.state == "discontinued"):
        raise Invalid("wrong-value", "Eine Art der Einstellung gehört genau zu einem eingestellten Verfahren.")


def _known_words(account: Account) -> bool:
    return (
        account.state in STATES
        and account.source in SOURCES
        and account.discontinuation in (None, *DISCONTINUATIONS)
        and account.authority_land in (None, *LAENDER)
        and set(account.offences) <= set(OFFENCES)
        and set(account.roles) <= set(ROLES)
        and {notice.kind for notice in account.notices} <= set(NOTICES)
    )


def _entitled(account: Account) -> tuple[Entitled, ...]:
    """One reference a role, the same in every update: clocks are kept by it."""
    return tuple(Entitled(f"entitled-{role}", role) for role in account.roles)
