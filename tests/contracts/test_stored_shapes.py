"""A stored field that older documents lack has a default, or `make check` says so."""

from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from infra.privacy import stored
from infra.privacy.__main__ import main
from shared.retention import shape


class Place(BaseModel):
    street: str


class Before(BaseModel):
    name: str
    nick: str = ""
    place: Place | None = None


class Door(Place):
    floor: int


class Stay(BaseModel):
    since: str


class WithDefault(Before):
    phone: str | None = None
    stays: tuple[Stay, ...] = ()


class WithoutDefault(Before):
    phone: str | None


class MadeNeeded(Before):
    nick: str


class DeeperInside(Before):
    place: Door | None = None


@dataclass
class Plain:
    name: str
    many: list[str] = field(default_factory=list)
    nick: str = ""


def broken(model: type[object]) -> list[str]:
    old, new = ({"demo.people": stored.shape_of(shape(each, "_id"))} for each in (Before, model))
    return [sentence.split(" has")[0] for sentence in stored.breaks(old, new)]


def test_the_committed_shapes_are_todays() -> None:
    assert stored.FILE.read_text() == stored.text()


@pytest.mark.parametrize("model", [Before, WithDefault, Plain], ids=lambda model: model.__name__)
def test_what_older_documents_lack_and_nobody_needs_is_no_fault(model: type[object]) -> None:
    assert broken(model) == []


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (WithoutDefault, "demo.people: phone"),
        (MadeNeeded, "demo.people: nick"),
        (DeeperInside, "demo.people: place.floor"),
    ],
)
def test_a_field_without_default_that_older_documents_lack_is_named(model: type[object], fault: str) -> None:
    assert broken(model) == [fault]


def test_a_new_collection_has_no_older_documents() -> None:
    assert list(stored.breaks({}, {"demo.people": {"name": True}})) == []


@pytest.mark.parametrize("command", ["check", "write"])
def test_the_command_refuses_it(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: dict(fields) for name, fields in stored.committed().items()}
    assert before["lotse_intake.cases"].pop("channel")
    monkeypatch.setattr(stored, "committed", lambda: before)
    assert main([command]) == 1
    assert "lotse_intake.cases: channel has no default" in capsys.readouterr().out
    assert stored.FILE.read_text() == stored.text()


def test_every_collection_whose_documents_become_a_model_is_compared() -> None:
    assert {name.partition(".")[0] for name in stored.today()} == {
        "lotse_intake",
        "lotse_intake_face",
        "lotse_notification",
        "lotse_referral",
        "lotse_statistics",
    }
