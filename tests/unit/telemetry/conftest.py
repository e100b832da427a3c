from collections.abc import Iterator

import pytest

from tests.unit.telemetry.memory import Memory, switched_on


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    with switched_on(monkeypatch) as on:
        yield on
