"""The account of an investigating partner of the proceeding behind its referral, and how it changes our account.

The counsellor may correct our account. The partner never reads that: it sees its own account, and a new version of it
changes only the fields in which it differs from its last one.
"""

import uuid
from datetime import date
from typing import Final, Literal, get_args

from services.referral.domain.partner import OBLIGED_TO_INVESTIGATE
from services.referral.domain.proceeding import (
    Account,
    Notice,
    Proceeding,
    ProceedingChanged,
    ProceedingEntered,
    Told,
    check,
    enter,
    entitled_of,
    troubles,
)
from services.referral.domain.referral import AT_WORK, Referral
from shared.contracts.vocabulary import EntitledRole, Land, NoticeKind, ProceedingSource, ProceedingState
from shared.errors import Conflict

ToldState = Literal[
    "reported",
    "file_number_known",
    "investigation",
    "discontinued",
    "penal_order",
    "indicted",
    "trial_dated",
    "judgment",
    "final",
]
"""States that an investigating authority can report: it knows of no act that is not reported."""
ToldNotice = Literal[
    "report_filed", "request_filed", "discontinuation", "discontinuation_with_instruction", "superior_decision"
]
NOTICES: Final = tuple(NoticeKind(kind) for kind in get_args(ToldNotice))
"""Notices that the authority received, or sent to the person: it knows their day. The person tells their own steps."""
ASKED: Final = ("state", "known_on", "act_known_on", "offender_known_on", "offences", "discontinuation")
NOT_NOW: Final = (
    "Zu einer Vermittlung tragen Polizei und Staatsanwaltschaft ein Verfahren ein, sobald sie sie angenommen haben und "
    "solange sie offen ist."
)
FOR_PREVENTION: Final = (
    "Bei dieser Vermittlung geht es um Vorbeugung: Zu ihr gibt es kein Verfahren. Eingetragen ist nichts."
)
TOLD_BEFORE: Final = (
    "Zu diesem Verfahren ist inzwischen etwas anderes eingetragen. Bitte prüfen Sie, was dasteht, und senden Sie noch "
    "einmal, was gilt."
)


def proceeding_id_of(referral: Referral) -> str:
    """Returns one id for each referral, so that the same account, sent in two ways at once, makes one proceeding."""
    return str(uuid.uuid5(uuid.UUID(referral.referral_id), "proceeding"))


def may_tell(referral: Referral) -> bool:
    """Whether the partner may report a proceeding: not for prevention, where no act was told of."""
    investigates = referral.partner_category in OBLIGED_TO_INVESTIGATE and not referral.is_for_prevention
    return investigates and referral.state in AT_WORK


def refuse_unless_it_may_tell(referral: Referral) -> None:
    """Raises Conflict for a partner that does not investigate or is not at work on the referral, and for prevention."""
    if referral.is_for_prevention:
        raise Conflict("not-in-this-state", FOR_PREVENTION)
    if not may_tell(referral):
        raise Conflict("not-in-this-state", NOT_NOW)


def wrong_in(told: Told, today: date) -> dict[str, str]:
    """Returns a sentence for each field that cannot be true beside the others; as `proceeding.troubles`."""
    return troubles(_account(told, None), today)


def tell_first(referral: Referral, told: Told, land: Land | None, today: date) -> ProceedingEntered:
    """`land`: the partner's. Raises Conflict as `refuse_unless_it_may_tell`, and Invalid as `enter`."""
    refuse_unless_it_may_tell(referral)
    entered = enter(
        _account(told, land),
        proceeding_id=proceeding_id_of(referral),
        case_id=referral.case_id,
        today=today,
        file_number=told.file_number,
    )
    of_partner = {"partner_id": referral.partner_id, "told": told.model_copy(update={"number": 1})}
    return ProceedingEntered(entered.state.model_copy(update=of_partner))


def tell_again(
    referral: Referral, known: Proceeding, told: Told, seen: int | None, today: date, *, has_new_file_number: bool
) -> ProceedingChanged | None:
    """Returns the changed proceeding; None for the same content. `seen`: the number on the screen; None: not checked.

    Days that contradict the counsellor's own stand beside them, for the counsellor to sort out. Raises Conflict as
    `refuse_unless_it_may_tell` and for another number than `seen`, Invalid for `wrong_in`.
    """
    refuse_unless_it_may_tell(referral)
    before = known.told
    assert before is not None
    if before.says(told) and not has_new_file_number:
        return None
    if seen is not None and seen != before.number:
        raise Conflict("changed-meanwhile", TOLD_BEFORE)
    check(_account(told, None), today)
    account = _changed(known.account, before, told)
    file_number = told.file_number if has_new_file_number else known.file_number
    number = {
        "number": before.number + 1,
        "file_number": told.file_number if has_new_file_number else before.file_number,
    }
    changed = {
        "account": account,
        "entitled": entitled_of(account),
        "file_number": file_number,
        "told": told.model_copy(update=number),
    }
    return ProceedingChanged(known.model_copy(update=changed))


def _account(told: Told, land: Land | None) -> Account:
    return Account(
        **{name: getattr(told, name) for name in ASKED},
        source=ProceedingSource.PARTNER,
        roles=(EntitledRole.SELF,),
        notices=told.notices,
        authority_land=land,
    )


def _changed(account: Account, before: Told, told: Told) -> Account:
    """Removes a notice that the partner no longer tells, keeps others, and keeps an end only for a discontinued one."""
    changed = {name: getattr(told, name) for name in ASKED if getattr(told, name) != getattr(before, name)}
    was, now = ({each.kind: each.on for each in one.notices} for one in (before, told))
    days = account.dated
    for kind in NOTICES:
        if was.get(kind) != now.get(kind):
            days = (
                {**days, kind: now[kind]} if kind in now else {other: on for other, on in days.items() if other != kind}
            )
    notices = tuple(Notice(kind=kind, on=on) for kind, on in days.items())
    is_over = changed.get("state", account.state) is ProceedingState.DISCONTINUED
    end = {} if is_over else {"discontinuation": None}
    source = {"notices": notices, "source": ProceedingSource.PARTNER}
    return account.model_copy(update={**changed, **end, **source})
