"""Each fact of the bus has a line on the timeline of a case, or a reason why it has none; no line carries content."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.intake.domain.happening import Happening, end_of, is_place, place, place_behind
from services.intake.domain.ids import ThreadId
from services.intake.subscriptions import event_handlers
from services.intake.timeline_texts import FIELDS, NOT_SHOWN, SHOWN, fact_named, in_words, shown_words
from shared.contracts import intake, notification
from shared.contracts.catalogue import CONCERNS_NOBODY, OPAQUE, TOPICS, topic_of
from shared.contracts.examples import archive
from shared.contracts.message import Message
from shared.contracts.vocabulary import NotedDecision, Purpose, TrueAnswer

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
FACTS = {
    each for topic in TOPICS if topic.kind in ("facts", "state") and OPAQUE not in topic.name for each in topic.types
}
EXAMPLES = [json.loads(each.read_text(encoding="utf-8")) for each in archive()]
SENTENCE = re.compile(r"[A-ZÄÖÜ].*\.")


def examples_of(kind: type[Message]) -> list[Message]:
    """All that were ever committed."""
    return [kind.read(each["data"]) for each in EXAMPLES if each["type"] == kind.TYPE]


def line(message: Message, **more: str) -> Happening:
    return Happening(
        id="event",
        thread=ThreadId("case"),
        place=place(NOW, "event"),
        at=NOW,
        source="referral",
        fact=fact_named(message),
        partner="Beratung (Demo)",
        said=shown_words(message) | more,
    )


def test_every_fact_has_a_line_or_a_reason_and_not_both() -> None:
    """What makes no task and notifies nobody may have its reason in the catalogue alone."""
    here = SHOWN.keys() | NOT_SHOWN.keys()
    assert FACTS - CONCERNS_NOBODY.keys() <= here <= FACTS
    assert not SHOWN.keys() & NOT_SHOWN.keys()
    assert all(NOT_SHOWN.values())


def test_what_another_service_tells_and_a_line_shows_is_heard() -> None:
    others = {each for each in SHOWN if topic_of(each.TYPE).producer != "intake"}
    assert others <= event_handlers().keys()


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.TYPE)
def test_every_line_is_a_whole_german_sentence(kind: type[Message]) -> None:
    for told in examples_of(kind):
        said = in_words(line(told))
        assert SENTENCE.fullmatch(said), said
        assert not re.search(r"[{}]|None|_|\.\.", said), said


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.TYPE)
def test_a_line_shows_words_of_the_fact_and_nothing_that_identifies(kind: type[Message]) -> None:
    names = set(re.findall(r"\{(\w+)\}", SHOWN[kind].text)) - {"partner"}
    assert names <= FIELDS.keys()
    fields = kind.model_fields.keys()
    assert {(SHOWN[kind].of or {}).get(name, name) for name in names} <= fields
    for told in examples_of(kind):
        assert not any(name.endswith("_id") for name in shown_words(told))


def test_what_a_later_release_tells_is_said_as_not_known() -> None:
    sent = examples_of(notification.DeliverySent)[0]
    assert "Anlass nicht bekannt" in in_words(line(sent, notice="a_new_one"))
    assert "nicht zeigen kann" in in_words(line(sent).model_copy(update={"fact": "lotse.intake.case.dreamt"}))
    without = line(sent).model_copy(update={"partner": None, "fact": fact_named(asked())})
    assert in_words(without) == "Um Einwilligung gefragt: eine Stelle."


def test_of_what_is_joined_or_linked_no_line_says_whose_it_is() -> None:
    """A report on behalf that is linked is of another human."""
    for kind in (intake.CaseJoined, intake.CaseParted):
        assert "Person" not in SHOWN[kind].text


def test_what_is_kept_for_prevention_is_called_no_case() -> None:
    opened = examples_of(intake.CaseOpened)[0]
    said = {each: in_words(line(opened.model_copy(update={"purpose": each}))) for each in (None, Purpose.PREVENTION)}
    assert said == {None: "Fall eröffnet.", Purpose.PREVENTION: "Vermittlung zur Vorbeugung begonnen."}


def test_of_a_never_that_was_a_plain_no_the_refusal_still_stands() -> None:
    corrected = examples_of(intake.ConsentCorrected)[0]
    told = in_words(line(corrected.model_copy(update={"was": NotedDecision.REFUSED, "truly": TrueAnswer.REFUSED})))
    assert "richtig ist" not in told
    assert "die Ablehnung gilt weiter" in told


def asked() -> Message:
    return examples_of(intake.ConsentAsked)[0]


def test_lines_are_in_the_order_of_time() -> None:
    times = [NOW.replace(hour=hour, microsecond=micro) for hour in (1, 12, 23) for micro in (0, 1, 999_999)]
    places = [place(each, "event") for each in times]
    assert places == sorted(places)
    assert all(re.fullmatch(r"[0-9.]{17,20}\|event", each) for each in places)


def test_what_has_only_its_hour_stands_behind_what_was_before_it_in_that_hour() -> None:
    asked_at = place(NOW + timedelta(minutes=20, seconds=33), "f-asked")
    given = place_behind(asked_at, NOW, "f-given")
    others = [place_behind(given, NOW, "e-written")]
    for named in "dcba":
        others.append(place_behind(others[-1], NOW, named))
    places = [asked_at, given, *others]
    sent = place(NOW + timedelta(minutes=20, seconds=34), "a-sent")
    assert [*places, sent] == sorted([*places, sent])
    assert all(each < end_of(NOW) for each in places)
    alone = place_behind(place(NOW - timedelta(minutes=1), "before"), NOW, "alone")
    assert alone == place_behind(None, NOW, "alone")
    assert datetime.fromtimestamp(float(alone.partition("|")[0]), UTC) == NOW, "no minute"


def test_a_place_is_known_in_an_address_and_nothing_else_is() -> None:
    named = str(UUID(int=7))
    first = place_behind(None, NOW, named)
    assert all(is_place(each) for each in (place(NOW, named), first, place_behind(first, NOW, named)))
    assert not any(is_place(each) for each in ("", "1|2", "$ne", f"{place(NOW, named)}|", f"{first}\n", named))
