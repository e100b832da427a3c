"""Which services a demo may put ahead, and that production refuses it; each decides by that one clock alone."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr, ValidationError

from infra.embedded import services as embedded
from services.intake.settings import DeskSettings, FaceSettings
from services.notification.settings import NotificationSettings
from services.referral.settings import ReferralSettings
from services.statistics.settings import StatisticsSettings
from shared.clock import now
from shared.moved_clock import MovableClock, MovedClock

MOVABLE: Final = {"referral": ReferralSettings, "notification": NotificationSettings}
GIVEN: Final = {
    "store": "mongodb://127.0.0.1",
    "keys": "mongodb://127.0.0.1",
    "public_url": "https://p.test",
    "staff_url": "https://s.test",
    "partner_url": "https://h.test",
    "smtp": "127.0.0.1:25",
    **dict.fromkeys(("private_key", "link_key", "audit_key", "webhook_key"), SecretStr("a")),
}
ONE_CLOCK: Final = {"settings.py", "main.py"}
"""Where a service may name the right one: as what it is told otherwise."""
both = pytest.mark.parametrize("settings", MOVABLE.values(), ids=MOVABLE)


@both
def test_production_refuses_a_clock_that_somebody_moves(settings: type[MovableClock]) -> None:
    with pytest.raises(ValidationError, match="LOTSE_CLOCK_FILE"):
        settings.model_validate(GIVEN | {"profile": "production", "clock_file": "/var/clock"})


@both
def test_it_is_right_until_somebody_moves_it_in_a_demo(settings: type[MovableClock], tmp_path: Path) -> None:
    assert settings.model_validate(GIVEN).clock is now
    moved = settings.model_validate(GIVEN | {"clock_file": str(tmp_path / "clock")}).clock
    assert isinstance(moved, MovedClock)
    for by in (timedelta(), timedelta(days=1), timedelta()):
        moved.move(by)
        assert abs(moved() - now() - by) < timedelta(minutes=1)


def test_by_how_much_is_for_the_owner_of_the_file_only(tmp_path: Path) -> None:
    clock = MovedClock(tmp_path / "clock-referral")
    clock.move(timedelta(days=2))
    assert [each.name for each in tmp_path.iterdir()] == ["clock-referral"]
    assert clock.file.stat().st_mode & 0o777 == 0o600


def test_those_that_may_be_moved_are_told_so_and_nobody_else() -> None:
    assert set(MOVABLE) == set(embedded.HAVE_A_CLOCK)
    assert not any(issubclass(each, MovableClock) for each in (DeskSettings, FaceSettings, StatisticsSettings))


@pytest.mark.parametrize("service", MOVABLE)
def test_nothing_in_such_a_service_asks_another_clock(service: str) -> None:
    """Two clocks in one service would let something be over by one that by the other is yet to come."""
    files = [file for file in Path("services", service).rglob("*.py") if file.name not in ONE_CLOCK]
    assert len(files) > 50
    assert [str(file) for file in files if "now" in _of_the_clock(file)] == []


def _of_the_clock(file: Path) -> set[str]:
    """The names that a module imports from `shared.clock`."""
    found = [each for each in ast.walk(ast.parse(file.read_text())) if isinstance(each, ast.ImportFrom)]
    return {alias.name for each in found if each.module == "shared.clock" for alias in each.names}
