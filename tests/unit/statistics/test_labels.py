"""Every table, line, column, service and condition has its German label."""

from enum import StrEnum
from typing import get_args

import pytest

from services.statistics import labels_de
from services.statistics.domain.operations import SERVICES, Condition
from services.statistics.domain.tables import TABLES, codes


def test_every_table_has_its_titles_and_no_title_lacks_a_table() -> None:
    assert set(labels_de.TITLES) == set(labels_de.ROW_TITLES) == set(TABLES)


@pytest.mark.parametrize(
    "kind", dict.fromkeys(kind for table in TABLES.values() for kind in (table.rows, table.columns))
)
def test_every_line_and_column_has_one_label_of_its_own(kind: type[StrEnum]) -> None:
    labels = labels_de.labels(kind)

    assert tuple(labels) == codes(kind)
    assert len(set(labels.values())) == len(labels)


def test_every_service_and_every_condition_has_its_label() -> None:
    assert set(labels_de.SERVICES) == set(SERVICES)
    assert set(labels_de.CONDITIONS) == set(get_args(Condition))
