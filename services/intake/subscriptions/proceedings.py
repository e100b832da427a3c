"""Follows the proceeding of an act, from all accounts of it: a step that the person sees."""

from datetime import date
from typing import NamedTuple

from services.intake.domain.ids import ThreadId
from services.intake.domain.progress import Progress
from services.intake.handlers.services.case_progress import note_step
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import referral
from shared.contracts.vocabulary import Discontinuation, NoticeKind, ProceedingState
from shared.offences import need_a_request


def event_handlers() -> EventHandlers:
    return {referral.ProceedingUpdated: on_proceeding_updated}


async def on_proceeding_updated(tx: Transaction, event: Event[referral.ProceedingUpdated]) -> None:
    """Keeps the step; the state of an act is what was learned of it last, whoever told it."""
    data = event.data
    accounts = [_account(data), *(_account(each) for each in data.accounts or ())]
    newest = max(accounts, key=lambda each: each.known_on)
    step = Progress(
        id=event.id,
        thread=ThreadId(data.case_id),
        step="proceeding",
        at=event.time,
        proceeding=newest.state,
        proceeding_id=data.proceeding_id,
        same_act_as=data.same_act_as,
        offender_known=any(each.knows_an_offender for each in accounts),
        request_needed=need_a_request(offence for each in accounts for offence in each.offences),
        discontinuation=newest.discontinuation,
        instructed=any(each.instructed for each in accounts),
    )
    await note_step(tx, step)


class _Account(NamedTuple):
    """One account of an act, as far as it is shown."""

    known_on: date
    state: ProceedingState
    discontinuation: Discontinuation | None
    offences: tuple[str, ...]
    knows_an_offender: bool
    instructed: bool


def _account(told: referral.ProceedingUpdated | referral.OtherAccount) -> _Account:
    return _Account(
        known_on=told.known_on,
        state=told.state,
        discontinuation=told.discontinuation,
        offences=tuple(each.value for each in told.offences),
        knows_an_offender=told.offender.known_on is not None
        or any(other.known_on is not None for other in told.further_offenders or ()),
        instructed=any(each.kind is NoticeKind.DISCONTINUATION_WITH_INSTRUCTION for each in told.notices),
    )
