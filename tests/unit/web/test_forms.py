"""No page drops what it does not know: every form of every service is a model that refuses unknown fields."""

import ast
import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, ClassVar, Literal, Self

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI
from pydantic import ValidationError, model_validator

import services
import shared.web
from shared.day import NO_DAY, Day
from shared.errors import Invalid
from shared.mail_address import SENTENCE, MailAddress
from shared.settings import Settings
from shared.text import EMPTY, Typed
from shared.web import Pages, build
from shared.web.forms import PLEASE_CHECK, Form, InvalidForm, Receiving, Sent

ROOT = Path(__file__).parents[3]
PAGES = Pages()


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


SOURCES = sorted(Path(str(each.__file__)) for package in (services, shared.web) for each in modules(package))


def subclasses(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from subclasses(each)


FORMS = sorted(
    {each for each in subclasses(Form) if each.__module__.startswith("services.")}, key=lambda of: of.__name__
)


def test_all_services_with_forms_are_looked_at() -> None:
    assert {each.__module__.split(".")[1] for each in FORMS} == {"intake", "referral", "notification"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_refuses_a_field_that_it_does_not_have(form: type[Form]) -> None:
    with pytest.raises(ValidationError) as refused:
        form.model_validate({"no_such_field": "canary"})
    found = {(each["type"], each["loc"]) for each in refused.value.errors()}
    assert ("extra_forbidden", ("no_such_field",)) in found
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_form_is_read_in_one_place_only(source: Path) -> None:
    if source.relative_to(ROOT) != Path("shared/web/forms.py"):
        assert ways_around(ast.parse(source.read_text())) == []


def ways_around(tree: ast.Module) -> list[str]:
    """FastAPI's own form parameters, and bodies of forms read by hand: both drop what they do not know."""
    imported = [
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("fastapi", "starlette")
        for name in node.names
        if name.name in ("Form", "File", "UploadFile", "FormData")
    ]
    called = [
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "form"
    ]
    return imported + called


@pytest.mark.parametrize(
    "code", ["from fastapi import Form", "from starlette.datastructures import FormData", "await request.form()"]
)
def test_a_way_around_is_noticed(code: str) -> None:
    assert ways_around(ast.parse(code))


class Ticked(Form):
    name: str = ""
    no_police: bool = False
    kinds: tuple[str, ...] = ()


def test_what_was_typed_is_still_there_when_it_is_refused() -> None:
    sent = Sent(Ticked, {"name": "typed", "no_polise": "canary"})
    with pytest.raises(InvalidForm) as refused:
        sent.read()
    assert refused.value.wrong == {"no_polise"}
    assert "canary" not in f"{refused.value!r} {refused.value.sentence}"
    assert sent.fields["name"] == "typed"


def test_an_empty_field_counts_as_absent() -> None:
    assert Sent(Ticked, {"name": "", "no_police": ""}).read() == Ticked()


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/ticked")
    async def ticked(form: Annotated[Sent[Ticked], Depends(Receiving(Ticked))]) -> dict[str, Any]:
        return form.read().model_dump()

    @routes.post("/done")
    async def done() -> dict[str, bool]:
        return {"done": True}

    settings = Settings.model_validate({"store": "-", "public_url": "-", "staff_url": "-", "partner_url": "-"})
    app = build("test", settings, [routes], door="public", origin="http://public.test", templates=PAGES)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://public.test", headers={"Sec-Fetch-Site": "same-origin"}
    ) as opened:
        yield opened


async def test_known_fields_are_read_and_unknown_ones_refused(browser: httpx2.AsyncClient) -> None:
    taken = await browser.post("/ticked", data={"no_police": "true", "kinds": ["a", "b"]})
    assert taken.json() == {"name": "", "no_police": True, "kinds": ["a", "b"]}
    refused = await browser.post("/ticked", data={"no_police": "true", "canary": "x"})
    assert refused.status_code == Invalid.status
    assert "canary" not in refused.text


async def test_a_page_without_a_form_takes_no_fields(browser: httpx2.AsyncClient) -> None:
    assert (await browser.post("/done")).json() == {"done": True}
    assert (await browser.post("/done", data={"no_police": "true"})).status_code == Invalid.status


class Dated(Form):
    known_on: Day
    address: MailAddress
    text: Annotated[str, Typed(10)]
    count: int = 0


def test_what_a_field_s_own_check_says_stands_at_the_field() -> None:
    typed = {"known_on": "20261120", "address": "p@example.org.", "text": "a" * 11, "count": "x"}
    with pytest.raises(InvalidForm) as refused:
        Sent(Dated, typed).read()

    assert refused.value.wrong == typed.keys()
    assert refused.value.sentences == {
        "known_on": NO_DAY,
        "address": SENTENCE,
        "text": "Das sind 11 Zeichen. Bitte kürzen Sie auf höchstens 10.",
        "count": PLEASE_CHECK,
    }
    assert refused.value.sentence == Form.REFUSAL


class Worded(Form):
    SENTENCES: ClassVar[Mapping[str, str]] = {"kind": "Bitte wählen Sie die Art."}

    kind: Literal["a", "b"]
    text: Annotated[str, Typed(10)]


def test_an_empty_field_is_named_and_a_form_has_its_own_words_for_a_field() -> None:
    with pytest.raises(InvalidForm) as refused:
        Sent(Worded, {"kind": "c", "text": "", "no_such_field": "canary"}).read()

    assert refused.value.sentences == {"kind": "Bitte wählen Sie die Art.", "text": EMPTY}


class Whole(Form):
    first: str = ""

    @model_validator(mode="after")
    def _together(self) -> Self:
        raise Invalid(sentence="Das passt nicht zusammen.")


def test_what_is_wrong_with_the_whole_form_speaks_for_it() -> None:
    with pytest.raises(InvalidForm, match="wrong-value") as refused:
        Sent(Whole, {}).read()

    assert refused.value.sentence == "Das passt nicht zusammen."
    assert not refused.value.sentences


async def test_a_form_is_a_form_whatever_the_case_of_its_type(browser: httpx2.AsyncClient) -> None:
    headers = {"content-type": "Application/X-WWW-Form-Urlencoded; Charset=UTF-8"}

    assert (await browser.post("/done", content="canary=x", headers=headers)).status_code == Invalid.status
    assert (await browser.post("/ticked", content="kinds=a", headers=headers)).json()["kinds"] == ["a"]


async def test_a_file_is_the_text_of_its_field_where_the_form_takes_files() -> None:
    app = FastAPI()

    class WithFile(Form):
        file: str = ""
        note: str = ""

    @app.post("/file")
    async def take(sent: Annotated[Sent[WithFile], Depends(Receiving(WithFile, with_files=True))]) -> WithFile:
        return sent.read()

    @app.post("/none")
    async def leave(sent: Annotated[Sent[WithFile], Depends(Receiving(WithFile))]) -> WithFile:
        return sent.read()

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://form.test") as browser:
        file = {"file": ("a.csv", "\ufeffid,ä".encode(), "text/csv")}
        assert (await browser.post("/file", files=file, data={"note": "x"})).json() == {"file": "id,ä", "note": "x"}
        assert (await browser.post("/none", files=file, data={"note": "x"})).json() == {"file": "", "note": "x"}
        with pytest.raises(Invalid):
            await browser.post("/file", files={"file": ("a.csv", b"\xff\xfe", "text/csv")})
