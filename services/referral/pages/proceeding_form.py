"""The form of a criminal proceeding: what it offers to choose from, and the account that was entered in it."""

from datetime import date
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData

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
from shared.errors import Invalid
from shared.web.labels_de import options

UNSPECIFIC: Final = ("other", "unknown")


async def read_account(request: Request) -> Account:
    """Raises Invalid where a value is missing or not one of those that the form offers."""
    form = await request.form()
    try:
        return _account(form)
    except ValueError:
        raise Invalid("wrong-value", "Eine Angabe fehlt oder ist nicht gültig.") from None


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


def _account(form: FormData) -> Account:
    return Account(
        state=ProceedingState(_text(form, "state")),
        source=ProceedingSource(_text(form, "source")),
        known_on=date.fromisoformat(_text(form, "known_on")),
        act_known_on=date.fromisoformat(_text(form, "act_known_on")),
        offender_known_on=_day(form, "offender_known_on"),
        offences=tuple(Offence(str(each)) for each in form.getlist("offences")),
        roles=tuple(EntitledRole(str(each)) for each in form.getlist("roles")),
        notices=tuple(Notice(kind=kind, on=on) for kind in NoticeKind if (on := _day(form, f"notice_{kind}"))),
        discontinuation=Discontinuation(text) if (text := _text(form, "discontinuation")) else None,
        authority_land=Land(text) if (text := _text(form, "authority_land")) else None,
    )


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, ""))


def _day(form: FormData, name: str) -> date | None:
    text = _text(form, name)
    return date.fromisoformat(text) if text else None
