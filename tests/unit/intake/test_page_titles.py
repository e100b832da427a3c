"""What stands in a browser's history, tabs and bookmarks names no matter: somebody else may use the same device."""

import re
from pathlib import Path

import pytest

from services.intake.main import TEMPLATES

TITLE = re.compile(r"{% block title %}(.*?){% endblock %}")
OF_THE_MATTER = re.compile(
    r"{{|straf|droh|gewalt|polizei|anzeige|beweis|stalk|verfolg|hilfe|opfer|frist|betroffen|hass|kommunal",
    re.IGNORECASE,
)
PAGES = sorted(path for path in (Path(TEMPLATES) / "face").glob("*.html") if "{% extends" in path.read_text())


@pytest.mark.parametrize("page", PAGES, ids=[path.stem for path in PAGES])
def test_the_title_of_a_page_names_no_matter(page: Path) -> None:
    titles = TITLE.findall(page.read_text())
    assert len(titles) == 1
    assert titles[0]
    assert not OF_THE_MATTER.search(titles[0])
