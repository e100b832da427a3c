"""The page on which a kept form waits shows what its person wrote in their own words."""

from collections.abc import Mapping

from shared.web.interrupted import InterruptedForms, RawForm
from tests.harness.staff_cookies import cookie_of
from tests.unit.web.app import client
from tests.unit.web.test_session import fresh


class Kept(InterruptedForms):
    """Has one form, whoever asks."""

    def __init__(self, body: bytes) -> None:
        self.form = RawForm("/desk/probe", body)

    async def find(self, reference: str, sub: str, cookies: Mapping[str, str]) -> RawForm | None:
        return self.form


async def test_a_text_of_one_word_is_shown() -> None:
    async with client(door="staff", interrupted_forms=Kept(b"text=danke&note=&choice=none&land=NW")) as http:
        page = await http.get("/desk/fortsetzen/abc", headers=cookie_of(fresh()))

    shown = page.text.partition('<form method="post"')[0]
    assert (page.status_code, shown.count("danke"), shown.count('class="panel"')) == (200, 1, 1)
    assert '<input type="hidden" name="text" value="danke">' in page.text
