import os
import time
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from shared.telemetry.key_age import measure_key_pair

DAY = 86_400


def told(service: str) -> float | None:
    return REGISTRY.get_sample_value("lotse_key_pair_age_seconds", {"service": service})


def test_the_age_of_the_key_pair_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SECRETS", str(tmp_path))
    file = tmp_path / "private_key"
    file.write_text("a key")
    before = time.time() - 9 * DAY
    os.utime(file, (before, before))
    measure_key_pair("aged")
    assert told("aged") == pytest.approx(9 * DAY, abs=60)

    os.utime(file)
    assert told("aged") == pytest.approx(0, abs=60), "it is renewed while the process runs"

    file.unlink()
    assert str(told("aged")) == "nan", "the other metrics are told all the same"


def test_a_process_without_a_key_pair_tells_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SECRETS", str(tmp_path))
    measure_key_pair("without")
    assert told("without") is None
