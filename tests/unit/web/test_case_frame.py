"""The frame of a case stands on pages of three services; each says whether anything happened at all."""

import re
from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment, FileSystemLoader

from shared.web.pages import LAYOUT

SERVICES: Final = Path(__file__).parents[3] / "services"
CALL: Final = re.compile(r"\{\{ (?:frame|tabs)\((.*?)\) \}\}")
NOT_THERE: Final = {"proceedings.html", "proceeding.html", "offence_guide.html", "deadlines.html"}
"""Pages that answer as what is not there where nothing happened."""

FRAMED: Final = {
    path.relative_to(SERVICES).as_posix(): called
    for path in sorted(SERVICES.glob("*/templates/**/*.html"))
    for called in CALL.findall(path.read_text())
}


def test_the_pages_with_a_frame_are_found() -> None:
    assert {name.partition("/")[0] for name in FRAMED} == {"intake", "referral", "notification"}
    assert {name.rpartition("/")[2] for name in FRAMED} >= NOT_THERE


@pytest.mark.parametrize("name", FRAMED)
def test_each_page_with_a_frame_knows_whether_anything_happened_or_is_not_there(name: str) -> None:
    is_known = FRAMED[name].endswith("for_prevention")
    assert is_known is (name.rpartition("/")[2] not in NOT_THERE)


@pytest.mark.parametrize("for_prevention", [False, True])
def test_tabs_of_an_act_stand_only_where_one_was_told(for_prevention: bool) -> None:
    macros = Environment(loader=FileSystemLoader(LAYOUT), autoescape=True).get_template("case.html").module
    tabs = str(macros.frame("c", "letters", for_prevention))  # type: ignore[attr-defined]
    said = re.findall(r">(\w+)(?= <span|</a>)", tabs)
    of_an_act = {"Verfahren", "Fristen"} & set(said)
    assert of_an_act == (set() if for_prevention else {"Verfahren", "Fristen"})
    assert ("Briefe" in said) is for_prevention
    assert said[0] == ("Anliegen" if for_prevention else "Fall")
