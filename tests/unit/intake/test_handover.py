from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from services.intake.domain.case import Case, Partner, close, open_case
from services.intake.domain.consent import (
    NO_LONGER_ASKED,
    Choice,
    Consent,
    Decision,
    Standing,
    decide,
    is_running,
    lapse_without_partner,
    standing,
    take_back,
)
from services.intake.domain.contact_card import ContactCard
from services.intake.domain.handover import (
    ASKED_AFTER,
    TEXT_VERSION,
    Handover,
    Worked,
    ask,
    asks_whether_it_worked,
    follow,
    lapse,
    name,
    tell,
)
from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.partner import NOTHING_SAID, PartnerDescription
from services.intake.domain.situation import Situation
from services.intake.domain.thread_content import OpenedHandover, ThreadContent
from services.intake.pages.face.follow import undecided_first
from services.intake.state_texts.partner import HOW_IT_BEGINS, of_partner
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, PartnerCategory, ReferralKind
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
CASE = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
PARTNER = Partner(id=PartnerId("partner"), name="Beratung (Demo)")


def asked(
    case: Case = CASE,
    items: tuple[ConsentItem, ...] = (ConsentItem.ACCOUNT,),
    running: Sequence[Handover] = (),
    handover_id: str = "handover",
    partner: Partner = PARTNER,
    kind: ReferralKind = ReferralKind.WARM,
    description: PartnerDescription = NOTHING_SAID,
    evidence: tuple[str, ...] = (),
) -> Handover:
    return ask(
        HandoverId(handover_id),
        case,
        partner,
        kind=kind,
        items=items,
        sealed={"box": b""},
        replaces=None,
        running=running,
        now=NOW,
        description=description,
        evidence=evidence,
    ).state


def decided(
    handover: Handover,
    consents: list[Consent],
    decision: Decision,
    others: Sequence[Handover] = (),
    items: tuple[ConsentItem, ...] | None = None,
    *,
    never: bool = False,
    evidence: tuple[str, ...] = (),
) -> list[Consent]:
    choice = Choice(decision, items, never, evidence)
    made = decide(handover, consents, choice, consent_id=decision, how=ConsentHow.PAGE, at=NOW, others=others)
    return [*consents, made.state] if made else consents


def test_asking_needs_an_item_and_an_open_case() -> None:
    with pytest.raises(Invalid):
        asked(items=())
    with pytest.raises(Conflict, match="case-closed"):
        asked(close(CASE, CaseOutcome.RESOLVED, consented={}).state)


def test_a_consent_can_be_withdrawn() -> None:
    given = decided(asked(), [], "given")
    assert standing(asked(), given) == "given"
    assert standing(asked(), decided(asked(), given, "withdrawn")) == "withdrawn"


ALLOWED: set[tuple[tuple[Decision, ...], Decision]] = {
    ((), "given"),
    ((), "refused"),
    (("given",), "given"),
    (("given",), "withdrawn"),
    (("refused",), "refused"),
    (("given", "withdrawn"), "withdrawn"),
}
PASTS: tuple[tuple[Decision, ...], ...] = ((), ("given",), ("refused",), ("given", "withdrawn"))
DECISIONS: tuple[Decision, ...] = ("given", "refused", "withdrawn")


@pytest.mark.parametrize(("past", "next_one"), [each for each in product(PASTS, DECISIONS) if each not in ALLOWED])
def test_no_other_decision_is_possible(past: tuple[Decision, ...], next_one: Decision) -> None:
    consents: list[Consent] = []
    for decision in past:
        consents = decided(asked(), consents, decision)
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(asked(), consents, next_one)


def test_saying_the_same_again_is_nothing_new() -> None:
    given = decided(asked(), [], "given")
    assert decided(asked(), given, "given") == given


def test_what_was_asked_lapses_with_the_case() -> None:
    lapsed = lapse(asked()).state
    expected: Standing = "lapsed"
    assert standing(lapsed, []) == expected
    with pytest.raises(Conflict):
        decided(lapsed, [], "given")


def test_a_question_is_taken_back_until_it_is_decided() -> None:
    lapsed = take_back(asked(), []).state
    assert standing(lapsed, []) == "lapsed"
    for decided_before in (decided(asked(), [], "given"), decided(asked(), [], "refused")):
        with pytest.raises(Conflict, match="not-in-this-state"):
            take_back(asked(), decided_before)
    with pytest.raises(Conflict, match="not-in-this-state"):
        take_back(lapsed, [])


def test_an_open_question_lapses_when_its_partner_leaves_and_says_so() -> None:
    left = lapse_without_partner(asked(), [])
    assert left is not None
    assert left.state.partner_left
    assert standing(left.state, []) == "lapsed"
    with pytest.raises(Conflict) as refused:
        decided(left.state, [], "given")
    assert refused.value.sentence == NO_LONGER_ASKED
    assert not take_back(asked(), []).state.partner_left


@pytest.mark.parametrize("past", [("given",), ("refused",), ("given", "withdrawn")])
def test_what_was_decided_does_not_lapse_when_its_partner_leaves(past: tuple[Decision, ...]) -> None:
    consents: list[Consent] = []
    for decision in past:
        consents = decided(asked(), consents, decision)
    assert lapse_without_partner(asked(), consents) is None
    assert lapse_without_partner(lapse(asked()).state, []) is None


def test_the_decision_on_another_handover_says_nothing_about_this_one() -> None:
    other = asked().model_copy(update={"id": HandoverId("other")})
    assert standing(asked(), decided(other, [], "given")) == "asked"


OTHER = Partner(id=PartnerId("other"), name="Andere Beratung (Demo)")


