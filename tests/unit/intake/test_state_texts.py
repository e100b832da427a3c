"""Every state of a case has its cell for every audience, in whole sentences that are true on the day they are read."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, Literal, get_args

import pytest

from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent, Standing
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, PartnerId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.retention_period import HoldReason
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import Kept, OpenedHandover, OpenedMessage, ThreadContent
from services.intake.pages.face.steps import is_new, steps
from services.intake.state_texts.cells import Audience, Row, Said
from services.intake.state_texts.consent import ADDITION, CONSENT, CORRECTED, PARTNER_LEFT
from services.intake.state_texts.deadline import DEADLINE, MATTERS
from services.intake.state_texts.kept import of_kept
from services.intake.state_texts.proceeding import COMPLAINT, DISCONTINUED, PROCEEDING, REQUEST, Complaint, Request
from services.intake.state_texts.referral import REFERRAL
from services.intake.state_texts.texts import of_arrival, of_consent, of_progress, of_withdrawal
from services.intake.state_texts.thread import THREAD
from services.intake.subscriptions.deadlines import FOR_THE_DESK_ONLY
from shared.contracts.vocabulary import (
    ConsentHow,
    ConsentItem,
    DeadlineRule,
    Discontinuation,
    PartnerCategory,
    ProceedingState,
    ReferralKind,
)
from shared.deadlines.rules import RULES
from shared.web.deadlines_de import still_possible

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAY = date(2027, 2, 12)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
TABLES: tuple[Mapping[Any, Row], ...] = (REFERRAL, THREAD, DEADLINE, CONSENT, CORRECTED, PROCEEDING)
ROWS = {str(name): row for table in TABLES for name, row in table.items()}
SENTENCES = re.compile(r"[A-ZÄÖÜ§{].*[.?!]", re.DOTALL)


def step(name: Step, **known: Any) -> Progress:
    return Progress(id="step", thread=ThreadId("case"), step=name, at=NOW, **known)


def asked(category: PartnerCategory | None = None, kind: ReferralKind = ReferralKind.WARM) -> Handover:
    return Handover(
        id=HandoverId("handover"),
        case_id=CaseId("case"),
        partner=Partner(id=PartnerId("partner"), name="Stelle (Demo)", category=category),
        kind=kind,
        items=(ConsentItem.NAME,),
        sealed={},
        asked_at=NOW,
    )


def words(said: Said) -> str:
    return " ".join(each for each in (said.happened, said.means, said.then) if each)


def is_whole(said: Said) -> bool:
    whole = words(said)
    return bool(SENTENCES.fullmatch(whole)) and not re.search(r"\{|\}|None|  |\.\.", whole)


def test_every_state_has_a_row() -> None:
    of_rows = set(get_args(Step)) - {"proceeding"}
    assert of_rows <= REFERRAL.keys() | THREAD.keys() | DEADLINE.keys()
    assert set(ProceedingState) == PROCEEDING.keys()
    assert set(Discontinuation) == DISCONTINUED.keys()
    assert set(DeadlineRule) == MATTERS.keys()
    assert set(get_args(Standing)) == CONSENT.keys()
    assert set(get_args(Request)) == REQUEST.keys()
    assert set(get_args(Complaint)) == COMPLAINT.keys()


@pytest.mark.parametrize("name", ROWS)
def test_every_row_has_a_cell_for_every_audience_and_tells_the_person_what_it_means_and_what_comes_next(
    name: str,
) -> None:
    assert ROWS[name].keys() == set(AUDIENCES)
    person = ROWS[name]["person"]
    assert all((person.happened, person.means, person.then))


@pytest.mark.parametrize(("name", "to"), [*product(get_args(Step), AUDIENCES)])
def test_every_step_is_said_in_whole_sentences(name: Step, to: Audience) -> None:
    known = {"act_by": DAY, "respond_by": NOW, "partner": "Stelle (Demo)", "offender_known": True}
    for rule, also in product(DeadlineRule, (known, {})):
        assert is_whole(of_progress(step(name, rule=rule, **also), to, NOW)), (rule, also)


@pytest.mark.parametrize(("state", "to"), [*product(ProceedingState, AUDIENCES)])
def test_every_proceeding_is_said_in_whole_sentences(state: ProceedingState, to: Audience) -> None:
    for why, instructed, needed, known in product((None, *Discontinuation), (True, False), (True, False, None), (1, 0)):
        said = of_progress(
            step(
                "proceeding",
                proceeding=state,
                discontinuation=why,
                instructed=instructed,
                request_needed=needed,
                offender_known=bool(known),
            ),
            to,
            NOW,
        )
        assert is_whole(said), (why, instructed, needed, known)


@pytest.mark.parametrize("to", AUDIENCES)
def test_a_question_for_a_partner_that_left_is_said_to_be_over_for_that(to: Audience) -> None:
    left = asked().model_copy(update={"lapsed": True, "partner_left": True})
    said = of_consent(left, "lapsed", to)
    assert is_whole(said)
    assert re.search("hilft zurzeit nicht mit|zurzeit nicht mithilft", words(said))
    assert said != of_consent(asked(), "lapsed", to)
    assert set(PARTNER_LEFT) == set(AUDIENCES)


@pytest.mark.parametrize(("stands", "to"), [*product(get_args(Standing), AUDIENCES)])
def test_every_decision_is_said_in_whole_sentences(stands: Standing, to: Audience) -> None:
    for category in (None, *PartnerCategory):
        assert is_whole(of_consent(asked(category), stands, to))
    assert is_whole(of_arrival(to, NOW, is_read=False))


def test_an_expired_deadline_is_said_as_over_with_what_can_still_be_done() -> None:
    over = step("deadline_missed", rule=DeadlineRule.STRAFANTRAG, over_on=date(2026, 4, 20))
    assert words(of_progress(over, "person", NOW)) == (
        "Die Frist für Ihren Strafantrag ist nach unseren Angaben spätestens am Montag, 20. April 2026 abgelaufen. "
        "Wurde der Strafantrag bis dahin gestellt, zum Beispiel gleich mit der Anzeige, ist die Frist gewahrt. "
        "Bei manchen Taten kann die Staatsanwaltschaft auch ohne Antrag ermitteln, jede neue Tat hat eine eigene Frist"
        ", und für andere Antragsberechtigte läuft eine eigene. Sprechen Sie uns an."
    )


@pytest.mark.parametrize("rule", DeadlineRule)
def test_both_sides_read_the_same_of_what_can_still_be_done(rule: DeadlineRule) -> None:
    for to in AUDIENCES:
        assert still_possible(rule) in words(of_progress(step("deadline_missed", rule=rule), to, NOW))


def test_a_deadline_whose_last_safe_day_is_over_is_never_said_to_run() -> None:
    running = step("deadline", rule=DeadlineRule.STRAFANTRAG, act_by=date(2026, 11, 22))
    assert "Es läuft eine Frist" in words(of_progress(running, "person", NOW))
    over = running.model_copy(update={"act_by": date(2026, 11, 21)})
    said = words(of_progress(over, "person", NOW))
    assert said.startswith("Der letzte sichere Tag der Frist für Ihren Strafantrag ist vorbei: Samstag, 21. November")
    assert "läuft" not in said


BY_HERSELF = {
    DeadlineRule.STRAFANTRAG: "zur Polizei, und sagen Sie dort, dass Sie Strafantrag stellen",
    DeadlineRule.BESCHWERDE: "„Ich lege Beschwerde ein.“",
    DeadlineRule.KLAGEERZWINGUNG: "Rufen Sie heute eine Anwältin oder einen Anwalt an.",
    DeadlineRule.AUSKUNFTSSPERRE: "Beantragen Sie die Verlängerung heute bei der Meldebehörde.",
    DeadlineRule.UNFALLANZEIGE: "Sie müssen nichts entscheiden.",
    DeadlineRule.VERJAEHRUNG: "Rufen Sie heute uns oder eine Anwältin oder einen Anwalt an.",
    DeadlineRule.OTHER: "Bitte rufen Sie uns heute an.",
}


def test_of_each_rule_that_is_shown_it_is_known_what_the_person_does_herself() -> None:
    assert BY_HERSELF.keys() == set(DeadlineRule) - FOR_THE_DESK_ONLY
    assert {rule.value for rule in FOR_THE_DESK_ONLY} >= {
        name for name, rule in RULES.items() if rule.obliges in ("counsellor", "partner")
    }


@pytest.mark.parametrize("rule", BY_HERSELF)
@pytest.mark.parametrize(("name", "days"), [("deadline", 0), ("deadline_near", 3), ("deadline_near", 0)])
def test_in_the_last_days_and_after_them_the_person_is_told_what_to_do_herself(
    rule: DeadlineRule, name: Step, days: int
) -> None:
    for act_by in (TODAY + timedelta(days=days), TODAY - timedelta(days=1)):
        said = of_progress(step(name, rule=rule, act_by=act_by), "person", NOW)
        assert BY_HERSELF[rule] in said.then
        assert "schreiben Sie uns" not in said.then


def test_who_has_nothing_to_do_is_not_alarmed() -> None:
    for act_by in (TODAY, TODAY - timedelta(days=1)):
        said = of_progress(step("deadline_near", rule=DeadlineRule.UNFALLANZEIGE, act_by=act_by), "person", NOW)
        assert not re.search("sofort|heute|Zeit", words(said))


def test_while_there_is_time_nobody_is_sent_off_today() -> None:
    for rule in BY_HERSELF.keys() - {DeadlineRule.STRAFANTRAG, DeadlineRule.BESCHWERDE, DeadlineRule.VERJAEHRUNG}:
        said = of_progress(step("deadline_near", rule=rule, act_by=TODAY + timedelta(days=7)), "person", NOW)
        assert "heute" not in said.then


def test_a_running_deadline_names_its_day_and_that_a_request_is_not_anonymous() -> None:
    for name in ("deadline", "deadline_near"):
        request = words(of_progress(step(name, rule=DeadlineRule.STRAFANTRAG, act_by=DAY), "person", NOW))
        assert "Freitag, 12. Februar 2027" in request
        assert "nicht anonym" in request
        other = words(of_progress(step(name, rule=DeadlineRule.BESCHWERDE, act_by=DAY), "person", NOW))
        assert "nicht anonym" not in other


def test_of_an_offence_that_needs_no_request_no_period_is_said_to_wait_for_the_offender() -> None:
    unreported = step("proceeding", proceeding=ProceedingState.UNREPORTED, request_needed=False, offender_known=False)
    said = words(of_progress(unreported, "person", NOW))
    assert "Für diese Tat ist kein Strafantrag nötig." in said
    assert "Solange nicht bekannt ist, wer es war" not in said


def test_the_clock_stands_while_the_offender_is_unknown() -> None:
    for needed in (True, None):
        unknown = step("proceeding", proceeding=ProceedingState.REPORTED, request_needed=needed, offender_known=False)
        said = words(of_progress(unknown, "person", NOW))
        assert "Solange nicht bekannt ist, wer es war, läuft keine Frist für einen Strafantrag." in said
        assert "Sagen Sie uns, sobald Sie es wissen." in said


@pytest.mark.parametrize(
    ("why", "instructed", "then"),
    [
        (Discontinuation.STPO_170_2, True, "steht auf dieser Seite im Verlauf"),
        (Discontinuation.STPO_170_2, False, "zwei Wochen"),
        (Discontinuation.UNKNOWN_OFFENDER, False, "zwei Wochen"),
        (None, False, "zwei Wochen"),
        (Discontinuation.STPO_153, True, "gibt es dagegen nicht"),
        (Discontinuation.STPO_153A, False, "gibt es dagegen nicht"),
        (Discontinuation.STPO_154, False, "gibt es dagegen nicht"),
        (Discontinuation.PRIVATE_ACTION, True, "gibt es dagegen nicht"),
    ],
)
def test_a_discontinued_proceeding_says_what_it_means_and_whether_a_complaint_is_possible(
    why: Discontinuation | None, instructed: bool, then: str
) -> None:
    over = step("proceeding", proceeding=ProceedingState.DISCONTINUED, discontinuation=why, instructed=instructed)
    said = of_progress(over, "person", NOW)
    assert said.happened == "Das Verfahren wurde eingestellt."
    assert then in said.then


@pytest.mark.parametrize(
    ("category", "knows"),
    [(PartnerCategory.POLICE, "die Polizei"), (PartnerCategory.LEGAL, "die Stelle"), (None, "die Stelle")],
)
def test_who_withdraws_reads_what_cannot_be_taken_back(category: PartnerCategory | None, knows: str) -> None:
    said = words(of_consent(asked(category), "withdrawn", "person"))
    assert said.startswith("Sie haben widerrufen. Von uns erfährt die Stelle nichts mehr")
    assert f"Was {knows} schon weiß, lässt sich nicht zurückholen." in said


@pytest.mark.parametrize("category", [None, *PartnerCategory])
def test_the_question_before_a_withdrawal_says_what_it_cannot_change(category: PartnerCategory | None) -> None:
    said = of_withdrawal(asked(category))
    assert is_whole(Said(said))
    assert "lässt sich nicht zurückholen" in said


def test_of_an_addition_nothing_is_promised_that_the_end_of_its_hand_over_takes_away() -> None:
    said = ADDITION["given"]["person"]
    assert "solange die Weitergabe läuft" in said.means
    assert said.then.startswith("Solange sie läuft")


def test_who_kept_her_way_to_herself_reads_where_an_appointment_is_proposed() -> None:
    assert "nur hier einen Termin vorschlagen" in REFERRAL["accepted"]["person"].means


def test_a_partner_s_answer_is_awaited_until_a_day() -> None:
    sent = step("sent", partner="Stelle (Demo)", respond_by=datetime(2026, 11, 25, 14, tzinfo=UTC))
    assert "Sie soll bis Mittwoch, 25. November 2026 antworten." in words(of_progress(sent, "person", NOW))


def test_the_newest_step_stands_on_top_and_is_marked_and_the_reading_time_goes_once_somebody_has_read() -> None:
    own = ThreadContent(begun=NOW)
    (arrived,) = steps(own, NOW)
    assert arrived.state == "now"
    assert "das nächste Mal am Montag, 23. November 2026, ab 9 Uhr" in arrived.text
    read = own.model_copy(update={"progress": (step("taken_over"),)})
    newest, begun = steps(read, NOW)
    assert (newest.title, newest.state, begun.state) == (THREAD["taken_over"]["person"].happened, "now", "done")
    assert "Wir lesen" not in begun.text


def test_a_partner_whose_day_is_over_is_not_said_to_have_time() -> None:
    sent = step("sent", partner="Stelle (Demo)", respond_by=datetime(2026, 11, 20, 14, tzinfo=UTC))
    said = words(of_progress(sent, "person", NOW))
    assert "Sie sollte bis Freitag, 20. November 2026 antworten. Wir haben noch keine Antwort." in said


def test_what_is_overtaken_says_only_that_it_happened() -> None:
    """What it meant then, and what was to come, is not true any more."""
    later: dict[Step, int] = {"sent": 1, "accepted": 2, "completed": 3}
    told = tuple(
        step(name, partner="Stelle (Demo)").model_copy(update={"id": name, "at": NOW + timedelta(hours=hours)})
        for name, hours in later.items()
    )
    other = step("sent", partner="Andere Stelle (Demo)").model_copy(update={"id": "other"})
    shown = steps(ThreadContent(begun=NOW, progress=(*told, other)), NOW)
    assert [bool(each.text) for each in shown] == [True, False, False, True, True]
    assert "Andere Stelle (Demo)" in shown[3].title


def test_a_decision_is_told_where_it_was_made_and_nothing_of_one_that_passes_nothing_on() -> None:
    decided = Consent(
        id="c",
        handover_id=HandoverId("handover"),
        case_id=CaseId("case"),
        decision="given",
        how=ConsentHow.PAGE,
        at=NOW,
    )
    warm = OpenedHandover(handover=asked(), standing="given", texts={})
    own = ThreadContent(begun=NOW, handovers=(warm,), consents=(decided,))
    assert steps(own, NOW)[0].title == "Sie sind einverstanden, dass wir Stelle (Demo) um Hilfe bitten."
    cold = warm.model_copy(update={"handover": asked(kind=ReferralKind.COLD)})
    assert len(steps(own.model_copy(update={"handovers": (cold,)}), NOW)) == 1


@pytest.mark.parametrize("reason", HoldReason)
def test_how_long_it_stays_is_said_in_whole_sentences(reason: HoldReason) -> None:
    held = Kept(ends_on=DAY, held_until=DAY, held_because=reason)
    said = of_kept(held, DAY)
    assert said
    assert SENTENCES.fullmatch(said)
    assert said.count("12. Februar 2027") == 2
    assert of_kept(held, DAY + timedelta(days=1)) == of_kept(Kept(ends_on=DAY), DAY), "a hold that is over is not said"


def test_of_what_is_open_nothing_is_said() -> None:
    assert of_kept(None, DAY) is None
    assert of_kept(Kept(ends_on=None, held_until=DAY, held_because=HoldReason.ORDER), DAY + timedelta(days=1)) is None


def spoken(by: Literal["person", "desk"], at: datetime) -> OpenedMessage:
    return OpenedMessage(message=Message(id="m", thread=ThreadId("case"), number=1, by=by, at=at, sealed={}), text="-")


def test_new_is_what_came_after_the_persons_last_message_or_decision() -> None:
    hour = timedelta(hours=1)
    own = ThreadContent(begun=NOW, messages=(spoken("desk", NOW + 9 * hour), spoken("person", NOW + hour)))
    assert [is_new(NOW + hours * hour, own) for hours in (0, 1, 2)] == [False, False, True]
    decided = Consent(
        id="c",
        handover_id=HandoverId("h"),
        case_id=CaseId("case"),
        decision="refused",
        how=ConsentHow.PAGE,
        at=NOW + 3 * hour,
    )
    later = own.model_copy(update={"consents": (decided,)})
    assert [is_new(NOW + hours * hour, later) for hours in (3, 4)] == [False, True]
    by_the_desk = decided.model_copy(update={"how": ConsentHow.VOICE})
    assert is_new(NOW + 3 * hour, own.model_copy(update={"consents": (by_the_desk,)}))


def test_a_new_step_is_marked_and_an_old_one_is_not() -> None:
    own = ThreadContent(begun=NOW, progress=(step("taken_over").model_copy(update={"at": NOW + timedelta(hours=2)}),))
    assert [each.is_new for each in steps(own, NOW + timedelta(hours=3))] == [True, False]
