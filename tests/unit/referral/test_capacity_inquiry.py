"""A question for room names nobody, goes to nobody who must act, and is answered until its time is over."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.referral.domain import capacity_inquiry
from services.referral.domain.capacity_inquiry import (
    DAYS,
    LONGEST_AHEAD,
    READABLE_FOR,
    CapacityInquiry,
    Wanted,
)
from services.referral.pages.capacity import suggested
from services.referral.pages.capacity_de import DOUBTED, standing
from shared.contracts.vocabulary import Land, Need, PartnerCategory, Urgency, Way
from shared.duty_to_act import OBLIGED
from shared.errors import Conflict, Invalid
from tests.unit.referral.given import case, partner

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WANTED = Wanted(Need.LEGAL, Urgency.ROUTINE, "de", "any", names_land=True)


def asked(wanted: Wanted = WANTED, land: Land = Land.SL, **of_partner: Any) -> CapacityInquiry:
    addressee = partner("p", **{"ways": (Way.MAIL,), "mails": ("a@b.example",), **of_partner})
    return capacity_inquiry.ask("id", "ab" * 16, "case", wanted, land, addressee, MONDAY).state


def test_what_is_asked_has_no_words_and_nothing_that_joins_it_to_the_case() -> None:
    """A field that is added here is one that a partner reads before the person is asked: choose it with care."""
    assert {each.name for each in fields(Wanted)} == {"need", "urgency", "language", "format", "names_land"}
    shown = CapacityInquiry.model_fields.keys() - {"version", "inquiry_id", "case_id", "partner_id"}
    assert shown == {
        "reference", "need", "land", "urgency", "language", "format", "asked_at", "answer_by", "standing", "answer",
        "from_on", "reason", "answered_at", "undelivered", "doubted",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "pl", "uk", "ar"])
def test_a_language_of_few_and_the_land_are_never_said_together(language: Any) -> None:
    assert asked(Wanted(Need.LEGAL, Urgency.ROUTINE, language, "any", names_land=True)).land is None


def test_the_land_is_said_only_where_the_counsellor_wants_it_and_it_is_known() -> None:
    assert asked().land == "SL"
    assert asked(Wanted(Need.LEGAL, Urgency.ROUTINE, "de", "any")).land is None
    assert asked(land=Land.UNKNOWN).land is None


@pytest.mark.parametrize("category", sorted(OBLIGED))
def test_who_must_act_on_what_it_learns_is_not_asked(category: PartnerCategory) -> None:
    with pytest.raises(Conflict) as refused:
        asked(category=category)
    assert refused.value.slug == "obliged-to-act"


@pytest.mark.parametrize("urgency", [Urgency.IMMEDIATE, Urgency.UNKNOWN])
def test_in_danger_and_unjudged_nobody_waits_for_an_answer(urgency: Urgency) -> None:
    with pytest.raises(Conflict):
        asked(Wanted(Need.LEGAL, urgency, "de", "any"))


def test_whom_we_do_not_write_to_is_not_asked() -> None:
    with pytest.raises(Conflict) as refused:
        asked(ways=(Way.PHONE,))
    assert refused.value.slug == "not-onboarded"


@pytest.mark.parametrize(("urgency", "last_day"), [(Urgency.ROUTINE, 9), (Urgency.URGENT, 4)])
def test_it_may_answer_for_so_many_of_its_working_days(urgency: Urgency, last_day: int) -> None:
    known = asked(Wanted(Need.LEGAL, urgency, "de", "any"))
    assert known.answer_by.date() == date(2026, 3, last_day)
    assert known.link_until - known.answer_by == READABLE_FOR
    assert DAYS.keys() == capacity_inquiry.PRESSING


def test_an_answer_counts_may_be_changed_and_the_same_again_is_nothing_new() -> None:
    known = asked()
    first = capacity_inquiry.answer(known, "later", date(2026, 4, 1), "full", MONDAY)
    assert first is not None
    assert (first.state.answer, first.state.from_on, first.state.reason) == ("later", date(2026, 4, 1), None)
    assert capacity_inquiry.answer(first.state, "later", date(2026, 4, 1), None, MONDAY) is None
    changed = capacity_inquiry.answer(first.state, "no", date(2026, 4, 1), "full", MONDAY)
    assert changed is not None
    assert (changed.state.answer, changed.state.from_on, changed.state.reason) == ("no", None, "full")


@pytest.mark.parametrize(
    ("said", "from_on", "reason"),
    [
        ("later", None, None),
        ("later", MONDAY.date(), None),
        ("later", MONDAY.date() - timedelta(days=1), None),
        ("later", MONDAY.date() + LONGEST_AHEAD + timedelta(days=1), None),
        ("no", None, None),
    ],
)
def test_an_answer_that_says_half_is_refused(said: Any, from_on: date | None, reason: Any) -> None:
    with pytest.raises(Invalid):
        capacity_inquiry.answer(asked(), said, from_on, reason, MONDAY)


def test_after_its_time_nobody_answers_and_nobody_changes_an_answer() -> None:
    known = asked()
    answered = capacity_inquiry.answer(known, "yes", None, None, MONDAY)
    assert answered is not None
    for each in (known, answered.state):
        with pytest.raises(Conflict):
            capacity_inquiry.answer(each, "no", None, "full", known.answer_by)


def test_only_what_nobody_answered_lapses_and_once() -> None:
    known = asked()
    lapsed = capacity_inquiry.lapse(known)
    assert lapsed is not None
    assert lapsed.state.standing == "lapsed"
    assert capacity_inquiry.lapse(lapsed.state) is None
    answered = capacity_inquiry.answer(known, "yes", None, None, MONDAY)
    assert answered is not None
    assert capacity_inquiry.lapse(answered.state) is None
    assert capacity_inquiry.return_mail(answered.state) is None
    returned = capacity_inquiry.return_mail(known)
    assert returned is not None
    assert (returned.state.standing, returned.state.undelivered) == ("lapsed", True)


def test_whose_mail_may_not_have_arrived_is_waited_for_and_may_answer() -> None:
    doubted = capacity_inquiry.doubt_mail(asked())
    assert doubted is not None
    assert (doubted.state.standing, doubted.state.doubted) == ("open", True)
    assert DOUBTED in standing(doubted.state)
    answered = capacity_inquiry.answer(doubted.state, "yes", None, None, MONDAY)
    assert answered is not None
    assert DOUBTED not in standing(answered.state)
    lapsed = capacity_inquiry.lapse(asked())
    assert lapsed is not None
    assert [capacity_inquiry.doubt_mail(each) for each in (answered.state, lapsed.state)] == [None, None]


def test_what_is_ended_takes_no_answer_and_keeps_the_one_it_has() -> None:
    answered = capacity_inquiry.answer(asked(), "yes", None, None, MONDAY)
    assert answered is not None
    ended = capacity_inquiry.end(answered.state)
    assert ended is not None
    assert ended.state.answer == "yes"
    assert capacity_inquiry.end(ended.state) is None
    assert capacity_inquiry.lapse(ended.state) is None
    with pytest.raises(Conflict):
        capacity_inquiry.answer(ended.state, "no", None, "full", MONDAY)


def test_what_the_case_does_not_say_is_for_the_counsellor_to_choose() -> None:
    unsaid = suggested(case(needs=frozenset(), urgency=Urgency.UNKNOWN))

    assert (unsaid["partner"], unsaid["need"], unsaid["urgency"]) == ((), "", "")
    assert suggested(case(needs=frozenset({Need.LEGAL})))["need"] is Need.LEGAL
