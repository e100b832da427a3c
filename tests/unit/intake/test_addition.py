"""What a partner may learn in addition: asked for a hand-over that runs, decided once, over with it."""

from datetime import UTC, datetime

import pytest

from services.intake.domain.addition import (
    FOR_PREVENTION,
    ONE_AT_A_TIME,
    OVER,
    TEXT_VERSION,
    Addition,
    AdditionGiven,
    AdditionRefused,
    AdditionWithdrawn,
    ask,
    decide,
    lapse,
    may_be_added_to,
    take_back,
)
from services.intake.domain.case import Partner, close, open_case
from services.intake.domain.consent import Choice, Consent, Decision, keep_purpose
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.request import AdditionBody
from services.intake.domain.situation import Situation
from services.intake.domain.thread_content import OpenedAddition, OpenedHandover, ThreadContent
from services.intake.pages.face.follow import undecided_first
from services.intake.pages.face.steps import steps
from services.intake.state_texts.texts import of_addition_withdrawal
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, PartnerCategory, ReferralKind
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
CASE = open_case(CaseId("case"), ContactId("contact"), Channel.PORTAL, Situation()).state
PARTNER = Partner(id=PartnerId("partner"), name="Beratung (Demo)", category="legal")
ITEMS = (ConsentItem.CONTACT, ConsentItem.ACCOUNT)


def handover(
    *, kind: ReferralKind = ReferralKind.WARM, ended: bool = False, category: str | None = "legal", name: str = "h"
) -> Handover:
    return Handover(
        id=HandoverId(name),
        case_id=CASE.id,
        partner=PARTNER.model_copy(update={"category": category}),
        kind=kind,
        items=(ConsentItem.ACCOUNT,),
        sealed={"box": b""},
        asked_at=NOW,
        ended=ended,
    )


def said(*decisions: Decision) -> list[Consent]:
    return [
        Consent(id=str(n), handover_id=HandoverId("h"), case_id=CASE.id, decision=each, how=ConsentHow.PAGE, at=NOW)
        for n, each in enumerate(decisions)
    ]


def asked(to: Handover | None = None, others: tuple[Addition, ...] = (), name: str = "a") -> Addition:
    return ask(
        AdditionId(name),
        CASE,
        to or handover(),
        said("given"),
        items=ITEMS,
        sealed={"box": b""},
        others=others,
        now=NOW,
    ).state


def decided(addition: Addition, choice: Choice, *, may_be_added: bool = True) -> Addition | None:
    made = decide(addition, choice, how=ConsentHow.PAGE, at=NOW, may_be_added=may_be_added)
    return made.state if made else None


def after(choice: Choice) -> Addition:
    made = decided(asked(), choice)
    assert made is not None
    return made


GIVEN, REFUSED = after(Choice("given", ITEMS[:1])), after(Choice("refused"))


@pytest.mark.parametrize(
    ("to", "consents"),
    [
        (handover(), said()),
        (handover(), said("refused")),
        (handover(), said("given", "withdrawn")),
        (handover(ended=True), said("given")),
        (handover(kind=ReferralKind.COLD), said("given")),
    ],
)
def test_nothing_is_added_to_what_does_not_run(to: Handover, consents: list[Consent]) -> None:
    assert not may_be_added_to(to, consents)
    with pytest.raises(Conflict) as refused:
        ask(AdditionId("a"), CASE, to, consents, items=ITEMS, sealed={}, others=[], now=NOW)
    assert refused.value.sentence == OVER


def test_one_is_asked_for_at_a_time_and_never_without_words_or_in_a_closed_case() -> None:
    with pytest.raises(Conflict) as refused:
        asked(others=(asked(name="b"),))
    assert refused.value.sentence == ONE_AT_A_TIME
    over = (GIVEN, REFUSED, take_back(asked(name="b")).state)
    assert asked(others=over).standing == "asked", "what is decided or over is in nobody's way"
    with pytest.raises(Invalid):
        ask(AdditionId("a"), CASE, handover(), said("given"), items=[], sealed={}, others=[], now=NOW)
    closed = close(CASE, CaseOutcome.RESOLVED, consented={}).state
    with pytest.raises(Conflict):
        ask(AdditionId("a"), closed, handover(), said("given"), items=ITEMS, sealed={}, others=[], now=NOW)


@pytest.mark.parametrize(("category", "version"), [("legal", TEXT_VERSION), ("police", f"{TEXT_VERSION}-duty")])
def test_the_text_that_she_reads_says_who_must_act(category: str, version: str) -> None:
    addition = asked(handover(category=category))
    assert (addition.text_version, addition.shows_duty) == (version, category == PartnerCategory.POLICE)
    assert ("Straftat" in of_addition_withdrawal(addition)) is addition.shows_duty


def test_what_she_ticks_is_agreed_to_and_no_more() -> None:
    given = decide(asked(), Choice("given", ITEMS[:1]), how=ConsentHow.PAGE, at=NOW, may_be_added=True)
    assert isinstance(given, AdditionGiven)
    assert (given.state.standing, given.state.agreed, given.state.agreed_at) == ("given", ITEMS[:1], NOW)
    for nothing in (Choice("given", ()), Choice("given")):
        with pytest.raises(Invalid):
            decided(asked(), nothing)
    with pytest.raises(Invalid):
        decided(asked(), Choice("given", (ConsentItem.NAME,)))