def test_a_partner_is_asked_for_once_at_a_time() -> None:
    first = asked()
    assert is_running(first, [])
    with pytest.raises(Conflict, match="not-in-this-state"):
        asked(running=[first], handover_id="second")
    assert asked(running=[first], handover_id="second", partner=OTHER).partner == OTHER


@pytest.mark.parametrize(
    ("past", "ended", "runs"),
    [
        ((), False, True),
        (("given",), False, True),
        (("given",), True, False),
        (("refused",), False, False),
        (("given", "withdrawn"), False, False),
    ],
)
def test_a_hand_over_runs_until_it_is_refused_or_its_referral_is_over(
    past: tuple[Decision, ...], ended: bool, runs: bool
) -> None:
    handover, consents = asked(), list[Consent]()
    for decision in past:
        consents = decided(handover, consents, decision)
    assert is_running(follow(handover, ended=ended).state, consents) is runs


def test_what_lapsed_runs_no_more() -> None:
    assert not is_running(lapse(asked()).state, [])


def test_of_two_to_the_same_partner_one_is_agreed_to() -> None:
    first, second, elsewhere = asked(), asked(handover_id="second"), asked(handover_id="third", partner=OTHER)
    both = [first, second, elsewhere]
    agreed = decided(first, [], "given", both)

    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(second, agreed, "given", both)
    assert standing(second, decided(second, agreed, "refused", both)) == "refused"
    assert standing(elsewhere, decided(elsewhere, agreed, "given", both)) == "given"
    over = [follow(first, ended=True).state, second]
    assert standing(second, decided(second, agreed, "given", over)) == "given"
    withdrawn = decided(first, agreed, "withdrawn", both)
    assert standing(second, decided(second, withdrawn, "given", both)) == "given"


COLD = asked(kind=ReferralKind.COLD, items=())
CARD = ContactCard(phones=("030 23125101",))


def test_of_who_reaches_the_partner_herself_nothing_is_passed_on() -> None:
    with pytest.raises(Invalid):
        asked(kind=ReferralKind.COLD)
    given = decided(COLD, [], "given")
    with pytest.raises(Conflict, match="not-in-this-state"):
        decided(COLD, given, "withdrawn")


def test_a_named_partner_is_over_and_may_be_asked_anew() -> None:
    given, named = decided(COLD, [], "given"), name(COLD, CARD, NOW).state
    assert (named.card, is_running(COLD, given), is_running(named, given)) == (CARD, True, False)
    second = asked(handover_id="second", running=[each for each in [named] if is_running(each, given)])
    assert second.partner == named.partner


@pytest.mark.parametrize(
    ("worked", "after", "asks"),
    [
        (None, ASKED_AFTER - timedelta(seconds=1), False),
        (None, ASKED_AFTER, True),
        ("not_yet", ASKED_AFTER, True),
        ("yes", ASKED_AFTER, False),
        ("no", ASKED_AFTER, False),
    ],
)
def test_whether_it_worked_is_asked_after_two_weeks_until_it_is_told(
    worked: Worked | None, after: timedelta, asks: bool
) -> None:
    named = name(COLD, CARD, NOW).state.model_copy(update={"worked": worked})
    assert asks_whether_it_worked(named, NOW + after) is asks
    assert not asks_whether_it_worked(COLD, NOW + after)


def test_what_was_told_may_change_and_the_same_again_is_nothing_new() -> None:
    named = name(COLD, CARD, NOW).state
    told = tell(named, "not_yet")
    assert told
    assert tell(told.state, "not_yet") is None
    again = tell(told.state, "yes")
    assert again
    assert again.state.worked == "yes"
    with pytest.raises(Conflict, match="not-in-this-state"):
        tell(COLD, "yes")


@pytest.mark.parametrize("category", PartnerCategory)
def test_who_must_act_has_it_in_the_text_that_the_person_reads(category: PartnerCategory) -> None:
    handover = asked(partner=Partner(id=PartnerId("authority"), name="Stelle (Demo)", category=category))
    assert handover.shows_duty is (category in ("police", "prosecution", "security_authority"))
    assert handover.text_version.startswith(TEXT_VERSION)


def test_what_waits_for_the_person_stands_first_and_then_the_newest() -> None:
    later = NOW + timedelta(hours=1)
    stood: tuple[tuple[datetime, Standing], ...] = ((NOW, "given"), (later, "refused"), (NOW, "asked"))
    old, new, waits = (
        OpenedHandover(handover=asked().model_copy(update={"asked_at": at}), standing=stands, texts={})
        for at, stands in stood
    )
    own = ThreadContent(begun=NOW, handovers=(old, new, waits))
    assert undecided_first(own) == [waits, new, old]


DESCRIPTION = PartnerDescription(does="Berät vertraulich.", does_not="Vertritt nicht vor Gericht.")


def test_what_was_asked_keeps_what_the_partner_was_said_to_do() -> None:
    asked_of = asked(description=DESCRIPTION)
    assert Handover.model_validate_json(asked_of.model_dump_json()).description == DESCRIPTION


def test_what_was_asked_before_there_was_a_description_says_nothing_of_the_partner() -> None:
    earlier = asked(description=DESCRIPTION).model_dump(exclude={"description"})
    assert of_partner(None, Handover.model_validate(earlier).description) == []


@pytest.mark.parametrize("category", PartnerCategory)
def test_of_a_partner_only_what_is_known_is_said(category: PartnerCategory) -> None:
    terms = [term for term, _ in of_partner(category, PartnerDescription(does_not="Vertritt nicht vor Gericht."))]
    of_its_kind = ["Art der Stelle"] if category not in ("other", "unknown") else []
    assert terms == [*of_its_kind, "Was sie nicht tut"]


def test_warm_and_cold_are_told_apart_before_the_decision() -> None:
    assert set(HOW_IT_BEGINS) == set(ReferralKind) - {ReferralKind.UNKNOWN}
