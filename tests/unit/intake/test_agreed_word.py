"""The agreed word: what counts as the same, how often somebody may try, and for how long it holds."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.domain import agreed_word
from services.intake.domain.agreed_word import HOLDS, WITHIN, AgreedWord, CallerCheck, compared, fits
from services.intake.domain.ids import Counsellor, ThreadId
from shared.errors import Conflict, Invalid

THEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
THREAD = ThreadId("thread")
ANNA, BERT = Counsellor("anna"), Counsellor("bert")
WORD = AgreedWord(thread=THREAD, word_id="w", sealed={}, agreed_at=THEN, how="page")


def a_try(*, right: bool, at: datetime = THEN, by: Counsellor = ANNA, word_id: str = "w") -> CallerCheck:
    return CallerCheck(id="c", thread=THREAD, word_id=word_id, at=at, by=by, fits=right)


@pytest.mark.parametrize(
    "said", ["Grüner Kürbis", "gruener kuerbis", "GRÜNER-KÜRBIS!", "Gru\u0308ner Ku\u0308rbis", " grüner  kürbis. "]
)
def test_it_is_compared_as_one_hears_it(said: str) -> None:
    assert fits(compared("Grüner Kürbis"), said)


@pytest.mark.parametrize("said", ["Grüner Kürbi", "Grüner Kürbiss", "Kürbis grüner", "", "!!!"])
def test_anything_else_does_not_fit(said: str) -> None:
    assert not fits(compared("Grüner Kürbis"), said)


@pytest.mark.parametrize("word", ["abcd", "a b c d", "!!!!!!", "1234"])
def test_what_is_too_short_is_no_secret(word: str) -> None:
    with pytest.raises(Invalid):
        compared(word)


def test_after_three_wrong_ones_no_more_are_compared_for_a_day_whoever_types_them() -> None:
    tries = [a_try(right=False, by=by) for by in (ANNA, BERT, ANNA)]
    agreed_word.refuse_more_tries(tries[:2], THEN)
    with pytest.raises(Conflict):
        agreed_word.refuse_more_tries(tries, THEN + WITHIN - timedelta(seconds=1))
    agreed_word.refuse_more_tries(tries, THEN + WITHIN)


def test_a_right_one_in_between_gives_no_further_tries() -> None:
    tries = [a_try(right=False), a_try(right=False), a_try(right=True), a_try(right=False)]
    with pytest.raises(Conflict):
        agreed_word.refuse_more_tries(tries, THEN)


def test_it_holds_for_the_call_in_which_it_fitted() -> None:
    right = a_try(right=True)
    assert agreed_word.has_fitted(WORD, [right], ANNA, THEN)
    assert not agreed_word.has_fitted(WORD, [right], BERT, THEN)
    assert not agreed_word.has_fitted(WORD, [right], ANNA, THEN + HOLDS)
    assert not agreed_word.has_fitted(WORD, [right, a_try(right=False, at=THEN + timedelta(minutes=1))], ANNA, THEN)
    assert not agreed_word.has_fitted(WORD.model_copy(update={"word_id": "later"}), [right], ANNA, THEN)
    assert not agreed_word.has_fitted(None, [right], ANNA, THEN)
    assert not agreed_word.has_fitted(WORD, [], ANNA, THEN)
