"""Judges what a changed schema means for those who consume the event.

Within a version only optional additions are allowed. Events from outsiders may also become longer or hold more items,
because only we consume them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.contracts.catalogue import topic_of
from shared.contracts.upcasts import STEPS, Steps

Schema = Mapping[str, Any]

_SHAPE = ("type", "const", "pattern", "format", "default")
_MOST = ("maximum", "maxLength", "maxItems")
_BOUNDS = ("minimum", "minLength", "minItems", *_MOST)


@dataclass(frozen=True)
class Change:
    where: str
    what: str
    breaking: bool
    widens: bool = False


@dataclass(frozen=True)
class Verdict:
    type_name: str
    changes: tuple[Change, ...]
    consumers: tuple[str, ...]

    @property
    def breaking(self) -> bool:
        return any(change.breaking for change in self.changes)

    def __str__(self) -> str:
        head = f"{self.type_name}: " + (f"breaks {', '.join(self.consumers)}" if self.breaking else "additions only")
        return "\n".join([head, *(f"  {change.where}: {change.what}" for change in self.changes)])


def judge(old: Mapping[str, Schema], new: Mapping[str, Schema], steps: Steps = STEPS) -> list[Verdict]:
    """Returns a verdict on every type whose schema changed. A type may go only if an upcast still reads its events."""
    gone = [
        Verdict(name, (Change("", "is gone and no step reads it", breaking=True),), _consumers(name))
        for name in old.keys() - new.keys() - steps.keys()
    ]
    changed = [
        Verdict(name, changes, _consumers(name))
        for name in old.keys() & new.keys()
        if (changes := tuple(compare(old[name], new[name], external=_is_external(name))))
    ]
    return sorted(gone + changed, key=lambda verdict: verdict.type_name)


def _consumers(type_name: str) -> tuple[str, ...]:
    try:
        topic = topic_of(type_name)
    except KeyError:
        return ("whoever replays it",)
    return {model.TYPE: consumers for model, consumers in topic.types.items()}[type_name]


def _is_external(type_name: str) -> bool:
    return topic_of(type_name).kind == "external"


def compare(old: Schema, new: Schema, *, external: bool = False) -> Iterator[Change]:
    for change in _compare("", _Side(old, old), _Side(new, new)):
        yield replace(change, breaking=False) if external and change.widens else change


@dataclass(frozen=True)
class _Side:
    root: Schema
    schema: Schema

    def at(self, schema: Schema) -> "_Side":
        while "$ref" in schema:
            schema = self.root["$defs"][schema["$ref"].rpartition("/")[2]]
        return _Side(self.root, schema)


def _compare(where: str, old: _Side, new: _Side) -> Iterator[Change]:
    for rule in _SHAPE + _BOUNDS:
        before, after = old.schema.get(rule), new.schema.get(rule)
        if before != after:
            widens = rule in _MOST and before is not None and after is not None and after > before
            yield Change(where, f"{rule} was {before!r}, is {after!r}", breaking=True, widens=widens)
    yield from _words(where, old.schema.get("enum"), new.schema.get("enum"))
    yield from _members(where, old, new)
    for nested in ("items", "additionalProperties"):
        before, after = old.schema.get(nested), new.schema.get(nested)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _compare(f"{where}[]", old.at(before), new.at(after))
        elif before != after:
            yield Change(where, f"{nested} changed", breaking=True)


def _words(where: str, old: list[str] | None, new: list[str] | None) -> Iterator[Change]:
    if (old is None) != (new is None):
        yield Change(where, "is a list of words on one side only", breaking=True)
        return
    before, after = set(old or ()), set(new or ())
    for word in sorted(before - after):
        yield Change(where, f"lost the word {word}", breaking=True)
    for word in sorted(after - before):
        yield Change(where, f"has the new word {word}", breaking="unknown" not in before)


def _members(where: str, old: _Side, new: _Side) -> Iterator[Change]:
    before, after = old.schema.get("properties", {}), new.schema.get("properties", {})
    was_required, is_required = set(old.schema.get("required", ())), set(new.schema.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield Change(f"{where}.{name}", "is gone", breaking=True)
    for name in sorted(after.keys() - before.keys()):
        required = name in is_required
        yield Change(f"{where}.{name}", "is new and required" if required else "is new", breaking=required)
    for name in sorted(before.keys() & after.keys()):
        if (name in was_required) != (name in is_required):
            yield Change(f"{where}.{name}", "changed between required and optional", breaking=True)
        yield from _compare(f"{where}.{name}", old.at(before[name]), new.at(after[name]))
