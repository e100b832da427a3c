"""Each protection of a referral switched off once: the machine's truths notice, in the shortest history of each."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from services.intake.domain import case
from services.intake.domain.task import TaskKind
from services.intake.subscriptions import referrals as at_intake
from services.intake.task_table import TABLE, Rule, ends, makes, nobody
from services.referral.domain import link, transitions
from services.referral.handlers import advance, directory
from services.referral.handlers.partner import confirm_consent, visibility
from services.referral.handlers.services import erase_case, withdraw_consent
from services.referral.store import OF_A_CASE
from services.statistics import subscriptions as at_statistics
from shared.contracts import intake, referral
from shared.contracts.message import Message
from shared.errors import Conflict
from tests.harness.ways import answers, truths
from tests.unit.ways.test_edges import Told

Patch = pytest.MonkeyPatch
History = Callable[[Told], None]


async def no(*_: Any, **__: Any) -> None:
    """In place of what protects."""


async def stands(*_: Any, **__: Any) -> confirm_consent.Confirmed:
    return confirm_consent.Confirmed(True)


async def is_anybodys(key: bytes, token: str, tx: Any) -> dict[str, Any]:
    return {"reference": link.read(key, token, tx.now), **visibility.SENT_TO_PARTNER}


def _row(patch: Patch, fact: type[Message], rule: Rule) -> None:
    table: Any = TABLE
    patch.setitem(table, fact, rule)


def the_consent_is_not_asked_for(patch: Patch) -> None:
    patch.setattr(confirm_consent.ConfirmConsent, "standing", stands)


def a_withdrawal_recalls_nothing(patch: Patch) -> None:
    patch.setattr(withdraw_consent, "advance_if_known", no)


def a_suspended_partners_link_opens(patch: Patch) -> None:
    patch.setattr(answers, "behind_link", is_anybodys)


def a_suspension_recalls_nothing(patch: Patch) -> None:
    patch.setattr(directory, "recall_all_as_delisted", no)


def a_late_answer_is_told_to_nobody(patch: Patch) -> None:
    patch.setattr(transitions, "_answered_late", lambda *_: None)


def no_task_is_made_of_a_no(patch: Patch) -> None:
    _row(patch, referral.ReferralDeclined, nobody("off"))


def no_task_ends_with_the_question(patch: Patch) -> None:
    _row(patch, intake.ConsentGiven, makes(TaskKind.CONSENTED))


def what_she_agreed_to_stays_to_be_done(patch: Patch) -> None:
    _row(patch, referral.ReferralSent, ends(TaskKind.QUESTIONED))


def a_case_is_closed_over_what_runs(patch: Patch) -> None:
    patch.setattr(case, "close", lambda now, outcome, *_: _closed(now, outcome))


def _closed(now: Any, outcome: Any) -> Any:
    return case.CaseClosed(now.model_copy(update={"state": "closed", "outcome": outcome}))


def her_page_is_told_of_no_recall(patch: Patch) -> None:
    patch.setattr(at_intake, "note_step", no)


def a_recall_is_counted_nowhere(patch: Patch) -> None:
    counted = at_statistics.changes_by_type()
    changed: dict[type[Message], Any] = dict(counted) | {referral.ReferralRecalled: at_statistics.changes_nothing}
    patch.setattr(at_statistics, "changes_by_type", lambda: changed)


def a_partner_is_told_of_no_recall(patch: Patch) -> None:
    patch.setattr(advance, "publish_to_partner", lambda *_: None)


def an_erased_case_leaves_its_referrals(patch: Patch) -> None:
    kept = [each for each in OF_A_CASE if each.name != "referrals"]
    patch.setattr(erase_case, "OF_A_CASE", kept)


def _reads_behind_the_bus(told: Told) -> None:
    told.decides(0, "withdrawn", own=True)
    told.reads(0, "interface")


def _withdraws(told: Told) -> None:
    told.decides(0, "withdrawn", own=True)
    told.comes_to_rest()


def _is_suspended(told: Told) -> None:
    told.is_suspended_or_let_in_again("advice")
    told.comes_to_rest()


def _reads_while_suspended(told: Told) -> None:
    told.is_suspended_or_let_in_again("advice")
    told.reads(0, "page")


def _declines(told: Told) -> None:
    told.says("decline")
    told.comes_to_rest()


def _answers_late(told: Told) -> None:
    told.gives_up(0, "expire")
    told.says("accept")


def _recalls(told: Told) -> None:
    told.gives_up(0, "recall")
    told.comes_to_rest()


def _asks_anew(told: Told) -> None:
    told.asks("peers")
    told.comes_to_rest()


def _closes(told: Told) -> None:
    told.closes()
    told.comes_to_rest()


@dataclass(frozen=True)
class Noticed:
    """In which history, and by which truth: where the assertion stands that no longer holds."""

    history: History
    by: Callable[..., Any]

    def it(self, error: AssertionError) -> bool:
        return traceback.extract_tb(error.__traceback__)[-1].name == self.by.__name__


SWITCHED_OFF: Final[Mapping[Callable[[Patch], None], Noticed]] = {
    the_consent_is_not_asked_for: Noticed(_reads_behind_the_bus, Told._may_be_read),
    a_withdrawal_recalls_nothing: Noticed(_withdraws, truths.packages_follow_consents),
    a_suspended_partners_link_opens: Noticed(_reads_while_suspended, Told.reads),
    a_suspension_recalls_nothing: Noticed(_is_suspended, truths.partners_see_the_same),
    a_late_answer_is_told_to_nobody: Noticed(_answers_late, Told._answer),
    no_task_is_made_of_a_no: Noticed(_declines, truths.needs_have_their_task),
    no_task_ends_with_the_question: Noticed(_asks_anew, truths.tasks_have_their_cause),
    what_she_agreed_to_stays_to_be_done: Noticed(_asks_anew, truths.tasks_have_their_cause),
    a_case_is_closed_over_what_runs: Noticed(_closes, truths.nothing_runs_in_a_closed_case),
    her_page_is_told_of_no_recall: Noticed(_recalls, truths.the_person_reads_what_is),
    a_recall_is_counted_nowhere: Noticed(_recalls, truths.figures_balance),
    a_partner_is_told_of_no_recall: Noticed(_recalls, truths.partners_were_told),
    an_erased_case_leaves_its_referrals: Noticed(Told.teardown, truths.nothing_is_left),
}


@pytest.fixture
def told() -> Told:
    """A referral to advice that it has."""
    history = Told()
    history.begin("advice", "interface", "contact", 0)
    return history


@pytest.mark.parametrize("off", SWITCHED_OFF, ids=lambda off: off.__name__)
def test_the_truth_that_it_protects_notices(off: Callable[[Patch], None], told: Told, monkeypatch: Patch) -> None:
    noticed = SWITCHED_OFF[off]
    off(monkeypatch)
    with pytest.raises(AssertionError, check=noticed.it):
        noticed.history(told)


HELD: Final = dict.fromkeys(each.history for each in SWITCHED_OFF.values() if each.history is not _closes)


@pytest.mark.parametrize("history", HELD, ids=lambda each: each.__name__)
def test_with_all_of_them_on_the_same_histories_hold(history: History, told: Told) -> None:
    history(told)


def test_with_all_of_them_on_no_case_is_closed_over_what_runs(told: Told) -> None:
    with pytest.raises(Conflict, match="open-referrals"):
        _closes(told)
    told.comes_to_rest()
    assert told.seen.case.state == "open"
