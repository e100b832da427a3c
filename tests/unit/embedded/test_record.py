import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from infra.embedded.record import Entry, Record


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        yield process
        process.kill()


def test_what_an_interrupted_run_left_is_ended(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    Record(tmp_path / "record.json").add("referral", sleeper.pid)
    assert Record.read(tmp_path / "record.json").end_all() == ["referral"]
    assert sleeper.poll() is not None
    assert not Record.read(tmp_path / "record.json").entries


def test_a_stranger_with_a_recorded_number_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record = Record(tmp_path / "record.json")
    record.entries = {"referral": Entry(sleeper.pid, psutil.Process(sleeper.pid).create_time() - 60, None)}
    assert record.end_all() == []
    assert sleeper.poll() is None


def test_the_record_is_for_its_owner_only(tmp_path: Path) -> None:
    Record(tmp_path / "record.json").add("self", os.getpid())
    assert (tmp_path / "record.json").stat().st_mode & 0o777 == 0o600
