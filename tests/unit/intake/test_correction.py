"""A decision that was noted and was not hers is put right; that is no withdrawal, and hers are never touched."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from services.intake.domain import addition, consent
from services.intake.domain.addition import Addition, AdditionDecision
from services.intake.domain.case import Partner, Referral, open_case, referral_moved, referral_never_sent, referral_sent
from services.intake.domain.consent import (
    Consent,
    agreed_items,
    is_excluded,
    is_running,
    may_be_asked_again,
    standing,
    was_never_withdrawn,
)
from services.intake.domain.correction import (
    ASSESSED,
    HER_OWN,
    NOT_BOTH,
    NOTED_BY_ANOTHER,
    NOTHING_NOTED,
    STILL_REFUSED,
    Assessment,
    MistakeReason,
    Truly,
    Why,
    assess,
    correct,
    correct_addition,
    lapse_unanswered,
    never_withdrawn,
    note_passed_on,
)
from services.intake.domain.handover import Handover
from services.intake.domain.ids import (
    AdditionId,
    CaseId,
    ContactId,
    Counsellor,
    HandoverId,
    PartnerId,
    ReferralId,
)
from services.intake.domain.progress import Step
from services.intake.domain.situation import Situation
from services.intake.domain.thread_content import OpenedHandover, ShownCorrection, ThreadContent
from services.intake.pages.face.steps import steps
from services.intake.state_texts.texts import of_correction
from shared.contracts.vocabulary import Channel, ConsentHow, ConsentItem, ReferralKind
from shared.errors import Conflict

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTED = NOW - timedelta(hours=3)
ANNA, BERT = Counsellor("anna"), Counsellor("bert")
PARTNER = Partner(id=PartnerId("partner"), name="Beratung (Demo)")


def asked(kind: ReferralKind = ReferralKind.WARM) -> Handover:
    items = () if kind is ReferralKind.COLD else (ConsentItem.ACCOUNT,)
    return Handover(
        id=HandoverId("handover"),
        case_id=CaseId("case"),
        partner=PARTNER,
        kind=kind,
        items=items,
        sealed={},
        asked_at=NOTED - timedelta(hours=1),
    )


def noted(decision: consent.Decision = "given", **more: Any) -> Consent:
    known: dict[str, Any] = {"how": ConsentHow.VOICE, "noted_by": ANNA, "at": NOTED, "id": decision} | more
    return Consent(handover_id=HandoverId("handover"), case_id=CaseId("case"), decision=decision, **known)


def why(by: Counsellor = ANNA, *, supervises: bool = False) -> Why:
    return Why("correction", by, NOW, MistakeReason.MISHEARD, supervises=supervises)


def corrected(
    consents: list[Consent], truly: Truly, of: Handover | None = None, *, passed_on: bool = False, by: Why | None = None
) -> tuple[list[Consent], Handover, Any]:
    made = correct(of or asked(), consents, truly, by or why(), passed_on=passed_on, consent_id="instead")
    others = [each for each in consents if each.id != made.mistaken.id]
    now = [made.mistaken, *others, *([made.instead] if made.instead else [])]
    return now, made.handover, made


def test_a_consent_that_was_a_no_becomes_a_no_and_not_a_withdrawal() -> None:
    consents, of, made = corrected([noted()], "refused", passed_on=True)
    assert standing(of, consents) == "refused"
    assert agreed_items(of, consents) == ()
    assert not is_running(of, consents)
    assert (made.state.was, made.state.truly, made.state.passed_on) == ("given", "refused", True)
    assert made.state.report_by == NOW + timedelta(hours=72)


def test_a_consent_to_what_she_was_never_asked_leaves_the_hand_over_behind() -> None:
    consents, of, made = corrected([noted()], "asked")
    assert standing(of, consents) == "lapsed", "the question that follows has an id of its own"
    assert made.instead is None
    assert not made.state.passed_on


def test_a_refusal_that_was_none_asks_again_and_excludes_nobody_any_more() -> None:
    never = noted("refused", never=True)
    assert is_excluded(PARTNER.id, [asked()], [never])
    consents, of, _ = corrected([never], "asked")
    assert standing(of, consents) == "asked"
    assert not is_excluded(PARTNER.id, [of], consents)


def test_what_she_withdrew_in_her_fright_stays_withdrawn() -> None:
    withdrew = noted("withdrawn", how=ConsentHow.PAGE, noted_by=None, at=NOW)
    consents, of, made = corrected([noted(), withdrew], "refused", passed_on=True)
    assert standing(of, consents) == "withdrawn"
    assert made.instead is None
    assert made.state.passed_on


def test_of_who_reaches_the_partner_herself_the_card_goes_and_nothing_was_passed_on() -> None:
    named = asked(ReferralKind.COLD).model_copy(update={"named_at": NOW, "ended": True})
    consents, of, made = corrected([noted()], "refused", named, passed_on=True)
    assert (of.named_at, of.card, of.worked, standing(of, consents)) == (None, None, None, "refused")
    assert not made.state.passed_on


@pytest.mark.parametrize(
    ("consents", "truly", "by", "sentence"),
    [
        ([], "refused", why(), NOTHING_NOTED),
        ([noted(how=ConsentHow.PAGE, noted_by=None)], "refused", why(), HER_OWN),
        ([noted(how=ConsentHow.PAGE, noted_by=None)], "refused", why(BERT, supervises=True), HER_OWN),
        ([noted()], "refused", why(BERT), NOTED_BY_ANOTHER),
        ([noted("refused")], "refused", why(), NOT_BOTH),
        ([noted(mistaken_at=NOW)], "refused", why(), NOTHING_NOTED),
    ],
)
def test_who_may_correct_what(consents: list[Consent], truly: Truly, by: Why, sentence: str) -> None:
    with pytest.raises(Conflict) as refused:
        corrected(consents, truly, by=by)
    assert refused.value.sentence == sentence


OWN_NO = noted("refused", id="no", how=ConsentHow.PAGE, noted_by=None)
HEARD_NEVER = noted("refused", id="never", never=True)


@pytest.mark.parametrize("no", [OWN_NO, noted("refused", id="no"), OWN_NO.model_copy(update={"at": NOTED - HOUR})])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_refusals_only_the_last_is_corrected_and_the_first_stands(no: Consent, turned: bool) -> None:
    consents = [HEARD_NEVER, no] if turned else [no, HEARD_NEVER]
    assert is_excluded(PARTNER.id, [asked()], consents)
    with pytest.raises(Conflict) as untrue:
        corrected(consents, "asked")
    assert untrue.value.sentence == STILL_REFUSED
    stands, of, made = corrected(consents, "refused")
    assert (made.mistaken.id, made.instead, made.mistaken.never) == ("never", None, True)
    assert standing(of, stands) == "refused"
    assert not of.lapsed
    assert not is_excluded(PARTNER.id, [of], stands)
    told = of_correction(shown(was="refused", truly="refused", reached="sent"), "person")
    assert "nie an diese Stelle" in told.happened
    assert "Dass Sie abgelehnt haben, gilt weiter." in told.means


def test_a_never_of_her_own_after_a_no_that_was_noted_wrongly_is_hers() -> None:
    hers = noted("refused", id="never", never=True, how=ConsentHow.PAGE, noted_by=None, at=NOW)
    with pytest.raises(Conflict) as refused:
        corrected([noted("refused", id="no"), hers], "asked")
    assert refused.value.sentence == HER_OWN


@pytest.mark.parametrize("by", [why(BERT, supervises=True), why(ANNA)])
def test_a_supervisor_may_and_who_noted_it(by: Why) -> None:
    assert corrected([noted()], "refused", by=by)[2].state.by == by.by


def test_of_what_an_earlier_release_stored_nobody_knows_who_noted_it() -> None:
    assert corrected([noted(noted_by=None)], "refused", by=why(BERT))[2].state.noted_by is None


def added(*decisions: consent.Decision) -> Addition:
    made = [
        AdditionDecision(decision=each, how=ConsentHow.VOICE, at=NOTED, noted_by=ANNA, items=(ConsentItem.ACCOUNT,))
        for each in decisions
    ]
    return Addition(
        id=AdditionId("addition"),
        handover_id=HandoverId("handover"),
        case_id=CaseId("case"),
        partner=PARTNER,
        items=(ConsentItem.ACCOUNT,),
        sealed={},
        asked_at=NOTED,
        decisions=tuple(made),
    )


@pytest.mark.parametrize(
    ("was", "truly", "stands"),
    [("given", "refused", "refused"), ("given", "asked", "lapsed"), ("refused", "asked", "asked")],
)
def test_an_addition_is_corrected_alike(was: consent.Decision, truly: Truly, stands: str) -> None:
    made = correct_addition(added(was), truly, why(), passed_on=True)
    assert made.addition.standing == stands
    assert made.addition.agreed == ()
    assert made.addition.was_shown is (was == "given")
    assert made.state.passed_on is (was == "given")
    assert lapse_unanswered(made.addition).standing in ("refused", "lapsed"), (
        "where its hand-over is over, nobody is asked"
    )
    with pytest.raises(Conflict) as twice:
        correct_addition(made.addition, "refused", why(), passed_on=True)
    assert twice.value.sentence == (NOT_BOTH if stands == "refused" else NOTHING_NOTED)


def test_that_it_was_sent_may_be_learned_later_and_is_assessed_once() -> None:
    state = corrected([noted()], "refused")[2].state
    with pytest.raises(Conflict):
        assess(state, BERT, Assessment.NO_RISK, {}, NOW)
    learned = note_passed_on(state)
    assert learned
    assert note_passed_on(learned.state) is None
    judged = assess(learned.state, BERT, Assessment.REPORTED, {}, NOW).state
    assert (judged.assessed_by, judged.assessment) == (BERT, Assessment.REPORTED)
    with pytest.raises(Conflict) as again:
        assess(judged, ANNA, Assessment.NO_RISK, {}, NOW)
    assert again.value.sentence == ASSESSED
    assert note_passed_on(corrected([noted("refused")], "asked")[2].state) is None


def test_whether_the_partner_saw_it_stays_known_after_the_recall() -> None:
    case = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
    case = referral_sent(case, Referral(id=ReferralId("r"), partner=PARTNER)).state
    assert not case.referrals[0].was_seen
    for step, ended in (("delivered", False), ("recalled", True)):
        case = referral_moved(case, ReferralId("r"), step, ended=ended).state  # type: ignore[arg-type]
    assert (case.referrals[0].was_seen, case.referrals[0].step) == (True, "recalled")


@pytest.mark.parametrize(("step", "was_sent"), [("never_sent", False), ("not_asked", False), ("named", False)])
def test_what_never_left_was_not_sent(step: Step, was_sent: bool) -> None:
    case = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
    over = referral_never_sent(case, ReferralId("r"), PARTNER, step).state
    assert over.referrals[0].was_sent is was_sent
    assert referral_sent(case, Referral(id=ReferralId("r"), partner=PARTNER)).state.referrals[0].was_sent


def shown(**more: Any) -> ShownCorrection:
    known: dict[str, Any] = {
        "id": "correction",
        "handover_id": "handover",
        "addition_id": None,
        "partner": PARTNER,
        "was": "given",
        "truly": "refused",
        "was_at": NOTED,
        "at": NOW,
        "cold": False,
        "reached": "nothing",
        "must_act": False,
    }
    return ShownCorrection.model_validate(known | more)


@pytest.mark.parametrize(
    ("made", "says", "never_says"),
    [
        (shown(), "war noch nichts verschickt", "trotzdem weiter ermitteln"),
        (shown(reached="sent"), "war schon an die Stelle verschickt", "trotzdem"),
        (shown(reached="seen"), "hat die Anfrage schon gesehen", "wissen wir nicht"),
        (shown(reached="seen", must_act=True), "trotzdem weiter ermitteln", "nichts weitergegeben"),
        (shown(cold=True), "Davon wurde nichts weitergegeben", "verschickt"),
        (shown(was="refused", truly="asked"), "dass Sie abgelehnt haben", "zugestimmt"),
        (shown(addition_id="addition", reached="sent"), "konnte die Stelle die Ergänzung bei uns", "nichts weitergeg"),
        (shown(addition_id="addition"), "konnte die Stelle die Ergänzung noch nicht lesen", "löschen"),
        (shown(addition_id="addition", was="refused"), "eine Ergänzung abgelehnt", "konnte"),
    ],
)
def test_the_person_reads_what_was_wrong_and_what_had_left(made: ShownCorrection, says: str, never_says: str) -> None:
    said = of_correction(made, "person")
    told = f"{said.happened} {said.means} {said.then}"
    assert says in told
    assert never_says not in told
    assert "widerruf" not in told.lower()
    assert of_correction(made, "counsellor").happened


def test_beside_it_nobody_says_that_nothing_was_passed_on_or_that_she_agreed() -> None:
    consents, of, _ = corrected([noted()], "refused", passed_on=True)
    opened = OpenedHandover(handover=of, standing=standing(of, consents), texts={})
    own = ThreadContent(
        begun=NOTED, handovers=(opened,), consents=tuple(consents), corrections=(shown(reached="seen"),)
    )
    told = " ".join(f"{each.title} {each.text}" for each in steps(own, NOW))
    assert "irrtümlich eingetragen" in told
    assert "nichts weitergegeben" not in told
    assert "Sie sind einverstanden" not in told


def test_the_person_is_not_told_who_noted_it() -> None:
    of = asked()
    opened = OpenedHandover(handover=of, standing="given", texts={})
    own = ThreadContent(begun=NOTED, handovers=(opened,), consents=(noted(),))
    assert ANNA not in own.shown().model_dump_json()
    assert not addition.may_be_added_to(of, corrected([noted()], "refused")[0])


WITHDREW = noted("withdrawn", at=NOW - HOUR)


def test_a_withdrawal_that_never_was_gives_nothing_back_and_both_are_kept() -> None:
    consents, of, made = corrected([noted(), WITHDREW], "given", passed_on=True)
    assert standing(of, consents) == "withdrawn", "what it ended stays ended"
    assert not is_running(of, consents)
    assert was_never_withdrawn(of, consents)
    assert (made.state.was, made.state.truly, made.state.passed_on) == ("withdrawn", "given", False)
    assert [(each.decision, each.counts, each.is_hers) for each in consents] == [
        ("withdrawn", True, False),
        ("given", True, True),
    ]
    assert may_be_asked_again(of, [of], consents)
    with pytest.raises(Conflict, match="not-in-this-state"):
        corrected(consents, "given")


@pytest.mark.parametrize(
    ("consents", "by", "sentence"),
    [
        ([noted()], why(), NOTHING_NOTED),
        ([noted("refused")], why(), NOTHING_NOTED),
        ([noted(mistaken_at=NOW), WITHDREW], why(), NOTHING_NOTED),
        ([noted(), noted("withdrawn", how=ConsentHow.PAGE, noted_by=None)], why(supervises=True), HER_OWN),
        ([noted(), WITHDREW], why(BERT), NOTED_BY_ANOTHER),
    ],
)
def test_who_may_correct_which_withdrawal(consents: list[Consent], by: Why, sentence: str) -> None:
    with pytest.raises(Conflict) as refused:
        corrected(consents, "given", by=by)
    assert refused.value.sentence == sentence


def test_a_consent_of_her_own_with_a_noted_withdrawal_can_only_be_not_withdrawn() -> None:
    own = noted(how=ConsentHow.PAGE, noted_by=None)
    may = partial(never_withdrawn, asked())
    assert may([own, WITHDREW], ANNA, supervises=False) == ("given",)
    assert may([noted(), WITHDREW], ANNA, supervises=False) == ("given", "asked", "refused")
    assert may([noted(), WITHDREW], BERT, supervises=False) == ()
    assert may([noted()], ANNA, supervises=False) == ()


@pytest.mark.parametrize("truly", ["asked", "refused"])
def test_found_later_that_she_never_agreed_either_nobody_says_that_she_withdrew(truly: Truly) -> None:
    twice = corrected(corrected([noted(), WITHDREW], "given")[0], truly)
    consents, of = twice[0], twice[1]
    assert standing(of, consents) == "withdrawn", "nothing is given back by two corrections either"
    opened = OpenedHandover(handover=of, standing="withdrawn", texts={})
    made = (shown(was="withdrawn", truly="given"), shown(truly=truly))
    own = ThreadContent(begun=NOTED, handovers=(opened,), consents=tuple(consents), corrections=made)
    read = " ".join(f"{each.title} {each.text}" for each in steps(own, NOW))
    assert ("Sie haben abgelehnt" in read) is (truly == "refused")
    for untrue in ("Sie haben widerrufen", "Sie sind einverstanden"):
        assert untrue not in read


def test_an_addition_knows_no_withdrawal_that_never_was() -> None:
    with pytest.raises(Conflict, match="not-in-this-state"):
        correct_addition(added("given"), "given", why(), passed_on=True)


def test_she_reads_that_she_never_withdrew_and_that_it_stays_ended() -> None:
    consents, of, _ = corrected([noted(), WITHDREW], "given")
    made = shown(was="withdrawn", truly="given", reached="seen")
    opened = OpenedHandover(handover=of, standing="withdrawn", texts={})
    own = ThreadContent(begun=NOTED, handovers=(opened,), consents=tuple(consents), corrections=(made,))
    read = " ".join(f"{each.title} {each.text}" for each in steps(own, NOW))
    assert "irrtümlich eingetragen, dass Sie widerrufen haben: Beratung (Demo)" in read
    assert "beendet, und das bleibt so" in read
    for untrue in ("Sie haben widerrufen", "Sie können jederzeit für die Zukunft widerrufen", "nichts weitergegeben"):
        assert untrue not in read
