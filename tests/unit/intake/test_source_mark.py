"""Who follows another portal's link is counted as coming from one, and nothing else of it is kept."""

import re

import pytest

from services.intake.pages.face.report import Report
from services.intake.pages.face.source_mark import SourceMark, source_mark
from shared.contracts.vocabulary import Channel
from tests.unit.intake.test_start_page import FRIDAY, at

SAME = {"Sec-Fetch-Site": "same-origin"}
FORMS = ("/anliegen", "/anliegen/selbst", "/anliegen/andere", "/anliegen/vorbeugen")


@pytest.mark.parametrize("page", ["/", "/anliegen/beginn"])
async def test_the_links_of_the_first_question_carry_the_mark_on(page: str) -> None:
    async with at(FRIDAY) as browser:
        marked = (await browser.get(f"{page}?weg=portal")).text
        plain = (await browser.get(page)).text
    links = set(re.findall(r'href="(/anliegen/(?:selbst|andere|vorbeugen)[^"]*)"', marked))
    assert links == {f"{form}?weg=portal" for form in FORMS[1:]}
    assert "weg=" not in plain


@pytest.mark.parametrize("form", FORMS)
async def test_the_form_sends_the_mark(form: str) -> None:
    async with at(FRIDAY) as browser:
        marked = (await browser.get(f"{form}?weg=portal")).text
        plain = (await browser.get(form)).text
    assert '<input type="hidden" name="source" value="portal">' in marked
    assert 'name="source"' not in plain


@pytest.mark.parametrize("said", ["", "Portal", "stark", "<script>", "x" * 5_000])
async def test_a_mark_that_is_none_bothers_nobody_and_is_not_shown(said: str) -> None:
    async with at(FRIDAY) as browser:
        page = await browser.get("/anliegen/selbst", params={"weg": said})
    assert page.status_code == 200
    assert 'name="source"' not in page.text
    assert source_mark({"weg": said}).channel is Channel.PORTAL


async def test_a_form_that_comes_back_keeps_the_mark() -> None:
    async with at(FRIDAY) as browser:
        page = await browser.post("/anliegen", data={"text": " ", "source": "portal"}, headers=SAME)
    assert page.status_code == 422
    assert '<input type="hidden" name="source" value="portal">' in page.text


@pytest.mark.parametrize(("source", "channel"), [("portal", Channel.OTHER_PORTAL), ("", Channel.PORTAL)])
def test_the_concern_is_counted_by_its_way_in(source: str, channel: Channel) -> None:
    concern = Report.model_validate({"text": "Mir wurde gedroht.", "source": source}).concern()
    assert concern.channel is channel is SourceMark(source).channel
    assert concern.via is None
