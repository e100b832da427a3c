"""Every form of every page that is posted has an attempt, and every route that takes a form does its act once."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from shared.web.forms import Act, Form

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(path for folder in ("services", "shared") for path in (ROOT / folder).rglob("templates/**/*.html"))
POSTED = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
ATTEMPT = re.compile(r"\{\{ (ui\.attempt\(attempt\)|of_thread\(attempt, thread\)) \}\}")
WITHOUT = {
    ("articles.html", "/wissen"): "a search changes nothing, however often it is sent",
    ("request_period.html", "/wissen/antragsfrist"): "computing changes nothing",
    ("offence_guide.html", "/referral/cases/{{ case.case_id }}/offence-guide"): "asking changes nothing",
    ("offence_guide.html", "/referral/cases/{{ case.case_id }}/proceedings/prefilled"): "it fills in a form",
    ("file_numbers.html", "{{ letters[0][0] }}"): "it fills in a letter",
    ("draft_code.html", "/anliegen/weiter"): "a code opens its draft, however often it is entered",
    ("draft_kept.html", "/anliegen/weiter"): "it opens the draft, or deletes it once",
    ("code.html", "/rueckmeldung"): "a code opens its thread, however often it is entered",
    ("nav.html", "/desk/search"): "looking changes nothing",
    ("search.html", "/desk/search"): "looking changes nothing",
    ("nav.html", "/desk/abmelden"): "who is signed out is signed out, however often that is said",
    ("signed_out.html", "/desk/abmelden"): "who is signed out is signed out, however often that is said",
    ("resume.html", "{{ form.path }}"): "has all fields of the form that was kept, its attempt too",
    ("problem.html", "{{ sent.action }}"): "has all fields of the form that was refused, its attempt too",
}
ASKING = (
    "CodeForm", "SearchForm", "PeriodForm", "GuideForm", "PrefillForm", "ReferenceForm", "DraftCodeForm", "BeginForm",
    "PieceForm",
)  # fmt: skip
"""Forms that change nothing, and the last three once, however often they are sent."""


def forms() -> Iterator[tuple[Path, str]]:
    for path in TEMPLATES:
        yield from ((path, form) for form in POSTED.findall(path.read_text()))


def action(form: str) -> str:
    found = re.search(r'action="([^"]*)"', form)
    return found[1] if found else ""


def test_there_are_forms_to_look_at() -> None:
    assert len(list(forms())) > 20
    assert {path.parts[-3] for path, _ in forms()} >= {"templates", "referral", "web"}


def test_what_needs_no_attempt_is_there() -> None:
    assert WITHOUT.keys() <= {(path.name, action(form)) for path, form in forms()}


@pytest.mark.parametrize(
    ("path", "form"), [pytest.param(path, form, id=f"{path.name}-{action(form)}") for path, form in forms()]
)
def test_a_form_that_is_posted_has_an_attempt(path: Path, form: str) -> None:
    assert (path.name, action(form)) in WITHOUT or ATTEMPT.search(form)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in TEMPLATES])
def test_that_a_field_is_voluntary_is_said_once(path: Path) -> None:
    """Its label says so wherever it need not be filled in."""
    assert re.findall(r"ui\.\w+\([^)\n]*\(freiwillig\)", path.read_text()) == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in TEMPLATES])
def test_what_is_needed_with_another_answer_is_not_called_voluntary(path: Path) -> None:
    """Its label says when, and no hint has to contradict it."""
    assert re.findall(r'ui\.\w+\([^\n]*hint="(?:Nötig|Nur nötig|Nur),? wenn[^\n]*', path.read_text()) == []


def pages_modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(services.__path__, "services."):
        if ".pages" in found.name:
            yield found.name


@pytest.mark.parametrize("module", sorted(pages_modules()))
def test_a_form_s_model_takes_the_attempt(module: str) -> None:
    of_staff = ".face" not in module
    found = [each for each in vars(importlib.import_module(module)).values() if isinstance(each, type)]
    own = [each for each in found if issubclass(each, Form) and each.__module__ == module]
    for form in own:
        is_part = any(form in other.__bases__ for other in all_forms(form))
        assert is_part or form.__name__ in ASKING or "attempt" in form.model_fields, form
        assert is_part or not of_staff or form.__name__ in ASKING or issubclass(form, Act), form


def all_forms(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from all_forms(each)
