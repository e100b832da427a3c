"""People are told what nobody can protect for them, before they write."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from services.intake.domain.retention_period import PERIODS
from services.intake.main import TEMPLATES
from shared.sealing.rotation import HORIZON, INTERVAL, LOOKS_EVERY
from shared.web import Pages

ROOT: Final = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "risk", ["Ihr Gerät", "Ihr Netz", "Andere Stellen", "Ihre Worte", "Diese Seite selbst", "Unser Schweigen"]
)
def test_each_risk_that_stays_is_said(risk: str) -> None:
    stays = privacy_page().partition("Was wir nicht schützen können")[2]
    assert re.search(rf"<strong>{risk}:</strong> \w", stays)


def test_the_horizon_of_an_erasure_is_said_and_is_the_one_of_the_rotation() -> None:
    """A pair is in use for one interval, and opens for another what is on its way; both end when somebody looks."""
    assert timedelta(weeks=2) == HORIZON >= 2 * (INTERVAL + LOOKS_EVERY)
    assert "spätestens nach zwei Wochen" in privacy_page()
    assert "nach zwei Wochen" in (ROOT / "docs/datenschutz/loeschkonzept.md").read_text()


def privacy_page() -> str:
    shown: dict[str, Any] = {"trouble": "", "wrong": {}, "done": "", "operator": None, "periods": PERIODS}
    return Pages(TEMPLATES).fragments.get_template("face/privacy.html").render(shown)