def test_with_a_consent_go_the_others_of_its_hand_over_that_stand() -> None:
    """Not what she withdrew, refused, was never asked to the end, or never said; and not itself."""
    yes = Choice("given", ITEMS[1:])
    withdrawn = decided(GIVEN.model_copy(update={"id": AdditionId("w")}), Choice("withdrawn"))
    mistaken = tuple(each.model_copy(update={"mistaken_at": NOW}) for each in GIVEN.decisions)
    never = GIVEN.model_copy(update={"id": AdditionId("n"), "decisions": mistaken})
    open_one, stands = asked(name="o"), GIVEN.model_copy(update={"id": AdditionId("s")})
    assert withdrawn
    others = (withdrawn, never, REFUSED, take_back(asked(name="b")).state, open_one, stands)
    given = decide(open_one, yes, how=ConsentHow.PAGE, at=NOW, may_be_added=True, others=others)
    assert isinstance(given, AdditionGiven)
    assert [each.id for each in given.beside] == ["s"]


@pytest.mark.parametrize(
    ("now", "choice"),
    [
        (GIVEN, Choice("given", ITEMS)),
        (GIVEN, Choice("refused")),
        (REFUSED, Choice("given", ITEMS)),
        (REFUSED, Choice("withdrawn")),
        (asked(), Choice("withdrawn")),
        (take_back(asked()).state, Choice("given", ITEMS)),
        (take_back(asked()).state, Choice("refused")),
    ],
)
def test_what_cannot_follow_is_refused(now: Addition, choice: Choice) -> None:
    with pytest.raises(Conflict):
        decided(now, choice)


def test_the_same_again_is_nothing_new_and_a_withdrawal_ends_it() -> None:
    assert decided(GIVEN, Choice("given", ITEMS[:1])) is None
    assert decided(REFUSED, Choice("refused")) is None
    withdrawn = decide(GIVEN, Choice("withdrawn"), how=ConsentHow.VOICE, at=NOW, may_be_added=False)
    assert isinstance(withdrawn, AdditionWithdrawn), "a withdrawal waits for nothing"
    assert (withdrawn.state.standing, withdrawn.state.agreed) == ("withdrawn", ITEMS[:1])
    assert decided(withdrawn.state, Choice("withdrawn")) is None
    with pytest.raises(Conflict):
        decided(withdrawn.state, Choice("given", ITEMS[:1]))


def test_once_the_hand_over_is_over_she_can_refuse_and_not_agree() -> None:
    with pytest.raises(Conflict):
        decided(asked(), Choice("given", ITEMS), may_be_added=False)
    assert isinstance(
        decide(asked(), Choice("refused"), how=ConsentHow.PAGE, at=NOW, may_be_added=False), AdditionRefused
    )


def test_what_is_open_lapses_with_its_hand_over_and_what_is_decided_stays() -> None:
    lapsed = lapse(asked())
    assert lapsed
    assert lapsed.state.standing == "lapsed"
    assert lapse(lapsed.state) is lapse(GIVEN) is lapse(REFUSED) is None
    with pytest.raises(Conflict):
        take_back(GIVEN)


def test_a_decision_is_about_exactly_the_text_that_was_shown() -> None:
    body = AdditionBody.of(asked(), Choice("given", ITEMS[:1]))
    assert body.is_about(asked())
    for other in ({"id": AdditionId("b")}, {"items": ITEMS[:1]}, {"text_version": "another"}):
        assert not body.is_about(asked().model_copy(update=other))


def test_her_page_shows_first_what_waits_and_tells_each_decision() -> None:
    older, newer = handover(), handover(name="newer")
    newer = newer.model_copy(update={"asked_at": NOW.replace(hour=15)})
    consents = [*said("given"), *(each.model_copy(update={"handover_id": newer.id}) for each in said("given"))]
    opened = [OpenedHandover(handover=each, standing="given", texts={}) for each in (older, newer)]

    def own(addition: Addition) -> ThreadContent:
        return ThreadContent(
            begun=NOW,
            handovers=tuple(opened),
            consents=tuple(consents),
            additions=(OpenedAddition(addition=addition, texts={}),),
        )

    assert [each.handover.id for each in undecided_first(own(asked()))] == ["h", "newer"]
    assert [each.handover.id for each in undecided_first(own(GIVEN))] == ["newer", "h"]
    said_to_her = "".join(each.title for each in steps(own(GIVEN), NOW))
    assert "Sie sind einverstanden, dass Beratung (Demo) noch etwas erfährt." in said_to_her
    assert own(asked()).model_copy(update={"on_behalf": True}).shown().additions == ()


def test_where_the_partner_was_told_that_nothing_had_happened_nothing_is_added() -> None:
    kept = keep_purpose(handover(), said("given"))
    assert kept
    assert kept.state.for_prevention
    with pytest.raises(Conflict) as refused:
        asked(kept.state)
    assert refused.value.sentence == FOR_PREVENTION
    assert may_be_added_to(kept.state, said("given")), "what was added before is still read"


@pytest.mark.parametrize("decisions", [(), ("refused",), ("given", "withdrawn")])
def test_whoever_is_asked_after_that_is_asked_for_a_case(decisions: tuple[Decision, ...]) -> None:
    assert keep_purpose(handover(), said(*decisions)) is None
