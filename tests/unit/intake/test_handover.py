from datetime import UTC, datetime
from itertools import product

import pytest

from services.intake.domain.case import Case, Partner, close, open_case
from services.intake.domain.handover import Consent, Decision, Handover, Standing, ask, decide, lapse, standing
from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.situation import Situation
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, ReferralKind
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
CASE = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
PARTNER = Partner(id=PartnerId("partner"), name="Beratung (Demo)")


def asked(case: Case = CASE, items: tuple[ConsentItem, ...] = (ConsentItem.ACCOUNT,)) -> Handover:
    return ask(
        HandoverId("handover"),
        case,
        PARTNER,
        kind=ReferralKind.WARM,
        items=items,
        sealed={"box": b""},
        replaces=None,
        now=NOW,
    ).state


def decided(handover: Handover, consents: list[Consent], decision: Decision) -> list[Consent]:
    made = decide(handover, consents, decision, consent_id=decision, how=ConsentHow.PAGE, at=NOW)
    return [*consents, made.state] if made else consents


def test_asking_needs_an_item_and_an_open_case() -> None:
    with pytest.raises(Invalid):
        asked(items=())
    with pytest.raises(Conflict, match="case-closed"):
        asked(close(CASE, CaseOutcome.RESOLVED, consented=[]).state)


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


def test_the_decision_on_another_handover_says_nothing_about_this_one() -> None:
    other = asked().model_copy(update={"id": HandoverId("other")})
    assert standing(asked(), decided(other, [], "given")) == "asked"
