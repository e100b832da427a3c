"""Every word that a page shows has its German: no table of labels lacks a word of the list that it is for."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import ModuleType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import pytest

from services.intake.domain.file_kind import FileKind
from services.statistics.domain.tables import Population
from shared.contracts import vocabulary
from shared.contracts.vocabulary import DeadlineRule, EntitledRole, ReferralKind
from shared.web.labels_de import LABELS

GERMAN: Final = re.compile(r"(_de|_texts|\.state_texts\.\w+)$")
"""How the modules are called that hold German."""

PARTLY: Final[Mapping[str, tuple[str, set[str]]]] = {
    "services.notification.deadline_texts.ONLY_IF": (
        "the others apply to everybody",
        {"strafantrag", "beschwerde", "evidence", "partner_response", "followup_406d"},
    ),
    "services.notification.deadline_texts.STARTS": ("it has a sentence of its own", {"strafantrag"}),
    "services.referral.pages.labels_de.KINDS": ("a newer kind is not offered", {ReferralKind.UNKNOWN}),
    "services.referral.pages.offence_guide_de.ALSO": (
        "nobody else may request prosecution beside the person",
        {EntitledRole.SELF, EntitledRole.OTHER, EntitledRole.UNKNOWN},
    ),
    "shared.web.deadlines_de.STILL_POSSIBLE": (
        "none of them is computed",
        {DeadlineRule.VERJAEHRUNG, DeadlineRule.OTHER, DeadlineRule.UNKNOWN},
    ),
}
"""Tables that lack words which are never shown by them, and why."""

BY_RULES_OF_THEIR_OWN: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "services.referral.pages.labels_de.ACTS",
            "services.referral.pages.partner_labels_de.ACTS",
            "services.referral.pages.partner_labels_de.FOLLOWS",
            "services.referral.pages.partner_labels_de.STATES",
            "services.referral.pages.partner_labels_de.NEXT",
        ),
        "tests/unit/referral/test_labels.py says which words it has",
    ),
    "services.referral.pages.labels_de.ABOUT": "a reason that names no word of the case is whole without",
}
"""Tables of some words of their list only, and why."""

SHOWN_NOWHERE: Final[Mapping[type[StrEnum], str]] = {
    FileKind: "a kind of file is called the same in every language",
    vocabulary.AnswerProblem: "a partner's system reads it",
    vocabulary.Service: "the page of the operations names the services that there are",
    vocabulary.Purpose: "the pages say in sentences what it means",
    Population: "a page shows its table, which has a title",
}
"""Words that stand on no page, and why."""


def modules() -> Iterator[ModuleType]:
    for root in ("services", "shared"):
        for each in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            if not each.name.endswith("__main__"):
                yield importlib.import_module(each.name)


def german_tables() -> Iterator[tuple[str, Mapping[Any, Any], set[str] | None]]:
    """By name, with the words of the list that its annotation names; None where it names none."""
    for module in (each for each in modules() if GERMAN.search(each.__name__)):
        annotated = inspect.get_annotations(module)
        for name, table in vars(module).items():
            if isinstance(table, Mapping) and not name.startswith("__"):
                yield f"{module.__name__}.{name}", table, key_words(annotated.get(name))


def key_words(annotation: Any) -> set[str] | None:
    inner = get_args(annotation)[0] if get_origin(annotation) is Final else annotation
    return words(get_args(inner)[0]) if get_origin(inner) in (Mapping, dict) else None


def words(kind: Any) -> set[str] | None:
    if inspect.isclass(kind) and issubclass(kind, StrEnum) and kind is not StrEnum:
        return set(kind)
    if get_origin(kind) is Literal:
        return set(get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        found = [words(each) for each in get_args(kind)]
        return set().union(*(each for each in found if each)) if all(found) else None
    return None


TABLES = {
    name: (set(table), wanted)
    for name, table, wanted in german_tables()
    if wanted is not None and name not in BY_RULES_OF_THEIR_OWN
}
KINDS = {
    each
    for module in modules()
    if module is vocabulary or ".domain." in module.__name__
    for each in vars(module).values()
    if inspect.isclass(each) and issubclass(each, StrEnum) and each is not StrEnum
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_labels_has_every_word_of_its_list(name: str) -> None:
    there, wanted = TABLES[name]
    assert wanted - there == PARTLY.get(name, ("", set()))[1]
    assert there <= wanted


def test_an_exception_is_a_table_that_there_is() -> None:
    assert PARTLY.keys() <= TABLES.keys()


def test_every_list_of_words_has_its_german_or_is_shown_nowhere() -> None:
    labelled = {kind for kind in KINDS if any(set(kind) <= keys for keys in labels(kind))}
    assert {kind.__name__ for kind in KINDS - labelled} == {kind.__name__ for kind in SHOWN_NOWHERE}


def labels(kind: type[StrEnum]) -> Iterator[set[str]]:
    """What has German: in a table of this list, or in a table of lists under it."""
    if kind in LABELS:
        yield set(kind)  # tests/unit/web/test_labels_de.py looks at each word
    for _, table, _ in german_tables():
        for held in (table, table.get(kind)):
            if isinstance(held, Mapping) and all(isinstance(key, str) for key in held):
                yield set(held)
