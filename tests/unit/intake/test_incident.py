"""Incidents stand in the order of time; gaps, what repeats and what was ticked are counted, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.incident import (
    Account,
    Escalation,
    Incident,
    IncidentWay,
    Offender,
    OpenedIncident,
    refuse_corrected,
    timeline,
)
from shared.errors import Conflict

DAY = date(2026, 3, 1)


def an_incident(number: int, first: date, corrects: int | None = None, **said: object) -> OpenedIncident:
    incident = Incident(
        id=str(number),
        thread=ThreadId("case"),
        number=number,
        at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        by=Counsellor("anna"),
        sealed={},
        corrects=str(corrects) if corrects else None,
    )
    known = {"first": first, "way": IncidentWay.PHONE, "text": "what happened"} | said
    return OpenedIncident(incident, Account.model_validate(known))


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_the_gap_counts_from_the_end_of_the_one_before() -> None:
    line = timeline([an_incident(1, after(20)), an_incident(2, DAY, last=after(5)), an_incident(3, after(3))])
    assert [(each.opened.incident.number, each.days_since) for each in line.entries] == [(2, None), (3, None), (1, 15)]


def test_what_repeats_and_what_was_ticked_is_counted() -> None:
    line = timeline(
        [
            an_incident(1, DAY),
            an_incident(2, after(1), offender=Offender.SAME, same_as=1, escalation=(Escalation.CLOSER,)),
            an_incident(3, after(2), way=IncidentWay.AT_HOME, escalation=(Escalation.AT_HOME, Escalation.SHORTER)),
        ]
    )
    assert line.ways == ((IncidentWay.PHONE, 2), (IncidentWay.AT_HOME, 1))
    assert (line.repeated, line.escalated) == (1, 2)


def test_nothing_is_an_escalation_that_nobody_ticked() -> None:
    """However close together, and at home."""
    line = timeline([an_incident(each, after(each), way=IncidentWay.AT_HOME) for each in range(1, 9)])
    assert line.escalated == 0


def test_one_that_was_corrected_counts_once_with_what_it_was_before() -> None:
    line = timeline([an_incident(1, DAY), an_incident(2, after(2), corrects=1), an_incident(3, after(4), corrects=2)])
    (entry,) = line.entries
    assert (entry.opened.incident.number, entry.opened.corrects) == (3, 2)
    assert [each.incident.number for each in entry.opened.earlier] == [2, 1]
    assert line.ways == ((IncidentWay.PHONE, 1),)


def test_one_is_corrected_once() -> None:
    known = [each.incident for each in (an_incident(1, DAY), an_incident(2, DAY, corrects=1))]
    refuse_corrected(known, "2")
    with pytest.raises(Conflict):
        refuse_corrected(known, "1")


@st.composite
def histories(draw: st.DrawFn) -> list[OpenedIncident]:
    """Each new or correcting one that is in force, in spans of any length."""
    every: list[OpenedIncident] = []
    left: list[int] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        corrects = draw(st.sampled_from(left)) if bool(left) and draw(st.booleans()) else None
        first = after(draw(st.integers(0, 60)))
        every.append(an_incident(number, first, corrects, last=first + timedelta(days=draw(st.integers(0, 20)))))
        left = [each for each in left if each != corrects] + [number]
    return every


@given(histories())
def test_every_entry_ever_written_stands_there_once_and_in_the_order_of_time(every: list[OpenedIncident]) -> None:
    line = timeline(every)
    shown = [each for entry in line.entries for each in (entry.opened, *entry.opened.earlier)]
    assert sorted(each.incident.number for each in shown) == [each.incident.number for each in every]
    firsts = [entry.opened.account.first for entry in line.entries]
    assert firsts == sorted(firsts)
    assert sum(count for _, count in line.ways) == len(line.entries)
    assert all(entry.days_since is None or entry.days_since > 0 for entry in line.entries)
