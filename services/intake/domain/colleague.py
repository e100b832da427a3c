"""A colleague at the desk: the name that others read, and who stands in during an absence."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal

from pydantic import field_serializer

from services.intake.domain.ids import Counsellor
from shared.errors import Conflict
from shared.state import Fact, State

LONGEST: Final = timedelta(days=366)
"""Longest absence that can be entered at once."""

ENTERED_ABSENT: Final = (
    "Sie sind als abwesend eingetragen und übernehmen deshalb nichts Neues. Hier ist nichts geändert. Stimmt die "
    "Eintragung nicht, beenden Sie bitte zuerst die Abwesenheit unter „Team“."
)
WITH_SUBSTITUTE: Final = (
    "Dieses Anliegen hat gerade Ihre Vertretung, denn Sie sind als abwesend eingetragen. Stimmt die Eintragung nicht, "
    "beenden Sie bitte die Abwesenheit unter „Team“. Danach ist es wieder bei Ihnen."
)
ABSENCE_IS_OVER: Final = (
    "Dieses Anliegen hatte während Ihrer Abwesenheit Ihre Vertretung. In wenigen Minuten ist es wieder bei Ihnen."
)
GOES_ROUND: Final = "Diese Vertretung führt im Kreis zurück. Bitte wählen Sie jemand anderen oder andere Tage."

DeskRole = Literal["counsellor", "supervisor"]


class Colleague(State):
    """`away_from` and `away_until`: the first and the last day of the absence, in Berlin."""

    id: Counsellor
    name: str
    role: DeskRole
    away_from: date | None = None
    away_until: date | None = None
    substitute: Counsellor | None = None

    @field_serializer("away_from", "away_until")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None

    def is_away(self, day: date) -> bool:
        return self.away_from is not None and self.away_until is not None and self.away_from <= day <= self.away_until


Team = Mapping[Counsellor, Colleague]


def meet(known: Colleague | None, who: Counsellor, name: str, role: DeskRole) -> Fact[Colleague] | None:
    """Stores name and role as the identity provider states them at sign-in; an absence stays until somebody ends it.

    None if nothing changed.
    """
    met = known.model_copy(update={"name": name, "role": role}) if known else Colleague(id=who, name=name, role=role)
    return Fact(met) if met != known else None


def somebody_supervises(team: Team, day: date) -> bool:
    """Whether a supervisor is present on that day. Somebody who never signed in is not known here."""
    return any(each.role == "supervisor" and not each.is_away(day) for each in team.values())


def responsible(team: Team, day: date, owner: Counsellor) -> Counsellor:
    """Returns the colleague who has the work of `owner` on that day.

    It is the first one along the chain of substitutes who is present, or `owner` if nobody is.
    """
    passed, who = {owner}, owner
    while (away := team.get(who)) and away.is_away(day) and away.substitute:
        who = away.substitute
        if who in passed:
            return owner
        passed.add(who)
    last = team.get(who)
    return owner if last and last.is_away(day) else who


def refuse_absent(own: Colleague | None, day: date) -> None:
    """Raises Conflict for an absent counsellor who takes something new: the substitute would get it at once.

    Somebody who never signed in is not known here and passes.
    """
    if own and own.is_away(day):
        raise Conflict("entered-absent", ENTERED_ABSENT)


def said_of_held(own: Colleague | None, day: date) -> str:
    """Sentence for the counsellor whose case the substitute has, during the absence and until it has moved back."""
    return WITH_SUBSTITUTE if own and own.is_away(day) else ABSENCE_IS_OVER


def leave(team: Team, who: Counsellor, first: date, last: date, substitute: Counsellor) -> Fact[Colleague]:
    """Enters an absence. Raises Conflict if on one of its days nobody present is found along the substitutes."""
    gone = team[who].model_copy(update={"away_from": first, "away_until": last, "substitute": substitute})
    then = {**team, who: gone}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    if any(responsible(then, day, who) == who for day in days):
        raise Conflict("not-in-this-state", GOES_ROUND)
    return Fact(gone)


def come_back(colleague: Colleague) -> Fact[Colleague] | None:
    if colleague.away_from is None:
        return None
    return Fact(colleague.model_copy(update={"away_from": None, "away_until": None, "substitute": None}))
