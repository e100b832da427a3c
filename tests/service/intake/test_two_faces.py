"""Two processes of the face: who entered the code at one is let in at the other."""

import httpx2
import pytest

from shared.sealing.keys import encode
from tests.harness.services.intake import Place, a_face, a_process, fill_in

pytestmark = pytest.mark.engines

TEXT = "Seit der Ratssitzung kommen nachts Anrufe."


async def test_who_entered_the_code_at_one_face_reads_at_the_other(
    mongo: str, place: Place, browser: httpx2.AsyncClient
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    async with (
        a_face(mongo, process="other") as other,
        a_face(mongo, follow_key=encode(bytes(32)), process="stranger") as stranger,
    ):
        for face in (other, stranger):
            face.cookies.update(browser.cookies)
        pages = [(await each.get("/rueckmeldung")).text for each in (browser, other, stranger)]

    assert [TEXT in page for page in pages] == [True, True, False]


async def test_a_process_of_its_own_is_one_also_where_others_are_kept(mongo: str, place: Place) -> None:
    async with (
        a_process("face", mongo) as kept,
        a_process("face", mongo) as again,
        a_process("face", mongo, process="other") as other,
    ):
        assert kept is again
        assert other is not kept
