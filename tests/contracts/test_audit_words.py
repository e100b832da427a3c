"""Every word that a service writes into its audit is expected by a test; an entry without one goes unnoticed."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from infra.embedded.folders import ROOT
from shared.contracts.catalogue import SERVICES

AT_INTAKE: Final = {
    "tests/service/intake/test_case_numbers.py": "found",
    "tests/service/intake/test_corrections.py": "correction-read",
    "tests/service/intake/test_emergency.py": "emergency",
    "tests/service/intake/test_erased_by_time.py": "held",
    "tests/service/intake/test_evidence.py": "evidence",
    "tests/service/intake/test_files_passed_on.py": "evidence-passed-on",
    "tests/service/intake/test_inspections.py": "opened opening-ended inspection-reviewed",
    "tests/service/intake/test_joined_codes.py": "joined",
    "tests/service/intake/test_letters.py": "letter",
    "tests/service/intake/test_lost_code.py": "caller-check new-code-asked new-code-approved new-code-issued",
    "tests/service/intake/test_notes.py": "noted",
    "tests/service/intake/test_on_behalf.py": "linked unlinked",
    "tests/service/intake/test_own_data.py": "own-data",
    "tests/service/intake/test_pictures.py": "evidence-shown",
    "tests/service/intake/test_talks.py": "talk",
    "tests/service/intake/test_visibility.py": "file safe-contact",
    "tests/service/intake/test_way_stated_at_the_desk.py": "safe-contact-stated",
    "tests/unit/intake/test_audit_words.py": (
        "acknowledgement addition consent-corrected correction-assessed emergency-reviewed erased given hold-lifted "
        "new-code-refused one-time-code package parted readers referred-for-prevention related separated talk-stated "
        "word-agreed"
    ),
}
AT_REFERRAL: Final = {
    "tests/service/referral/test_passed_files.py": "file",
    "tests/service/referral/test_proceedings.py": "proceedings-joined proceedings-parted",
    "tests/unit/referral/test_audit_words.py": "package proceeding proceedings proposals",
}
AT_NOTIFICATION: Final = {
    "tests/service/notification/test_letter_pages.py": "file-numbers",
    "tests/unit/notification/test_audit_words.py": "deadlines notices",
}
EXPECTED: Final[Mapping[str, Mapping[str, str]]] = {
    "intake": AT_INTAKE,
    "referral": AT_REFERRAL,
    "notification": AT_NOTIFICATION,
    "statistics": {},
}
"""By service and test: the words that it looks for in the audit."""
TOLD: Final = {
    "services/intake/handlers/desk/new_code.py": {"new-code-approved", "new-code-refused"},
    "services/intake/handlers/desk/open_evidence.py": set[str](),
    "services/referral/handlers/counsellor/join_proceedings.py": {"proceedings-joined", "proceedings-parted"},
    "services/referral/handlers/counsellor/read_case.py": set[str](),
}
"""Where a word is a variable: those that are made there, beside the ones that `look_at` and `find_noted` are given."""


@pytest.mark.parametrize("service", SERVICES)
def test_each_word_is_expected_by_a_test(service: str) -> None:
    written = {word for path in sources(service) for word in {*literals(path)} | TOLD.get(named(path), set())}
    assert written == {word for words in EXPECTED[service].values() for word in words.split()}


def test_where_a_word_is_a_variable_it_is_known_which_it_may_be() -> None:
    found = {named(path) for service in SERVICES for path in sources(service) if None in {*words_in(path)}}
    assert found == TOLD.keys()


@pytest.mark.parametrize("test", [each for tests in EXPECTED.values() for each in tests])
def test_the_test_has_the_words_and_looks_into_the_audit(test: str) -> None:
    text = (ROOT / test).read_text()
    words = next(tests[test] for tests in EXPECTED.values() if test in tests)
    assert [word for word in words.split() if f'"{word}"' not in text] == []
    assert '"audit"' in text or "ENTRIES" in text


def sources(service: str) -> list[Path]:
    return sorted((ROOT / "services" / service).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def literals(path: Path) -> Iterator[str]:
    return (word for word in words_in(path) if word is not None)


def words_in(path: Path) -> Iterator[str | None]:
    """The word of each entry that is written there; None for a variable."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and writes(node.func):
            told = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield from told
            if not told:
                yield None


def writes(called: ast.expr) -> bool:
    match called:
        case ast.Attribute(value=ast.Name(id="audit") | ast.Attribute(attr="audit"), attr="note"):
            return True
        case ast.Name(id="look_at" | "find_noted"):
            return True
    return False
