"""Several accounts of one act, which a counsellor joined: each of its deadlines runs once.

§ 77b StGB gives one period to each entitled person for each offender, however many offices tell of the act. Where the
accounts give different days, the earliest says until when to act, and the latest when it is over by law. The same holds
where they name different Länder, of which none counts alone. A letter whose day to act by was past when the next of its
kind came is not an earlier day of that one, but another letter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from services.notification.domain.deadlines import Deadline, Entitled, Offender, Proceeding, deadlines_of
from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.deadlines.circumstances import WITHOUT_COMPLAINT, Notice
from shared.deadlines.legal_periods import end_of
from shared.deadlines.rules import RULES, Rule

Pick = Callable[[Iterable[date]], date]
WITHOUT_PERIOD: Final = (*WITHOUT_COMPLAINT, Discontinuation.PRIVATE_ACTION)
STARTING: Final[Mapping[NoticeKind, Rule]] = {kind: rule for rule in RULES.values() for kind in rule.starts_with}


def deadlines_of_act(lead: Proceeding, others: Sequence[Proceeding]) -> tuple[Deadline, ...]:
    """Returns the deadlines of the act as `deadlines_of` does, under the ids of `lead`.

    `others`: what the other proceedings of the same act say.
    """
    if not others:
        return deadlines_of(lead)
    accounts = (lead, *others)
    careful, late = (
        deadlines_of(_as_one(accounts, min)),
        {each.id: each for each in deadlines_of(_as_one(accounts, max))},
    )
    return tuple(_as_careful(each, late[each.id]) for each in careful)


def _as_careful(careful: Deadline, late: Deadline) -> Deadline:
    """Joins one deadline by the careful days with the same one by the late days.

    Where it was met by one of them, the late one counts: what was done in time by one of the days is done, and what
    began anew by the later one runs. Else it keeps the careful days, and the later end by law.
    """
    if late.is_met or careful.is_met:
        return late
    if careful.dates is None or late.dates is None:
        return careful
    dates = careful.dates.model_copy(update={"legal_on": max(careful.dates.legal_on, late.dates.legal_on)})
    return careful.model_copy(update={"dates": dates})


def _as_one(accounts: Sequence[Proceeding], pick: Pick) -> Proceeding:
    lead, newest = accounts[0], max(accounts, key=lambda each: each.news_on or date.min)
    lands = {each.land for each in accounts if each.land is not None}
    land = lands.pop() if len(lands) == 1 else None
    return replace(
        lead,
        first_known_on=min(each.act_known_on for each in accounts),
        act_known_on=pick(each.act_known_on for each in accounts),
        offender_known_on=_known(pick, (each.offender_known_on for each in accounts)),
        further_offenders=_further(accounts, pick),
        entitled=_entitled(accounts, pick),
        offences=tuple(dict.fromkeys(offence for each in accounts for offence in each.offences)),
        land=land,
        notices=_notices(accounts, pick, land),
        discontinuation=_discontinuation(accounts),
        news_on=newest.news_on,
        is_over=newest.is_over,
    )


def _known(pick: Pick, days: Iterable[date | None]) -> date | None:
    """Returns the picked day of those that are known; None where nobody knows one.

    What one account does not know, another may.
    """
    known = [day for day in days if day is not None]
    return pick(known) if known else None


def _further(accounts: Sequence[Proceeding], pick: Pick) -> tuple[Offender, ...]:
    """Joins the further offenders by `ref`, the place in which they were entered.

    The first offender of each account is the same one.
    """
    every = [offender for each in accounts for offender in each.further_offenders]
    refs = dict.fromkeys(offender.ref for offender in every)
    return tuple(Offender(ref, _known(pick, (each.known_on for each in every if each.ref == ref))) for ref in refs)


def _entitled(accounts: Sequence[Proceeding], pick: Pick) -> tuple[Entitled, ...]:
    """Joins the entitled by `ref`.

    One without a day of its own in an account knows what the affected person knows by that account.
    """
    every = [(each, entitled) for each in accounts for entitled in each.entitled]
    refs = dict.fromkeys(entitled.ref for _, entitled in every)
    return tuple(_one([(of, entitled) for of, entitled in every if entitled.ref == ref], pick) for ref in refs)


def _one(same: Sequence[tuple[Proceeding, Entitled]], pick: Pick) -> Entitled:
    act = pick(entitled.act_known_on or of.act_known_on for of, entitled in same)
    offender = _known(pick, (entitled.offender_known_on or of.offender_known_on for of, entitled in same))
    is_own = any(entitled.act_known_on or entitled.offender_known_on for _, entitled in same)
    days = {"act_known_on": act, "offender_known_on": offender} if is_own else {}
    return same[0][1].model_copy(update=days)


def _notices(accounts: Sequence[Proceeding], pick: Pick, land: str | None) -> tuple[Notice, ...]:
    """Returns one day of each kind of notice that starts a period, and every day of those that say what was done.

    Of the latter, one may be in time.
    """
    every = list(dict.fromkeys(notice for each in accounts for notice in each.notices))
    starts = {each.kind for each in every if each.kind in STARTING}
    first = [Notice(kind, pick(_of_the_last(every, kind, land))) for kind in sorted(starts)]
    return (*first, *(each for each in every if each.kind not in STARTING))


def _of_the_last(notices: Sequence[Notice], kind: NoticeKind, land: str | None) -> list[date]:
    """Returns the days that may be those of the last notice of the kind.

    By these days there was still time to act when the last notice came.
    """
    rule, days = STARTING[kind], [each.on for each in notices if each.kind is kind]
    seen_in = land if rule.is_local else None
    return [day for day in days if end_of(rule.length, day, seen_in, rolls_over=rule.rolls_over).act_by >= max(days)]


def _discontinuation(accounts: Sequence[Proceeding]) -> Discontinuation | None:
    """Returns the discontinuation against which a period may run, where the accounts differ.

    Else the one that was learned last, or None where there is none.
    """
    newest_first = sorted(accounts, key=lambda each: each.news_on or date.min, reverse=True)
    told = [each.discontinuation for each in newest_first if each.discontinuation is not None]
    return next((each for each in told if each not in WITHOUT_PERIOD), next(iter(told), None))
