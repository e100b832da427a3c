"""What a person is promised that nobody learns without her consent is what referral really says before it has one."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import pytest

from services.intake.domain.retention_period import PERIODS
from services.intake.main import TEMPLATES
from services.intake.own_data_texts import INFORMATION
from services.referral.domain.capacity_inquiry import Wanted
from services.referral.pages import capacity_de
from shared.contracts.vocabulary import PartnerCategory
from shared.duty_to_act import OBLIGED
from shared.web import Pages
from tests.unit.referral.test_capacity_inquiry import WANTED, asked

INTAKE: Final = Path(__file__).parents[2] / "services/intake"
SAID_OF: Final[Mapping[str, str]] = {
    "need": "welche Art von Hilfe gesucht wird",
    "urgency": "wie eilig",
    "language": "in welcher Sprache",
    "format": "und Form",
    "names_land": "manchmal das Land",
}
"""By what a counsellor chooses for the question whether there is room: the words that tell the person so."""

NEVER_ASKED: Final[Mapping[PartnerCategory, str]] = {
    PartnerCategory.POLICE: "Polizei",
    PartnerCategory.PROSECUTION: "Staatsanwaltschaft",
    PartnerCategory.SECURITY_AUTHORITY: "Sicherheitsbehörden",
}
TOO_MUCH: Final = re.compile(
    r"(?<!dafür )geben wir nichts (an andere|weiter|über)|keine Stelle etwas von uns|Es wurde nichts weitergegeben"
    r"|Weitergegeben wird (nichts|nur, was)|weiß von uns nichts|erfährt von uns nichts|sagt anderen nichts",
    re.IGNORECASE,
)
"""Promises that leave no room for the question of room."""

ON_PAGES: Final = sorted(
    path
    for folder in ("templates", "state_texts", "knowledge")
    for path in (INTAKE / folder).rglob("*")
    if path.suffix in {".html", ".py", ".md"}
)


def test_what_a_partner_is_asked_without_a_consent_is_what_the_person_is_told() -> None:
    assert SAID_OF.keys() == {each.name for each in fields(Wanted)}
    assert len(SAID_OF) == len(capacity_de.asked(asked(replace(WANTED, names_land=True, language="de"))))
    assert NEVER_ASKED.keys() == OBLIGED


@pytest.mark.parametrize("page", ["face/privacy.html", "limits_of_confidentiality.html"])
def test_the_privacy_page_and_the_limits_before_she_writes_say_all_of_it(page: str) -> None:
    shown = " ".join(rendered(page).split())
    told = shown[shown.index("ob sie Platz haben") : shown.index("fragen wir so nicht")]
    assert [words for words in (*SAID_OF.values(), *NEVER_ASKED.values()) if words not in told] == []


def test_the_access_to_her_data_says_it_too() -> None:
    told = " ".join(INFORMATION)
    assert [words for words in SAID_OF.values() if words not in told] == []


def test_no_page_promises_that_nobody_is_told_anything() -> None:
    texts = {path.name: " ".join(path.read_text().split()) for path in ON_PAGES}
    assert {name: found[0] for name, text in texts.items() if (found := TOO_MUCH.search(text))} == {}


def rendered(page: str) -> str:
    shown: dict[str, Any] = {"trouble": "", "wrong": {}, "done": "", "operator": None, "periods": PERIODS}
    return Pages(TEMPLATES).fragments.get_template(page).render(shown)
