"""A criminal proceeding as the affected person's side knows it; every change replaces the whole account."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared import day
from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    Land,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)
from shared.day import Order
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

WHICH_END: Final = "Bitte wählen Sie, wie das Verfahren eingestellt wurde."
NOT_CHOSEN: Final = "Dieser Tag zählt nur, wenn die Stelle oben als antragsberechtigt gewählt ist."
IS_REPORTED: Final = "Hier steht der Tag einer Anzeige. Ist die Tat angezeigt?"
IS_DISCONTINUED: Final = "Hier steht der Tag einer Einstellung. Ist das Verfahren eingestellt?"
_OF_AN_END: Final = dict.fromkeys(
    (
        NoticeKind.DISCONTINUATION,
        NoticeKind.DISCONTINUATION_WITH_INSTRUCTION,
        NoticeKind.COMPLAINT_FILED,
        NoticeKind.SUPERIOR_DECISION,
        NoticeKind.COURT_APPLICATION_FILED,
    ),
    IS_DISCONTINUED,
)
NOT_YET: Final[Mapping[ProceedingState, Mapping[NoticeKind, str]]] = {
    ProceedingState.UNREPORTED: {**_OF_AN_END, NoticeKind.REPORT_FILED: IS_REPORTED},
    ProceedingState.REPORTED: _OF_AN_END,
    ProceedingState.FILE_NUMBER_KNOWN: _OF_AN_END,
}
"""Kinds of notice that contradict a state: nothing can be discontinued before anybody investigated."""
NO_END: Final = "Das gehört nur zu einem eingestellten Verfahren. Bitte prüfen Sie den Stand."
ENTERED_BEFORE: Final = (
    "Ihr erstes Absenden ist schon eingetragen. Was Sie seitdem geändert haben, ist noch nicht gespeichert."
)
ORDERS: Final = (
    Order("act_known_on", "known_on", "Dieser Tag liegt vor dem Tag, an dem die Person von der Tat erfuhr."),
    Order(
        "act_known_on",
        "notice_request_filed",
        "Ein Strafantrag kann nicht vor der Tat gestellt sein. Bitte prüfen Sie beide Daten.",
    ),
    Order(
        "notice_discontinuation",
        "notice_complaint_filed",
        "Eine Beschwerde kann nicht vor der Einstellung liegen, gegen die sie sich richtet.",
    ),
    Order(
        "notice_discontinuation_with_instruction",
        "notice_complaint_filed",
        "Eine Beschwerde kann nicht vor der Einstellung liegen, gegen die sie sich richtet.",
    ),
    Order(
        "notice_complaint_filed",
        "notice_superior_decision",
        "Der Bescheid über eine Beschwerde kann nicht vor der Beschwerde liegen.",
    ),
    Order(
        "notice_superior_decision",
        "notice_court_application_filed",
        "Der Antrag an das Gericht kann nicht vor dem Bescheid liegen, gegen den er sich richtet.",
    ),
    Order(
        "notice_conciliation_started",
        "notice_conciliation_certified",
        "Die Bescheinigung kann nicht vor dem Sühneversuch liegen.",
    ),
    Order("notice_accident_known", "notice_accident_reported", "Die Anzeige kann nicht vor der Kenntnis liegen."),
    Order(
        "notice_evidence_seen",
        "notice_evidence_secured",
        "Beweise können nicht gesichert sein, bevor jemand sie gesehen hat.",
    ),
)
"""Pairs of days with a fixed order, and the sentence where the second lies before the first."""
KNOWLEDGE: Final = {
    EntitledRole.SUPERIOR: ("superior_act_known_on", "superior_offender_known_on"),
    EntitledRole.SUPERVISORY: ("supervisory_act_known_on", "supervisory_offender_known_on"),
}
"""Fields with the days on which others than the affected person learnt of the act, and of the offender."""
FURTHER: Final = ("offender_2_known_on", "offender_3_known_on", "offender_4_known_on")
"""Fields with the days since which the affected person knows the second, third and fourth offender."""
OF_OTHERS: Final = tuple(name for names in KNOWLEDGE.values() for name in names)


class EnteredBefore(Conflict):
    """The same page already entered a proceeding with another content; `proceeding_id` names it."""

    def __init__(self, proceeding_id: str) -> None:
        super().__init__("changed-meanwhile", ENTERED_BEFORE)
        self.proceeding_id = proceeding_id


class Entitled(BaseModel):
    """Somebody who may file a request; without days of its own it is taken to know what the affected person knows."""

    model_config = ConfigDict(frozen=True)

    ref: str
    role: EntitledRole
    act_known_on: date | None = None
    offender_known_on: date | None = None


class Notice(BaseModel):
    model_config = ConfigDict(frozen=True)

    kind: NoticeKind
    on: date


class Account(BaseModel):
    """The account that the counsellor enters. Without `offender_known_on` the offender is unknown.

    `others_unknown`: whether there are unknown offenders beside the known ones.
    """

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
    superior_act_known_on: date | None = None
    superior_offender_known_on: date | None = None
    supervisory_act_known_on: date | None = None
    supervisory_offender_known_on: date | None = None
    offender_2_known_on: date | None = None
    offender_3_known_on: date | None = None
    offender_4_known_on: date | None = None
    others_unknown: bool = False

    @property
    def further_offenders(self) -> tuple[tuple[str, date | None], ...]:
        """A reference for each, the same in every change, and the day since which the offender is known."""
        days = {f"offender-{number}": getattr(self, name) for number, name in enumerate(FURTHER, 2)}
        known = tuple((ref, on) for ref, on in days.items() if on is not None)
        return (*known, ("offender-unknown", None)) if self.others_unknown else known

    @property
    def dated(self) -> dict[NoticeKind, date]:
        return {notice.kind: notice.on for notice in self.notices}


Sealed = dict[str, Any]


class Told(BaseModel):
    """An account by a partner. `number` counts the partner's versions; `file_number` is sealed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int = 0
    state: ProceedingState
    known_on: date
    act_known_on: date
    offender_known_on: date | None = None
    offences: tuple[Offence, ...]
    discontinuation: Discontinuation | None = None
    notices: tuple[Notice, ...] = ()
    file_number: Sealed | None = None

    def says(self, other: "Told") -> bool:
        """Whether both have the same content, except for the file number, which nothing here reads."""
        return self._said == other._said

    @property
    def _said(self) -> dict[str, Any]:
        return self.model_dump(exclude={"number", "file_number"})


