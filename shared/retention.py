"""Data of the record of processing: what a store keeps, whose it is, why, on what ground and until when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, Self, get_args, get_type_hints

from pydantic import BaseModel


class Whose(StrEnum):
    PERSON = "betroffene Personen, Angehörige, wer für sie schreibt"
    STAFF = "Beschäftigte der Anlaufstelle"
    PARTNER = "Beschäftigte der Partner"
    NOBODY = "niemand"


class Basis(StrEnum):
    CONSENT = "Einwilligung"
    DUTY = "Aufgabe"
    PROOF = "Nachweis"
    VITAL = "Schutz des Lebens"
    SECURITY = "Sicherheit"
    COOPERATION = "Zusammenarbeit"
    NONE = "kein Personenbezug"


Ends = Literal["index", "sweep", "event", "replaced", "by hand", "stays", "not yet"]
"""Ways in which keeping ends, in this order: by the store's own sweeper, a worker of the service, an event, the next
state, a human, nothing, or code still to come."""


@dataclass(frozen=True)
class Period:
    text: str
    ends: Ends


@dataclass(frozen=True)
class ProcessingRecord:
    """The record of one collection. `fields`: purpose → dotted names of fields; a name also stands for all below it.

    `shape`: every field that the code can write, or None where only real documents can tell.
    """

    why: str
    whose: Whose
    basis: Basis
    seen_by: str
    period: Period
    fields: Mapping[str, str]
    shape: frozenset[str] | None = None

    def purposes(self) -> dict[str, str]:
        return {name: purpose for purpose, names in self.fields.items() for name in names.split()}

    def differs(self) -> tuple[frozenset[str], frozenset[str]]:
        """Returns the fields without a purpose, and the names with a purpose that are no field."""
        listed = frozenset(self.purposes())
        shape = listed if self.shape is None else self.shape
        return shape - listed, listed - shape


class Shape(frozenset[str]):
    """The dotted names of all fields that the code can write. It cannot read a document that lacks one of `needed`."""

    needed: frozenset[str]

    def __new__(cls, names: Iterable[str], needed: Iterable[str]) -> Self:
        made = super().__new__(cls, names)
        made.needed = frozenset(needed)
        return made


def shape(model: Any, *besides: str, without: Iterable[str] = ()) -> Shape:
    names = frozenset(leaves(model)) - frozenset(without) | frozenset(besides)
    return Shape(names, frozenset(needed(model)) - frozenset(without))


def needed(model: Any, prefix: str = "") -> Iterator[str]:
    """The dotted names of fields without a default; one inside a part is needed only where the part is present."""
    for name, annotation in annotations(model).items():
        inner = model_inside(annotation)
        if name in _without_default(model):
            yield prefix + name
        if inner is not None:
            yield from needed(inner, f"{prefix}{name}.")


def _without_default(model: Any) -> set[str]:
    if is_dataclass(model):
        return {each.name for each in fields(model) if each.default is MISSING and each.default_factory is MISSING}
    return {field.serialization_alias or name for name, field in model.model_fields.items() if field.is_required()}


def leaves(model: Any, prefix: str = "") -> Iterator[str]:
    """The dotted names under which all fields of a pydantic model or dataclass are stored, down to the innermost."""
    for name, annotation in annotations(model).items():
        inner = model_inside(annotation)
        if inner is None:
            yield prefix + name
        else:
            yield from leaves(inner, f"{prefix}{name}.")


def annotations(model: Any) -> dict[str, Any]:
    if is_dataclass(model):
        hints = get_type_hints(model)
        return {each.name: hints[each.name] for each in fields(model)}
    return {field.serialization_alias or name: field.annotation for name, field in model.model_fields.items()}


def model_inside(annotation: Any) -> Any | None:
    if isinstance(annotation, type) and (is_dataclass(annotation) or issubclass(annotation, BaseModel)):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_inside(part))), None)


def unlisted(document: Mapping[str, Any], kept: ProcessingRecord) -> set[str]:
    """Returns the fields of a real document to which nobody gave a purpose."""
    listed = frozenset(kept.purposes())
    return {path for path in paths(document, listed) if path not in listed}


def paths(value: Any, listed: frozenset[str], prefix: str = "") -> Iterator[str]:
    """Yields the dotted names in a document, descending only as deep as the listed names do.

    Everything below a listed name serves that name's purpose. A part that is None yields nothing where only names
    below it are listed.
    """
    if isinstance(value, Mapping) and not (prefix and prefix in listed):
        for name, inner in value.items():
            yield from paths(inner, listed, f"{prefix}.{name}" if prefix else name)
    elif isinstance(value, list) and prefix not in listed:
        for each in value:
            yield from paths(each, listed, prefix)
    elif value is not None or not any(name.startswith(f"{prefix}.") for name in listed):
        yield prefix
