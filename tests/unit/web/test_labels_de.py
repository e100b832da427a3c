from enum import StrEnum

import pytest

from shared.contracts.vocabulary import Land, Urgency
from shared.web.labels_de import LABELS, options, word


@pytest.mark.parametrize("kind", LABELS, ids=lambda kind: kind.__name__)
def test_every_word_of_the_contract_has_a_german_one_and_none_is_left_over(kind: type[StrEnum]) -> None:
    shown = [word(value) for value in kind]

    assert all(shown)
    assert len(set(shown)) == len(shown)
    assert set(LABELS[kind]) <= {value.value for value in kind}


def test_options_are_for_a_form() -> None:
    assert options(Urgency, without=["unknown"]) == [
        *(("immediate", "Sofort"), ("urgent", "Dringend"), ("routine", "Ohne Eile"))
    ]
    assert word(Land.UNKNOWN) == "Nicht bekannt"
