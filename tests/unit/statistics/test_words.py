"""Every table has its German."""

from enum import StrEnum

import pytest

from services.statistics import words
from services.statistics.domain.tables import TABLES, codes


def test_every_table_has_its_titles_and_no_title_lacks_a_table() -> None:
    assert set(words.TITLES) == set(words.ROW_TITLES) == set(TABLES)


@pytest.mark.parametrize(
    "kind", dict.fromkeys(kind for table in TABLES.values() for kind in (table.rows, table.columns))
)
def test_every_line_and_column_has_one_word_of_its_own(kind: type[StrEnum]) -> None:
    german = words.german(kind)

    assert tuple(german) == codes(kind)
    assert len(set(german.values())) == len(german)
