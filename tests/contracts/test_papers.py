"""What the pages for people say of the tree is true of it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if page.name not in ("events.md", "verarbeitungen.md"))
PLACE = re.compile(r"`((?:docs|infra|requirements|services|shared|tests)/[\w./-]+)(?:::(\w+))?`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
CLAIMS = re.findall(
    r"^- \*\*(.*?)\*\*(.*?)(?=^- |^#|\Z)",
    (DOCS / "threat-model.md").read_text().partition("## What it does not protect")[0],
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_every_place_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text()
    missing = [place for place, test in PLACE.findall(text) if not is_there(place, test)]
    assert missing == []
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("claim", "evidence"), CLAIMS, ids=[claim[:60] for claim, _ in CLAIMS])
def test_every_claim_names_what_protects_and_a_test(claim: str, evidence: str) -> None:
    protects, _, tested = evidence.partition("Tested:")
    assert PLACE.search(protects), claim
    assert any(test for _, test in PLACE.findall(tested)), claim


def test_a_place_that_is_not_there_is_noticed() -> None:
    assert is_there("tests/contracts/test_papers.py", "test_a_place_that_is_not_there_is_noticed")
    assert not is_there("tests/contracts/test_papers.py", "test_that_nobody_wrote")
    assert not is_there("shared/nowhere.py", "")


def is_there(place: str, test: str) -> bool:
    path = ROOT / place
    return path.exists() and (not test or f"def {test}(" in path.read_text())
