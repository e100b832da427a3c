"""People are told what nobody can protect for them, before they write."""

import re

import pytest

from services.intake.main import TEMPLATES
from shared.web import Pages


@pytest.mark.parametrize(
    "risk", ["Ihr Gerät", "Ihr Netz", "Andere Stellen", "Ihre Worte", "Diese Seite selbst", "Unser Schweigen"]
)
def test_each_risk_that_stays_is_said(risk: str) -> None:
    page = Pages(TEMPLATES).fragments.get_template("face/privacy.html").render(trouble="", wrong={}, done="")
    stays = page.partition("Was wir nicht schützen können")[2]
    assert re.search(rf"<strong>{risk}:</strong> \w", stays)
