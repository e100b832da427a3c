"""The form of a criminal proceeding: its choices, and the account that was entered."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import create_model

from services.referral.domain.file_number import FileNumberIfGiven
from services.referral.domain.proceeding import Account, Notice, notice_field, troubles
from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    Land,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)
from shared.day import Day, DayIfGiven, read
from shared.errors import Invalid
from shared.web.forms import Act, Form, InvalidForm
from shared.web.labels_de import options, word
from shared.web.pages import day

UNSPECIFIC: Final = ("other", "unknown")


class ProceedingForm(Act):
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "state": "Bitte wählen Sie den Stand.",
        "source": "Bitte wählen Sie, woher das bekannt ist.",
    }
    REFUSAL: ClassVar[str] = "Das Verfahren ist noch nicht gespeichert. Bitte prüfen Sie diese Angaben:"

    state: ProceedingState
    source: ProceedingSource
    known_on: Day
    act_known_on: Day
    offender_known_on: DayIfGiven = None
    offences: tuple[Offence, ...] = ()
    roles: tuple[EntitledRole, ...] = ()
    discontinuation: Discontinuation | None = None
    authority_land: Land | None = None
    file_number: FileNumberIfGiven = None
    superior_act_known_on: DayIfGiven = None
    superior_offender_known_on: DayIfGiven = None
    supervisory_act_known_on: DayIfGiven = None
    supervisory_offender_known_on: DayIfGiven = None
    offender_2_known_on: DayIfGiven = None
    offender_3_known_on: DayIfGiven = None
    offender_4_known_on: DayIfGiven = None
    others_unknown: bool = False
    version: int = 0
    """The proceeding's version on the screen; 0 for a new one."""

    def checked(self, today: date) -> Account:
        """Returns the account. Raises InvalidForm with a sentence at each field that cannot be true."""
        account = self.account()
        if found := troubles(account, today):
            raise InvalidForm.at(found, self.REFUSAL)
        return account

    def account(self) -> Account:
        days = {kind: getattr(self, notice_field(kind)) for kind in NoticeKind}
        notices = tuple(Notice(kind=kind, on=on) for kind, on in days.items() if on)
        own = self.model_dump(include=set(Account.model_fields))
        return Account(**own, notices=notices)


class JoinForm(Act):
    """`to`: the id of a proceeding of the same act."""

    SENTENCES: ClassVar[Mapping[str, str]] = {"to": "Bitte wählen Sie, zu welchem Verfahren es gehört."}

    to: UUID


class PrefillForm(Form):
    """Results of the guide, only shown in the form: so it has no attempt field."""

    offences: tuple[Offence, ...]
    roles: tuple[EntitledRole, ...]


NOTICES: Final[dict[str, Any]] = {notice_field(kind): (DayIfGiven, None) for kind in NoticeKind}
WithNotices: Final = create_model("WithNotices", __base__=ProceedingForm, **NOTICES)
"""The form with a day for every kind of notice."""


GROUPS: Final[Mapping[str, tuple[NoticeKind, ...]]] = {
    "Auskunft": (NoticeKind.INFORMATION_REQUESTED,),
    "Einstellung und was dagegen getan wurde": (
        NoticeKind.DISCONTINUATION,
        NoticeKind.DISCONTINUATION_WITH_INSTRUCTION,
        NoticeKind.COMPLAINT_FILED,
        NoticeKind.SUPERIOR_DECISION,
        NoticeKind.COURT_APPLICATION_FILED,
    ),
    "Sühneversuch": (NoticeKind.CONCILIATION_STARTED, NoticeKind.CONCILIATION_CERTIFIED),
    "Auskunftssperre im Melderegister": (NoticeKind.REGISTER_BLOCK_ENTERED,),
    "Dienstunfall": (NoticeKind.ACCIDENT_KNOWN, NoticeKind.ACCIDENT_REPORTED),
    "Beweise": (NoticeKind.EVIDENCE_SEEN, NoticeKind.EVIDENCE_SECURED),
}
"""Notices that are asked for, by their group: each starts, suspends or ends a deadline."""

