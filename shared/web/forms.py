"""Reads what a page sends: each field must belong to the form's model, and a refused form still has what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import UploadFile

from shared import attempts
from shared.errors import Invalid
from shared.media_type import FORM, MULTIPART, essence
from shared.text import EMPTY


class Form(BaseModel):
    """Base of every form of every page; its field names are those of the page.

    A field that the model does not know is refused: if it were dropped, a counsellor's tick would become its opposite.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    REFUSAL: ClassVar[str] = "Eine Angabe ist nicht gültig."
    SENTENCES: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The sentence beside a field, by its name, where it is empty or its own check has no sentence."""

    @classmethod
    def several(cls) -> frozenset[str]:
        """Names of the fields that a page may send more than once."""
        return frozenset(name for name, field in cls.model_fields.items() if get_origin(field.annotation) is tuple)


class Act(Form):
    """A form by which something is done: its page gives it an attempt, so that it is done once (shared/attempts.py)."""

    attempt: str = ""


class Drafted(Act):
    """A form of which a draft is kept while it is typed. `draft` names the draft, and is no part of the act."""

    draft: str = ""


PLEASE_CHECK: Final = "Bitte prüfen Sie diese Angabe."
NO_TEXT: Final = "Diese Datei ist kein Text in UTF-8."


class InvalidForm(Invalid):
    """`wrong` names fields, never values; it is empty where the fields do not go together.

    `sentences` has one for each of `wrong` that the form knows.
    """

    def __init__(
        self, sentence: str, wrong: frozenset[str], sentences: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(sentence=sentence)
        self.wrong = wrong
        self.sentences = sentences

    @classmethod
    def at(cls, sentences: Mapping[str, str], sentence: str | None = None) -> "InvalidForm":
        """An error that shows only after reading: `sentences` by field; a single one is also the form's sentence."""
        if sentence is None:
            sentence = next(iter(sentences.values())) if len(sentences) == 1 else Form.REFUSAL
        return cls(sentence, frozenset(sentences), sentences)


F = TypeVar("F", bound=Form)
FORM_TYPES: Final = (FORM, MULTIPART)
DRAFT: Final = "draft"
"""The field `draft` of Drafted."""


@dataclass(frozen=True)
class Sent(Generic[F]):
    """A form as sent. `fields` are as typed, for the page that shows them again; those in `several` are lists."""

    model: type[F]
    fields: Mapping[str, Any]

    def read(self) -> F:
        """Returns the form's model; an empty field counts as absent. Raises InvalidForm with a sentence for the whole
        form, and one for each wrong field.

        The sentence for the form is its REFUSAL, or that of an Invalid which a check of the whole form raised; an
        InvalidForm raised there also gives sentences for fields.
        """
        filled = {name: value for name, value in self.fields.items() if value != ""}
        try:
            return self.model.model_validate(filled)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
        of_fields = {str(each["loc"][0]): each for each in reversed(errors) if each["loc"]}
        of_all = [raised for each in errors if not each["loc"] and (raised := raised_in(each))]
        sentences = {
            name: self._sentence(name, each) for name, each in of_fields.items() if each["type"] != "extra_forbidden"
        }
        for whole in of_all:
            sentences |= whole.sentences if isinstance(whole, InvalidForm) else {}
        said = of_all[0].sentence if of_all else self.model.REFUSAL
        raise InvalidForm(said, frozenset(of_fields) | sentences.keys(), sentences)

    def _sentence(self, name: str, wrong: Any) -> str:
        raised = raised_in(wrong)
        said = raised.sentence if raised else EMPTY if wrong["type"] == "missing" else PLEASE_CHECK
        return self.model.SENTENCES.get(name, said) if said in (EMPTY, PLEASE_CHECK) else said

    def page_id(self, at: str, by: str) -> str:
        """Names the page that was shown, whatever was typed: for `attempts.once` where one page makes one thing."""
        return attempts.identify(attempts.given(self.fields), at, by, None)

    def act_id(self, at: str, by: str) -> str:
        """Names this act for `attempts.once`: at which address it was sent, and by whom."""
        said = {name: value for name, value in self.fields.items() if name not in (attempts.FIELD, DRAFT)}
        return attempts.identify(attempts.given(self.fields), at, by, said)


def raised_in(error: Any) -> Invalid | None:
    """The Invalid that one of our own checks raised, if pydantic's `error` comes from one."""
    raised = error.get("ctx", {}).get("error")
    return raised if isinstance(raised, Invalid) else None


class Receiving(Generic[F]):
    """The dependency of a handler: `form: Annotated[Sent[Answer], Depends(Receiving(Answer))]`.

    Files are left out, unless `with_files`: then a file's text is the value of its field. Raises Invalid `bad-text`
    for a file that is no text in UTF-8.
    """

    def __init__(self, model: type[F], *, with_files: bool = False) -> None:
        self.model = model
        self.with_files = with_files

    async def __call__(self, request: Request) -> Sent[F]:
        several = self.model.several()
        async with request.form() as form:
            sent = {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
            if self.with_files:
                files = {name: value for name, value in form.items() if isinstance(value, UploadFile)}
                sent |= {name: [text_of(await file.read())] for name, file in files.items()}
        fields = {name: values if name in several else values[-1] for name, values in sent.items() if values}
        return Sent(self.model, fields)


def text_of(file: bytes) -> str:
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("bad-text", NO_TEXT) from None


async def refuse_fields_without_form(request: Request) -> None:
    """A dependency of every page: a route that receives no form gets no fields either. Raises InvalidForm."""
    if essence(request.headers.get("content-type", "")) not in FORM_TYPES:
        return
    route = request.scope["route"].dependant
    receives = bool(route.body_params) or any(isinstance(each.call, Receiving) for each in route.dependencies)
    if not receives and await request.form():
        raise InvalidForm(Form.REFUSAL, frozenset())
