"""The catalogue against what the services really hear and say."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from shared.contracts.catalogue import SERVICES, types_consumed, types_published
from shared.contracts.message import Message
from tests.contracts import reading

NOT_SAID_YET: dict[str, set[str]] = {
    "intake": set(),
    "referral": set(),
    "notification": set(),
    "statistics": set(),
}
"""Facts of the catalogue that no use case makes true so far."""


class Anything:
    """Stands for whatever a subscription needs to do its work; here nothing is handled."""

    def __getattr__(self, name: str) -> "Anything":
        return self


def subscriptions(service: str) -> ModuleType:
    return importlib.import_module(f"services.{service}.subscriptions")


def offered(module: ModuleType, name: str) -> set[type[Message]]:
    offer = getattr(module, name, None)
    if offer is None:
        return set()
    return set(offer(*(Anything() for _ in inspect.signature(offer).parameters)))


def assigned(service: str, *kinds: str) -> set[type[Message]]:
    return {model for model, topic in types_consumed(service).items() if topic.kind in kinds}


def names(models: set[type[Message]]) -> list[str]:
    return sorted(model.TYPE for model in models)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_what_the_catalogue_assigns_to_it(service: str) -> None:
    heard = offered(subscriptions(service), "event_handlers")
    assert names(heard) == names(assigned(service, "facts", "state"))


def test_no_fact_stands_in_the_tables_of_two_subjects() -> None:
    """The second would silently take the place of the first."""
    _, *subjects = reading.subscriptions("intake")
    tables = [offered(subject, "event_handlers") for subject in subjects]
    assert tables
    assert sum(map(len, tables)) == len(set().union(*tables))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_what_outsiders_write_to_it(service: str) -> None:
    heard = offered(subscriptions(service), "external_handlers")
    assert names(heard) == names(assigned(service, "external"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_overhears_only_what_the_catalogue_assigns_to_it(service: str) -> None:
    assert offered(subscriptions(service), "broadcast_handlers") <= assigned(service, "bus")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_says_what_the_catalogue_says_it_says(service: str) -> None:
    said = {model.TYPE for model in types_published(service) if model in set(named_in_publications(service))}
    promised = {model.TYPE for model, topic in types_published(service).items() if topic.kind != "bus"}
    assert promised - said == NOT_SAID_YET[service]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_says_nothing_in_anothers_name(service: str) -> None:
    assert set(named_in_publications(service)) <= set(types_published(service))


def named_in_publications(service: str) -> Iterator[type[Message]]:
    """Every message class that the service's publications name."""
    for module in publications(service):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            found = named(module, node)
            if inspect.isclass(found) and issubclass(found, Message) and found is not Message:
                yield found


def publications(service: str) -> Iterator[ModuleType]:
    root = f"services.{service}.publications"
    if importlib.util.find_spec(root) is None:
        return
    module = importlib.import_module(root)
    yield module
    for each in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield importlib.import_module(f"{root}.{each.name}")


def named(module: ModuleType, node: ast.AST) -> Any:
    match node:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=ast.Name(id=holder), attr=name):
            return getattr(getattr(module, holder, None), name, None)
    return None


def modules(package: str) -> list[str]:
    found = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
    return [each.name for each in found if not each.ispkg]


@pytest.mark.parametrize("service", SERVICES)
def test_every_handler_is_called_by_somebody(service: str) -> None:
    """A handler that no page, interface, subscription, chore or other handler imports does nothing for anybody."""
    imported = {
        name
        for module in modules(f"services.{service}")
        for name in imported_by(importlib.util.find_spec(module))
        if name != module
    }
    assert sorted(set(modules(f"services.{service}.handlers")) - imported) == []


def imported_by(spec: Any) -> Iterator[str]:
    for node in ast.walk(ast.parse(spec.loader.get_source(spec.name))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


@pytest.mark.parametrize("service", SERVICES)
def test_the_menu_of_a_service_names_every_use_case(service: str) -> None:
    """A use case is a handler that something else than a handler calls."""
    handlers = set(modules(f"services.{service}.handlers")) - {f"services.{service}.handlers.dependencies"}
    called = {
        name
        for module in set(modules(f"services.{service}")) - handlers
        for name in imported_by(importlib.util.find_spec(module))
    }
    named = {path.rpartition("/")[2] for path in menu(service)}
    assert sorted(name for name in handlers & called if name.rpartition(".")[2] not in named) == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_menu_of_a_service_names_nothing_that_is_not_there(service: str) -> None:
    there = {"/" + name.replace(".", "/") for name in everything(f"services.{service}")}
    code_names = {path for path in menu(service) if "/" in path or "_" in path}
    assert sorted(path for path in code_names if not any(name.endswith(f"/{path}") for name in there)) == []


def menu(service: str) -> set[str]:
    """The words of the docstring of the service, and paths in it, without their ending."""
    return set(re.findall(r"[a-z_]+(?:/[a-z_]+)*", importlib.import_module(f"services.{service}").__doc__ or ""))


def everything(package: str) -> list[str]:
    return [each.name for each in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")]
