"""What a page sends: each field belongs to the form's model, and what was typed is still there when it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError

from shared import attempts
from shared.errors import Invalid
from shared.media_type import FORM, essence


class Form(BaseModel):
    """Base of every form of every page; its field names are those of the page.

    A field that the model does not know is refused: dropped, a counsellor's tick would become its opposite.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    REFUSAL: ClassVar[str] = "Eine Angabe ist nicht gültig."

    @classmethod
    def several(cls) -> frozenset[str]:
        """Names of the fields that a page may send more than once."""
        return frozenset(name for name, field in cls.model_fields.items() if get_origin(field.annotation) is tuple)


class Act(Form):
    """A form by which something is done: its page gives it an attempt, so that it is done once (shared/attempts.py)."""

    attempt: str = ""


NOTHING_SAID: Final[Mapping[str, str]] = MappingProxyType({})


class InvalidForm(Invalid):
    """`wrong` names fields, never values; it is empty where the fields do not go together.

    `sentences` has what the check of a field itself says of it, for those of `wrong` that have such a check.
    """

    def __init__(
        self, sentence: str, wrong: frozenset[str], sentences: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(sentence=sentence)
        self.wrong = wrong
        self.sentences = sentences


F = TypeVar("F", bound=Form)
FORM_TYPES: Final = (FORM, "multipart/form-data")


@dataclass(frozen=True)
class Sent(Generic[F]):
    """`fields` as they were typed, for the page that shows them again; those sent several times are lists."""

    model: type[F]
    fields: Mapping[str, Any]

    def read(self) -> F:
        """An empty field counts as absent. Raises InvalidForm with the form's own sentence."""
        try:
            return self.model.model_validate({name: value for name, value in self.fields.items() if value != ""})
        except ValidationError as error:
            found = [each for each in error.errors(include_url=False, include_input=False) if each["loc"]]
        wrong = frozenset(str(each["loc"][0]) for each in found)
        raised = {str(each["loc"][0]): each.get("ctx", {}).get("error") for each in reversed(found)}
        sentences = {name: error.sentence for name, error in raised.items() if isinstance(error, Invalid)}
        raise InvalidForm(self.model.REFUSAL, wrong, sentences)

    def act_id(self, at: str, by: str) -> str:
        """Names this act for `attempts.once`: at which address it was sent, and by whom."""
        said = {name: value for name, value in self.fields.items() if name != attempts.FIELD}
        return attempts.identify(attempts.given(self.fields), at, by, said)


class Receiving(Generic[F]):
    """The dependency of a handler: `form: Annotated[Sent[Answer], Depends(Receiving(Answer))]`. Files are left out."""

    def __init__(self, model: type[F]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> Sent[F]:
        several = self.model.several()
        async with request.form() as form:
            sent = {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
        fields = {name: values if name in several else values[-1] for name, values in sent.items() if values}
        return Sent(self.model, fields)


async def refuse_fields_without_form(request: Request) -> None:
    """A dependency of every page: a route that receives no form gets no fields either. Raises InvalidForm."""
    if essence(request.headers.get("content-type", "")) not in FORM_TYPES:
        return
    route = request.scope["route"].dependant
    receives = bool(route.body_params) or any(isinstance(each.call, Receiving) for each in route.dependencies)
    if not receives and await request.form():
        raise InvalidForm(Form.REFUSAL, frozenset())
