from collections.abc import Iterator
from typing import Final

import pytest

from tests.harness.engines.single_node import Engine
from tests.harness.engines.store_queries import Asked, tell_all, tell_walks

SMALL: Final = {
    "stops {find: ?, filter: {}}": "a row for each stopped topic",
    "partners {find: ?, filter: {}}": "the directory is ranked as a whole: some hundred entries",
    "access {find: ?, filter: {onboarded: {$ne: ?}}}": "as many as the directory, read when that changed",
    "colleagues {find: ?, filter: {}, sort: {name: ?}}": "the team: some dozen people",
    "signed_out {find: ?, filter: {}}": "the sign-outs of eight hours, read once at the start",
    "ledger {find: ?, filter: {}}": "the heads of all keys, told once to a service that is new",
}
"""Questions that may walk through their whole collection, and why that is small or rare."""


@pytest.fixture(scope="session")
def asked(mongo_engine: Engine[str]) -> Asked:
    """Questions that walk through a collection."""
    tell_walks(mongo_engine.address)
    return Asked(mongo_engine.program.log)


@pytest.fixture
def all_asked(mongo_engine: Engine[str], asked: Asked) -> Iterator[Asked]:
    """All questions, as long as the test runs."""
    tell_all(mongo_engine.address)
    yield asked
    tell_walks(mongo_engine.address)


@pytest.fixture(autouse=True)
def every_question_has_an_index(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a service asks the store in a test is answered without a walk through a whole collection."""
    if "mongo" not in request.fixturenames:
        yield
        return
    asked: Asked = request.getfixturevalue("asked")
    asked.forget()
    yield
    walks = {str(question) for question in asked.walks()}
    assert walks <= SMALL.keys()
