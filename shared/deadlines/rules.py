"""The deadlines as data: norm, who must act, from when, how long, and when to remind (law as of August 2026)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.contracts.vocabulary import NoticeKind
from shared.deadlines.legal_periods import Days, Length, Months, Weeks

LAW_VERSION: Final = "2026-08"
RuleName = Literal[
    "strafantrag",
    "beschwerde",
    "klageerzwingung",
    "auskunftssperre",
    "unfallanzeige",
    "evidence",
    "partner_response",
    "followup_406d",
]
Obliged = Literal["entitled", "affected", "municipality", "counsellor", "partner"]
NeverIf = Literal[
    "no_request_needed",
    "superior_may_not_file",
    "private_action_only",
    "no_complaint_open",
    "not_reportable",
    "proceeding_over",
]
WaitsWhile = Literal["offender_unknown", "conciliation_pending", "not_instructed"]
Met = Literal[
    "request_filed",
    "complaint_filed",
    "court_application_filed",
    "accident_reported",
    "evidence_secured",
    "partner_answered",
]
StandsStill = Literal[NeverIf, WaitsWhile, Met]
"""Reason why a clock does not run: it never will, it does not yet, or it is done with, named after what was done."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`starts_with`: the latest of these notices starts the clock; where none is listed, knowledge of act and offender.

    `is_local`: the holidays of the authority's Land count; otherwise those of all, as where the Land is unknown.
    `reminders`: how long before `act_by`, the longest first. `from_last_news`: later news of the proceeding start it
    anew. `suspended_between`: from the first to the second of these notices the clock stands.
    """

    norm: str
    obliges: Obliged
    length: Length
    rolls_over: bool = False
    is_local: bool = False
    starts_with: tuple[NoticeKind, ...] = ()
    shown_with: tuple[NoticeKind, ...] = ()
    from_last_news: bool = False
    never_if: tuple[NeverIf, ...] = ()
    waits_while: tuple[WaitsWhile, ...] = ()
    suspended_between: tuple[NoticeKind, NoticeKind] | None = None
    met_by: tuple[NoticeKind, Met] | None = None
    reminders: tuple[Length, ...] = ()
    law_version: str = LAW_VERSION


RULES: Final[Mapping[RuleName, Rule]] = {
    "strafantrag": Rule(
        norm="§ 77b StGB",
        obliges="entitled",
        length=Months(3),
        rolls_over=True,
        is_local=True,
        never_if=("no_request_needed", "superior_may_not_file"),
        waits_while=("offender_unknown", "conciliation_pending"),
        suspended_between=(NoticeKind.CONCILIATION_STARTED, NoticeKind.CONCILIATION_CERTIFIED),
        met_by=(NoticeKind.REQUEST_FILED, "request_filed"),
        reminders=(Days(28), Days(14), Days(7), Days(3), Days(1)),
    ),
    "beschwerde": Rule(
        norm="§ 172 Abs. 1 StPO",
        obliges="affected",
        length=Weeks(2),
        rolls_over=True,
        is_local=True,
        starts_with=(NoticeKind.DISCONTINUATION_WITH_INSTRUCTION,),
        shown_with=(NoticeKind.DISCONTINUATION, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION),
        never_if=("private_action_only", "no_complaint_open"),
        waits_while=("not_instructed",),
        met_by=(NoticeKind.COMPLAINT_FILED, "complaint_filed"),
        reminders=(Days(7), Days(3), Days(1)),
    ),
    "klageerzwingung": Rule(
        norm="§ 172 Abs. 2 StPO",
        obliges="affected",
        length=Months(1),
        rolls_over=True,
        is_local=True,
        starts_with=(NoticeKind.SUPERIOR_DECISION,),
        shown_with=(NoticeKind.SUPERIOR_DECISION,),
        never_if=("private_action_only", "no_complaint_open"),
        met_by=(NoticeKind.COURT_APPLICATION_FILED, "court_application_filed"),
        reminders=(Days(14), Days(7), Days(3), Days(1)),
    ),
    "auskunftssperre": Rule(
        norm="§ 51 BMG",
        obliges="affected",
        length=Months(24),
        starts_with=(NoticeKind.REGISTER_BLOCK_ENTERED,),
        shown_with=(NoticeKind.REGISTER_BLOCK_ENTERED,),
        reminders=(Months(3), Days(28), Days(14), Days(7), Days(3), Days(1)),
    ),
    "unfallanzeige": Rule(
        norm="§ 193 SGB VII",
        obliges="municipality",
        length=Days(3),
        is_local=True,
        starts_with=(NoticeKind.ACCIDENT_KNOWN,),
        shown_with=(NoticeKind.ACCIDENT_KNOWN,),
        never_if=("not_reportable",),
        met_by=(NoticeKind.ACCIDENT_REPORTED, "accident_reported"),
        reminders=(Days(1),),
    ),
    "evidence": Rule(
        norm="eigene Regel: Beweise binnen 24 Stunden sichern",
        obliges="counsellor",
        length=Days(1),
        starts_with=(NoticeKind.EVIDENCE_SEEN,),
        shown_with=(NoticeKind.EVIDENCE_SEEN,),
        met_by=(NoticeKind.EVIDENCE_SECURED, "evidence_secured"),
        reminders=(Days(1),),
    ),
    "partner_response": Rule(
        norm="eigene Regel: vereinbarte Antwortzeit der Stelle",
        obliges="partner",
        length=Days(0),
        reminders=(Days(1),),
    ),
    "followup_406d": Rule(
        norm="eigene Regel: drei Monate ohne Nachricht, dann Auskunft nach § 406d StPO",
        obliges="counsellor",
        length=Months(3),
        starts_with=(NoticeKind.REPORT_FILED, NoticeKind.INFORMATION_REQUESTED),
        shown_with=(NoticeKind.REPORT_FILED,),
        from_last_news=True,
        never_if=("proceeding_over",),
        reminders=(Days(7), Days(1)),
    ),
}
"""The day of `partner_response` is agreed, not computed: the referral brings it."""

OF_A_PROCEEDING: Final[tuple[RuleName, ...]] = tuple(name for name, rule in RULES.items() if rule.shown_with)
"""Rules that a notice brings up; `strafantrag` needs none."""
