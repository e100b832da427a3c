"""An attempt is given back to the same browser, for an hour, for a text that begins alike."""

import base64
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from fastapi.responses import Response

from services.intake.pages.face.sent_report import COMPARED, LASTS, LEAST, SentReport
from shared.sealing.keys import encode
from shared.secret import fixed

BEGAN = datetime(2026, 11, 28, 12, tzinfo=UTC)
TEXT = "Mir wurde vor der Sitzung gedroht. " * 9
SECOND = timedelta(seconds=1)


def at(moment: datetime = BEGAN, key: bytes = bytes(32)) -> SentReport:
    return SentReport(lambda: moment, fixed(encode(key)))


def kept(text: str = TEXT) -> dict[str, str]:
    response = Response()
    at().keep(response, "a" * 32, text)
    return {
        name: morsel.value
        for line in response.headers.getlist("set-cookie")
        for name, morsel in SimpleCookie(line).items()
    }


@pytest.mark.parametrize("text", [TEXT, TEXT + "Noch etwas.", TEXT[:COMPARED] + "Das Ende ist anders."])
def test_a_text_that_begins_alike_has_the_same_attempt(text: str) -> None:
    assert at().attempt(kept(), text) == "a" * 32


@pytest.mark.parametrize("text", ["", TEXT[: COMPARED - 1], "Bitte! " + TEXT, TEXT.upper()])
def test_another_text_has_none(text: str) -> None:
    assert at().attempt(kept(), text) is None


def test_it_lasts_an_hour() -> None:
    assert at(BEGAN + LASTS - SECOND).attempt(kept(), TEXT) == "a" * 32
    assert at(BEGAN + LASTS).attempt(kept(), TEXT) is None


def test_without_the_cookie_or_with_another_s_there_is_none() -> None:
    assert at().attempt({}, TEXT) is None
    assert at(key=bytes(range(32))).attempt(kept(), TEXT) is None


def test_a_short_text_is_not_kept() -> None:
    assert kept("x" * (LEAST - 1)) == {}
    assert kept("x" * LEAST) != {}


def test_nothing_can_be_read_from_it() -> None:
    (cookie,) = kept().values()
    opened = base64.urlsafe_b64decode(cookie + "==")

    assert b"attempt" not in opened
    assert b"aaaaaaaa" not in opened
    assert len(cookie) < 500
