"""The form of a criminal proceeding: what it offers to choose from, and the account that was entered in it."""

from datetime import date
from typing import Any, ClassVar, Final

from pydantic import create_model

from services.referral.domain.proceeding import Account, Notice
from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    Land,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)
from shared.web.forms import Form
from shared.web.labels_de import options

UNSPECIFIC: Final = ("other", "unknown")


class ProceedingForm(Form):
    REFUSAL: ClassVar[str] = "Eine Angabe fehlt oder ist nicht gültig."

    state: ProceedingState
    source: ProceedingSource
    known_on: date
    act_known_on: date
    offender_known_on: date | None = None
    offences: tuple[Offence, ...] = ()
    roles: tuple[EntitledRole, ...] = ()
    discontinuation: Discontinuation | None = None
    authority_land: Land | None = None
    version: int = 0
    """What was on the screen; 0 where the proceeding is new."""

    def account(self) -> Account:
        days = {kind: getattr(self, f"notice_{kind}") for kind in NoticeKind}
        notices = tuple(Notice(kind=kind, on=on) for kind, on in days.items() if on)
        own = self.model_dump(include=set(Account.model_fields))
        return Account(**own, notices=notices)


NOTICES: Final[dict[str, Any]] = {f"notice_{kind}": (date | None, None) for kind in NoticeKind}
WithNotices: Final = create_model("WithNotices", __base__=ProceedingForm, **NOTICES)
"""With a day for every kind of notice."""


def choices() -> dict[str, list[tuple[str, str]]]:
    """For each field value and label, in the order in which they are shown."""
    return {
        "states": options(ProceedingState),
        "discontinuations": [("", "Nicht eingestellt"), *options(Discontinuation)],
        "sources": options(ProceedingSource),
        "offences": options(Offence, without=("unknown",)),
        "roles": options(EntitledRole, without=UNSPECIFIC),
        "laender": [("", "Nicht bekannt"), *options(Land, without=UNSPECIFIC)],
        "notices": options(NoticeKind, without=UNSPECIFIC),
    }
