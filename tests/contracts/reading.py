"""Which fields of each message a service reads, found in the text of its subscriptions.

It knows `event.data`, names given to it or to what is in it, loops over its lists, `getattr` with a name, a function
beside it that is given it or a part of it, and `model_dump()` beside a `Class.model_validate(…)` or `Class(…)`, which
takes what has a field there. A message that is handed on whole to another module is an error: that would be read where
nobody looks.
"""

import ast
import inspect
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from shared.contracts.message import Message
from shared.contracts.schemas import field_names

Function = ast.FunctionDef | ast.AsyncFunctionDef


class HandedOn(Exception):
    """A whole message goes to a function of another module."""


def reads(service: str) -> dict[type[Message], set[str]]:
    """By message, over all handlers that the service's tables name for it."""
    found: dict[type[Message], set[str]] = {}
    for module in subscriptions(service):
        for model, names in reads_in(module, inspect.getsource(module)).items():
            found.setdefault(model, set()).update(names)
    return found


def subscriptions(service: str) -> list[ModuleType]:
    """The module, or the package with one for each subject."""
    root = import_module(f"services.{service}.subscriptions")
    return [
        root,
        *(import_module(f"{root.__name__}.{each.name}") for each in iter_modules(getattr(root, "__path__", ()))),
    ]


def reads_in(module: ModuleType, source: str) -> dict[type[Message], set[str]]:
    tree = ast.parse(source)
    functions = {each.name: each for each in ast.walk(tree) if isinstance(each, Function)}
    found: dict[type[Message], set[str]] = {}
    for model, handler in _table(module, tree):
        for name in sorted({each.id for each in ast.walk(handler) if isinstance(each, ast.Name)} & functions.keys()):
            reading = _Reading(module, functions, field_names(model))
            reading.follow(functions[name], {})
            found.setdefault(model, set()).update(reading.read)
    return found


def _table(module: ModuleType, tree: ast.Module) -> Iterator[tuple[type[Message], ast.expr]]:
    for table in (each for each in ast.walk(tree) if isinstance(each, ast.Dict)):
        for key, handler in zip(table.keys, table.values, strict=True):
            model = _value(module, key) if key else None
            if inspect.isclass(model) and issubclass(model, Message):
                yield model, handler
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"), args=[ast.Name() as keys, each]
            ):
                yield from ((model, each) for model in _value(module, keys))


def _value(module: ModuleType, node: ast.AST) -> Any:
    match node:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=ast.Name(id=holder), attr=name):
            return getattr(getattr(module, holder, None), name, None)
    return None


@dataclass
class _Reading:
    module: ModuleType
    functions: dict[str, Function]
    fields: frozenset[str]
    read: set[str] = field(default_factory=set)

    def follow(self, function: Function, known: dict[str, str]) -> None:
        """`known`: name → the path that it stands for; the message itself is the empty path."""
        known = known | self._named(function, known)
        for node in ast.walk(function):
            path = self._path(node, known)
            if path:
                self.read.add(path)
            if isinstance(node, ast.Call):
                self._call(function, node, known)

    def _named(self, function: Function, known: dict[str, str]) -> dict[str, str]:
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    path = self._path(value, known)
                case (
                    ast.comprehension(target=ast.Name(id=name), iter=value)
                    | ast.For(target=ast.Name(id=name), iter=value)
                ):
                    path = self._path(value, known)
                case _:
                    continue
            if path is not None:
                known = known | {name: path}
        return known

    def _path(self, node: ast.AST, known: dict[str, str]) -> str | None:
        match node:
            case ast.Attribute(value=ast.Name(id="event"), attr="data"):
                return ""
            case ast.Name(id=name):
                return known.get(name)
            case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(attr)), *_]):
                return self._below(self._path(value, known), attr)
            case ast.BoolOp(op=ast.Or(), values=[value, ast.Tuple(elts=[])]):
                return self._path(value, known)
            case ast.Attribute(value=value, attr=attr):
                return self._below(self._path(value, known), attr)
        return None

    def _below(self, path: str | None, attr: str) -> str | None:
        whole = f"{path}.{attr}".lstrip(".")
        return whole if path is not None and whole in self.fields else None

    def _call(self, function: Function, call: ast.Call, known: dict[str, str]) -> None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "model_dump":
            if self._path(call.func.value, known) == "":
                self.read |= self._taken(function)
            return
        paths = {at: self._path(each, known) for at, each in enumerate(call.args)}
        given = {at: path for at, path in paths.items() if path is not None}
        events = [each for each in call.args if isinstance(each, ast.Name) and each.id == "event"]
        if not given and not events:
            return
        local = self.functions.get(call.func.id) if isinstance(call.func, ast.Name) else None
        if local is not None:
            names = [each.arg for each in local.args.args]
            self.follow(local, {names[at]: path for at, path in given.items()})
        elif not isinstance(call.func, ast.Name) or call.func.id not in ("type", "isinstance", "getattr"):
            if "" not in given.values() and not events:
                return
            raise HandedOn(f"{self.module.__name__}.{function.name} hands a message on: hand on its fields")

    def _taken(self, function: Function) -> Set[str]:
        """What the classes named beside a `model_dump` take of it."""
        made = [_value(self.module, _class(each)) for each in ast.walk(function) if isinstance(each, ast.Call)]
        names = {name for each in made for name in getattr(each, "model_fields", ())}
        return {path for path in self.fields if path.rpartition(".")[2] in names} if names else self.fields


def _class(call: ast.Call) -> ast.expr:
    validating = isinstance(call.func, ast.Attribute) and call.func.attr == "model_validate"
    return call.func.value if validating and isinstance(call.func, ast.Attribute) else call.func
