"""What fell between intake and referral once, as the shortest history of each."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.intake.domain.handover import Handover
from services.intake.domain.task import TaskKind
from services.referral.domain.referral import Referral
from shared.contracts.vocabulary import ConsentHow, ReferralKind
from shared.errors import Conflict
from tests.harness.ways import truths
from tests.harness.ways.answers import Way
from tests.unit.ways.test_all_ways import InMemory


class Told(InMemory):
    """The rules of the machine, one after the other; at the end all of it is ended, closed and erased."""

    def asks(self, name: str = "advice", answer: str | None = "given", *, arrives: bool = True) -> None:
        self.asks_the_person(name, ReferralKind.WARM, follows=False, answer=answer, arrives=arrives)

    def says(self, act: Any, way: Way = "interface", pick: int = 0) -> None:
        self.answers(0, way, act, pick, 5)

    @property
    def referral(self) -> Referral:
        """One that is open, if there is any."""
        known = self._referral(0)
        assert known
        return known

    @property
    def handover(self) -> Handover:
        return next(each for each in self.seen.handovers if each.id == self.referral.handover_id)

    @property
    def seen(self) -> truths.Seen:
        return self.run(truths.look(self.world))  # type: ignore[no-any-return]

    def state(self) -> str:
        return self.referral.state

    def late(self) -> str | None:
        return self.referral.late

    def open_tasks(self) -> set[TaskKind]:
        return {each.kind for each in self.seen.tasks.values() if each.state == "open"}

    def closes(self) -> None:
        self.run(self._closes("attempt"))


@pytest.fixture
def told() -> Iterator[Told]:
    """A referral to advice that it has, and that it opened."""
    history = Told()
    history.begin("advice", "interface", "contact", 0)
    history.reads(0, "interface")
    yield history
    history.teardown()


def test_who_agreed_once_more_to_a_partner_that_declined_before_is_not_left_by_a_closed_case(told: Told) -> None:
    told.says("decline")
    told.comes_to_rest()
    told.asks(arrives=False)
    with pytest.raises(Conflict, match="open-referrals"):
        told.closes()


def test_a_consent_to_a_partner_that_left_before_it_was_asked_keeps_no_case_open(told: Told) -> None:
    told.says("decline")
    told.asks("peers", arrives=False)
    told.is_suspended_or_let_in_again("peers")
    told.comes_to_rest()
    assert told.open_tasks() >= {TaskKind.PARTNER_LEFT}
    told.closes()
    assert told.seen.case.state == "closed"


def test_what_a_counsellor_recalls_before_it_was_sent_is_over_for_everybody(told: Told) -> None:
    told.says("decline")
    told.comes_to_rest()
    told.intake_goes_or_comes(is_away=True)
    told.asks("peers", arrives=False)
    for _ in ("asked", "given"):
        told.run(told.world.carrying.deliver_all())
    assert told.state() == "preparing"
    told.gives_up(0, "recall")
    told.comes_to_rest()
    assert told.handover.ended
    assert TaskKind.CONSENTED not in told.open_tasks()
    assert "Die Anfrage an peers (Demo) ist zurückgenommen, bevor wir sie übermittelt haben." in told.seen.shown
    told.asks("peers")
    assert told.state() == "sent", "she can be asked for it again"


def test_an_addition_that_meets_the_partners_no_leaves_nothing_to_do(told: Told) -> None:
    """She agrees while the partner declines: neither knows of the other."""
    told.asks_for_an_addition(0, None)
    told.decides_on_the_addition(0, "given")
    told.says("decline")
    told.comes_to_rest()
    assert told.open_tasks() & {TaskKind.CONSENTED, TaskKind.DECLINED} == {TaskKind.DECLINED}


@pytest.mark.parametrize("end", ["decline", "expire"])
def test_of_an_addition_that_nobody_wants_nobody_is_told_once_the_partner_is_out(told: Told, end: str) -> None:
    told.says("ask")
    told.comes_to_rest()
    told.asks_for_an_addition(0, None)
    told.decides_on_the_addition(0, "refused")
    assert TaskKind.ADDITION_UNWANTED in told.open_tasks()
    if end == "decline":
        told.says("decline")
    else:
        told.replies(0)
        told.asks_for_an_addition(0, None)
        told.decides_on_the_addition(0, "refused")
        told.gives_up(0, "expire")
    told.comes_to_rest()
    assert TaskKind.ADDITION_UNWANTED not in told.open_tasks()


def test_an_addition_that_is_withdrawn_after_the_help_leaves_nothing_to_do(told: Told) -> None:
    told.asks_for_an_addition(0, None)
    told.decides_on_the_addition(0, "given")
    told.says("accept")
    told.says("complete")
    told.comes_to_rest()
    told.decides_on_the_addition(0, "withdrawn")
    told.comes_to_rest()
    assert TaskKind.ADDITION_UNWANTED not in told.open_tasks()


def test_a_partner_that_takes_its_late_yes_back_is_heard(told: Told) -> None:
    """A counsellor had entered that it declined, for the reason that it gives now."""
    told.says("decline", "letter")
    told.says("accept")
    assert told.late() == "accept"
    told.says("decline")
    assert told.late() == "decline"
    told.comes_to_rest()
    assert TaskKind.ANSWERED_LATE in told.open_tasks()


def test_a_counsellor_does_not_finish_a_late_answer_that_she_has_not_seen(told: Told) -> None:
    told.gives_up(0, "expire")
    told.says("accept")
    told.comes_to_rest()
    (before,) = [each for each in told.seen.tasks.values() if each.kind is TaskKind.ANSWERED_LATE]
    told.says("decline")
    told.comes_to_rest()
    (after,) = [each for each in told.seen.tasks.values() if each.kind is TaskKind.ANSWERED_LATE]
    assert (before.news, after.news) == (0, 1)
    assert after.version > before.version


def test_who_is_asked_for_a_partner_that_agreed_late_leaves_no_task_about_that(told: Told) -> None:
    told.gives_up(0, "expire")
    told.says("accept")
    told.comes_to_rest()
    told.asks("peers")
    assert TaskKind.ANSWERED_LATE in told.open_tasks(), "nobody has dealt with it"
    told.asks()
    assert TaskKind.ANSWERED_LATE not in told.open_tasks()


def test_a_late_yes_is_not_taken_for_one_after_the_person_withdrew(told: Told) -> None:
    told.gives_up(0, "expire")
    told.decides(0, "withdrawn", own=True)
    told.says("accept")
    told.comes_to_rest()
    assert told.referral.state == "expired"
    assert told.open_tasks() >= {TaskKind.WITHDREW, TaskKind.ANSWERED_LATE}
    assert ConsentHow.PAGE in {each.how for each in told.seen.consents}
