"""A limit that the page knows: what fits in characters fits in bytes, however it is encoded."""

import json
from typing import Annotated
from urllib.parse import quote_plus, urlencode

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox
from pydantic import BaseModel, ValidationError

from shared.errors import Invalid
from shared.sealing.keys import encode
from shared.text import LARGEST_BODY, LONGEST, SEAL, WORST, Typed, base64_length, normalised
from shared.web.forms import Form, Receiving, Sent
from tests.unit.web.app import client

SAME = {"sec-fetch-site": "same-origin"}
JSON = {"content-type": "application/json"}
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
WORST_TEXTS = [each * LONGEST for each in "aäЖ漢😀\n\x01"]


class Told(BaseModel):
    text: Annotated[str, Typed(LONGEST)]
    words: Annotated[str, Typed(200, least=0)] = ""


class TextForm(Form):
    text: Annotated[str, Typed(LONGEST)]


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/lang")
    async def send(form: Annotated[Sent[TextForm], Depends(Receiving(TextForm))]) -> dict[str, int]:
        return {"length": len(form.read().text)}

    @router.post("/api/probe/long")
    async def submit(told: Told) -> dict[str, int]:
        return {"length": len(told.text)}

    return router


def slugs(**fields: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Told(**fields)
    raised = [each["ctx"]["error"] for each in refused.value.errors()]
    return [error.slug for error in raised if isinstance(error, Invalid)]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_no_character_takes_more_bytes_than_the_worst(text: str) -> None:
    as_a_browser_sends_it = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    lines = text.count("\n") + text.count("\r")

    assert len(quote_plus(text)) <= WORST * len(text)
    assert len(quote_plus(as_a_browser_sends_it)) <= WORST * (len(text) - lines) + 6 * lines
    assert len(json.dumps(text)) - 2 <= WORST * len(text)


@pytest.mark.parametrize("text", WORST_TEXTS, ids=lambda text: f"U+{ord(text[0]):04X}")
async def test_the_longest_text_comes_through_in_every_encoding(text: str) -> None:
    told = "a" + text[1:-1] + "z"
    typed = told.replace("\n", "\r\n")
    async with client(routers=(routes(),)) as http:
        form = await http.post("/lang", content=urlencode({"text": typed}), headers=SAME | FORM_TYPE)
        plain = await http.post("/api/probe/long", content=json.dumps({"text": told}, ensure_ascii=False), headers=JSON)
        escaped = await http.post("/api/probe/long", content=json.dumps({"text": typed}), headers=JSON)

    assert [form.json(), plain.json(), escaped.json()] == [{"length": LONGEST}] * 3


def test_the_longest_text_fits_sealed_in_its_worst_encoding() -> None:
    plain = json.dumps({"text": "😀" * LONGEST, "safe_contact": {"words": "😀" * 200, "times": "😀" * 200}}).encode()
    box = SealedBox(PrivateKey.generate().public_key).encrypt(plain)
    body = json.dumps({"kid": "k" * 64, "box": encode(box) + "=="})

    assert len(box) == len(plain) + SEAL
    assert len(body) <= LARGEST_BODY


@pytest.mark.parametrize("size", range(10))
def test_base64_is_as_long_as_computed(size: int) -> None:
    assert base64_length(size) >= len(encode(bytes(size)))
    assert base64_length(size) % 4 == 0


def test_line_breaks_count_once_whoever_sends_them() -> None:
    assert normalised("a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"
    assert Told(text="\r\n" + "a\r\n" * (LONGEST // 2) + "\r\n").text == ("a\n" * (LONGEST // 2))[:-1]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"text": "a" * (LONGEST + 1)}, ["too-long"]),
        ({"text": "😀" * LONGEST + "a"}, ["too-long"]),
        ({"text": " \r\n\t\u00a0"}, ["wrong-value"]),
        ({"text": "a\0b"}, ["bad-text"]),
        ({"text": "a\ud83d"}, ["bad-text"]),
        ({"text": "a\ude00\ud83d"}, ["bad-text"]),
        ({"text": "", "words": "a" * 201}, ["wrong-value", "too-long"]),
    ],
)
def test_every_field_that_cannot_be_taken_is_refused_by_its_own_reason(
    fields: dict[str, str], refused: list[str]
) -> None:
    assert slugs(**fields) == refused


def test_who_wrote_too_much_learns_how_much() -> None:
    with pytest.raises(Invalid) as refused:
        Typed(LONGEST).read("a" * 31_234)

    assert refused.value.sentence == "Das sind 31.234 Zeichen. Bitte kürzen Sie auf höchstens 30.000."


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b'{"text": "a\\u0000b"}', "bad-text"),
        (b'{"text": "a\\ud83d"}', "bad-text"),
        (b'{"text": "a\\ude00\\ud83d"}', "bad-text"),
        (b'{"text": ""}', "wrong-value"),
        (b'{"text": 1}', "wrong-value"),
        (b'{"text": null, "words": "\\udfff"}', "bad-text"),
        (json.dumps({"text": "ab" * LONGEST}).encode(), "too-long"),
    ],
)
async def test_a_program_that_sends_half_a_character_gets_a_problem(content: bytes, slug: str) -> None:
    async with client(routers=(routes(),)) as http:
        answer = await http.post("/api/probe/long", content=content, headers=JSON)

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:lotse:problem:{slug}")


def test_the_schema_says_the_limits() -> None:
    schema = Told.model_json_schema()["properties"]["text"]

    assert (schema["minLength"], schema["maxLength"]) == (1, LONGEST)
