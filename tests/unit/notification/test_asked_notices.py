"""Every day that the form of a proceeding asks for does something to a clock; what does nothing is not asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from services.notification.domain.deadlines import Entitled, Proceeding, deadlines_of
from services.referral.pages.proceeding_form import ALWAYS_ASKED, GROUPS, groups_for
from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.deadlines.circumstances import Notice
from shared.deadlines.rules import RuleName, StandsStill

ACT, THEN, LATER = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 11)
PLAIN: Final = Proceeding(
    case_id="c",
    proceeding_id="5f1c0a36-31f2-4d1e-8f0e-6a4e1b7c2d11",
    act_known_on=ACT,
    offender_ref="offender-1",
    offender_known_on=ACT,
    entitled=(Entitled(ref="entitled-self", role="self"),),
    offences=("stgb_185",),
    land="NW",
)
EFFECTS: Final[Mapping[NoticeKind, tuple[tuple[NoticeKind, ...], RuleName, str]]] = {
    NoticeKind.REPORT_FILED: ((), "followup_406d", "runs"),
    NoticeKind.REQUEST_FILED: ((), "strafantrag", "request_filed"),
    NoticeKind.INFORMATION_REQUESTED: ((NoticeKind.REPORT_FILED,), "followup_406d", "moves"),
    NoticeKind.DISCONTINUATION: ((), "beschwerde", "not_instructed"),
    NoticeKind.DISCONTINUATION_WITH_INSTRUCTION: ((), "beschwerde", "runs"),
    NoticeKind.COMPLAINT_FILED: ((NoticeKind.DISCONTINUATION_WITH_INSTRUCTION,), "beschwerde", "complaint_filed"),
    NoticeKind.SUPERIOR_DECISION: ((), "klageerzwingung", "runs"),
    NoticeKind.COURT_APPLICATION_FILED: ((NoticeKind.SUPERIOR_DECISION,), "klageerzwingung", "court_application_filed"),
    NoticeKind.CONCILIATION_STARTED: ((), "strafantrag", "conciliation_pending"),
    NoticeKind.CONCILIATION_CERTIFIED: ((NoticeKind.CONCILIATION_STARTED,), "strafantrag", "runs"),
    NoticeKind.REGISTER_BLOCK_ENTERED: ((), "auskunftssperre", "runs"),
    NoticeKind.ACCIDENT_KNOWN: ((), "unfallanzeige", "runs"),
    NoticeKind.ACCIDENT_REPORTED: ((NoticeKind.ACCIDENT_KNOWN,), "unfallanzeige", "accident_reported"),
    NoticeKind.EVIDENCE_SEEN: ((), "evidence", "runs"),
    NoticeKind.EVIDENCE_SECURED: ((NoticeKind.EVIDENCE_SEEN,), "evidence", "evidence_secured"),
}
"""What has to be there before, and what the day does to which clock: it runs, it moves, or why it stands still."""


def course(rule: RuleName, *notices: Notice) -> tuple[object, StandsStill | None] | None:
    found = [each for each in deadlines_of(replace(PLAIN, notices=notices)) if each.rule == rule]
    return (found[0].dates, found[0].stands_still) if found else None


def test_each_kind_that_is_asked_for_has_its_effect_written_down() -> None:
    asked = [*ALWAYS_ASKED, *(kind for kinds in GROUPS.values() for kind in kinds)]
    assert len(asked) == len(set(asked))
    assert set(asked) == EFFECTS.keys()


@pytest.mark.parametrize("kind", EFFECTS, ids=str)
def test_a_day_that_is_asked_for_does_what_it_should(kind: NoticeKind) -> None:
    first, rule, effect = EFFECTS[kind]
    before = tuple(Notice(each, THEN) for each in first)
    was, now = course(rule, *before), course(rule, *before, Notice(kind, LATER))
    assert now is not None
    assert now != was
    if effect in ("runs", "moves"):
        assert now[0] is not None
        assert now[1] is None
    if effect == "moves":
        assert was is not None
        assert was[1] is None
    if effect not in ("runs", "moves"):
        assert now[1] == effect


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in EFFECTS], ids=str)
def test_what_is_not_asked_for_moves_no_clock(kind: NoticeKind) -> None:
    known = tuple(Notice(each, THEN) for each in EFFECTS)
    for others in ((), *((each,) for each in known), known):
        whole = replace(PLAIN, notices=others, discontinuation=Discontinuation.STPO_170_2)
        more = replace(whole, notices=(*others, Notice(kind, LATER)))
        assert deadlines_of(more) == deadlines_of(whole)


def test_a_day_without_effect_that_was_taken_once_is_still_there_to_be_removed() -> None:
    assert "Ohne Frist" not in groups_for({})
    assert groups_for({"notice_act_ended": "2026-09-01"})["Ohne Frist"] == ["notice_act_ended"]