class Proceeding(State):
    """A proceeding. `file_number` is what shared.sealing made; nothing here reads it.

    `partner_id` and `told`: the partner that entered it, and its last version; `account` is what counts. `same_act_as`:
    id of the proceeding that stands for the act, where a counsellor said that both are of the same act.
    """

    proceeding_id: str
    case_id: str
    offender_ref: str
    entitled: tuple[Entitled, ...]
    account: Account
    file_number: Sealed | None = None
    partner_id: str | None = None
    told: Told | None = None
    same_act_as: str | None = None


class ProceedingEntered(Fact[Proceeding]):
    pass


class ProceedingChanged(Fact[Proceeding]):
    pass


def enter(
    account: Account, *, proceeding_id: str, case_id: str, today: date, file_number: Sealed | None = None
) -> ProceedingEntered:
    """`file_number` is sealed. Raises Invalid like `check`."""
    check(account, today)
    entered = Proceeding(
        proceeding_id=proceeding_id,
        case_id=case_id,
        offender_ref="offender-1",
        entitled=entitled_of(account),
        account=account,
        file_number=file_number,
    )
    return ProceedingEntered(entered)


def change(
    proceeding: Proceeding, account: Account, version: int, today: date, *, file_number: Sealed | None = None
) -> ProceedingChanged:
    """Replaces account and file number; `file_number` is sealed, and None removes the one before.

    `version` is the one on the counsellor's screen; raises Conflict for another, Invalid like `check`.
    """
    if proceeding.version != version:
        raise Conflict(
            "changed-meanwhile", "Das Verfahren wurde inzwischen geändert. Ihre Eingaben stehen noch im Formular."
        )
    check(account, today)
    changed = {"account": account, "entitled": entitled_of(account), "file_number": file_number}
    return ProceedingChanged(proceeding.model_copy(update=changed))


def check(account: Account, today: date) -> None:
    """Raises Invalid for an account with `troubles`."""
    for sentence in troubles(account, today).values():
        raise Invalid("wrong-value", sentence)


def troubles(account: Account, today: date) -> dict[str, str]:
    """Returns a sentence for each field that cannot be true; a notice's field is `notice_` and its kind."""
    days = {"known_on": account.known_on, "act_known_on": account.act_known_on}
    days |= {"offender_known_on": account.offender_known_on} if account.offender_known_on else {}
    days |= {name: on for name in (*FURTHER, *OF_OTHERS) if (on := getattr(account, name)) is not None}
    days |= {notice_field(kind): on for kind, on in account.dated.items()}
    found = day.troubles(days, today, ORDERS)
    found |= {
        name: NOT_CHOSEN
        for role, names in KNOWLEDGE.items()
        if role not in account.roles
        for name in names
        if name in days
    }
    if not account.offences:
        found["offences"] = "Bitte wählen Sie mindestens ein Delikt."
    if not account.roles:
        found["roles"] = "Bitte wählen Sie, wer den Strafantrag stellen kann."
    is_discontinued = account.state is ProceedingState.DISCONTINUED
    if (account.discontinuation is not None) != is_discontinued:
        found["discontinuation"] = WHICH_END if is_discontinued else NO_END
    contradicted = [NOT_YET[account.state].get(kind) for kind in account.dated] if account.state in NOT_YET else []
    if said := next(filter(None, contradicted), None):
        found["state"] = said
    return found


def notice_field(kind: NoticeKind) -> str:
    return f"notice_{kind}"


def entitled_of(account: Account) -> tuple[Entitled, ...]:
    """Returns one reference for each role, the same in every change: notification keeps its deadlines by it."""
    return tuple(Entitled(ref=f"entitled-{role}", role=role, **_knowledge(account, role)) for role in account.roles)


def _knowledge(account: Account, role: EntitledRole) -> dict[str, date | None]:
    own = KNOWLEDGE.get(role)
    return (
        {} if own is None else {"act_known_on": getattr(account, own[0]), "offender_known_on": getattr(account, own[1])}
    )