ALWAYS_ASKED: Final = (NoticeKind.REPORT_FILED, NoticeKind.REQUEST_FILED)
"""Notices above the groups, never folded: without their days a period that was kept counts as over."""


LABELS: Final[Mapping[str, str]] = {
    "state": "Stand",
    "discontinuation": "Art der Einstellung",
    "source": "Woher wissen wir das?",
    "known_on": "Dieser Stand ist bekannt seit",
    "act_known_on": "Die Tat ist der Person bekannt seit",
    "offender_known_on": "Der Täter ist der Person bekannt seit",
    "offender_2_known_on": "Der zweite Täter ist der Person bekannt seit",
    "offender_3_known_on": "Der dritte Täter ist der Person bekannt seit",
    "offender_4_known_on": "Der vierte Täter ist der Person bekannt seit",
    "others_unknown": "Weitere Täter",
    "offences": "Mögliche Delikte",
    "roles": "Wer kann Strafantrag stellen?",
    "superior_act_known_on": "Dienstvorgesetzte kennen die Tat seit",
    "superior_offender_known_on": "Dienstvorgesetzte kennen den Täter seit",
    "supervisory_act_known_on": "Aufsichtsbehörde kennt die Tat seit",
    "supervisory_offender_known_on": "Aufsichtsbehörde kennt den Täter seit",
    "authority_land": "Land der Behörde",
    "file_number": "Aktenzeichen",
    **{notice_field(kind): word(kind) for kind in NoticeKind if kind not in UNSPECIFIC},
}
"""Labels of every field, in the order in which they are shown."""

CHOICES: Final[Mapping[str, list[tuple[str, str]]]] = {
    "state": options(ProceedingState),
    "discontinuation": [("", "Nicht eingestellt"), *options(Discontinuation)],
    "source": options(ProceedingSource),
    "offences": options(Offence, without=("unknown",)),
    "roles": options(EntitledRole, without=("unknown",)),
    "authority_land": [("", "Nicht bekannt"), *options(Land, without=UNSPECIFIC)],
    "others_unknown": [("true", "Es gibt weitere, die noch nicht bekannt sind")],
}
"""Value and label of each choice."""

NEW: Final[Mapping[str, Any]] = {"state": ProceedingState.UNREPORTED, "source": "affected_person", "roles": ["self"]}


def groups_for(entered: Mapping[str, Any]) -> dict[str, list[str]]:
    """Returns the fields of GROUPS; then those without effect that have a day from an earlier
    release, to be removed.
    """
    groups = {legend: [notice_field(kind) for kind in kinds] for legend, kinds in GROUPS.items()}
    asked = {name for fields in groups.values() for name in fields} | {notice_field(kind) for kind in ALWAYS_ASKED}
    others = [notice_field(kind) for kind in NoticeKind if notice_field(kind) not in asked]
    left = [name for name in others if entered.get(name)]
    return {**groups, "Ohne Frist": left} if left else groups


def fields_of(account: Account, file_number: str | None) -> dict[str, Any]:
    """Returns account and file number, which is stored sealed beside it, as the form would send them."""
    stored = {name: value for name, value in account.model_dump(mode="json").items() if value not in (None, False)}
    del stored["notices"]
    stored |= {"others_unknown": "true"} if account.others_unknown else {}
    stored |= {"file_number": file_number} if file_number else {}
    return stored | {notice_field(kind): on.isoformat() for kind, on in account.dated.items()}


def differences(mine: Mapping[str, Any], stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Returns label, entered value and stored value of each field where these differ; both as `fields_of`."""
    return [
        (label, shown(name, mine.get(name)), shown(name, stored.get(name)))
        for name, label in LABELS.items()
        if (mine.get(name) or "") != (stored.get(name) or "")
    ]


def shown(name: str, value: Any) -> str:
    chosen = dict(CHOICES.get(name, ()))
    if isinstance(value, list):
        return ", ".join(chosen.get(each, "–") for each in value) or "–"
    if name == "file_number":
        return value or "–"
    if name in CHOICES:
        return chosen.get(value or "", "–")
    try:
        return day(read(value))
    except Invalid:
        return "–"
