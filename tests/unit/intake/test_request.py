"""A request as the face signs it, and as the person sees it before the desk has taken it over."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, Final, Literal

import pytest
from pydantic import BaseModel, ValidationError

from services.intake.domain.case import Partner
from services.intake.domain.concern import Concern
from services.intake.domain.consent import Choice
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.domain.request import (
    Beginning,
    Body,
    DecisionBody,
    MessageBody,
    NoBody,
    Request,
    WordBody,
    ids_of_contact,
)
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread_content import MOST_SHOWN, OpenedHandover, OpenedMessage, ThreadContent
from services.intake.domain.waiting_content import begun_by, with_waiting
from services.intake.sealed_fields import is_signed, open_request, seal_request, signature
from shared.contracts.vocabulary import Channel, ConsentItem, ReferralKind
from shared.sealing import CannotOpen, DataKey

HOUR: Final = datetime(2026, 11, 28, 9, tzinfo=UTC)
KEY: Final = DataKey.generate()
OF_THE_DESK: Final = {"mac", "state", "reason", "tries", "due", "version"}
"""Written by the desk alone, and never believed where the face wrote them."""
SAFE: Final = SafeContact(address="person@example.org")


def a_request(kind: str, body: BaseModel = NoBody(), *, id: str = "id", number: int = 1) -> Request:  # noqa: B008
    sealed = seal_request(KEY, kind, "place", id, body)
    return Request(id=id, kind=kind, locator="place", number=number, at=HOUR, sealed=sealed)


CHANGED: Final[dict[str, Any]] = {
    "id": "other",
    "kind": "decision",
    "locator": "other",
    "number": 2,
    "at": HOUR.replace(hour=10),
    "sealed": {"kid": KEY.id, "box": b"other"},
    "body": "other",
    "contact_id": "other",
    "case_id": "other",
    "begins": Beginning(for_team=b"other", wrapped_for="other", receipt={"kid": KEY.id, "box": b"other"}),
}


def test_every_field_that_the_face_writes_is_signed() -> None:
    assert CHANGED.keys() == Request.model_fields.keys() - OF_THE_DESK
    signed = (request := a_request("message")).model_copy(update={"mac": signature(KEY, request)})
    assert is_signed(KEY, signed)
    assert not is_signed(DataKey.generate(), signed)
    for field, value in CHANGED.items():
        assert not is_signed(KEY, signed.model_copy(update={field: value})), field


@pytest.mark.parametrize("field", Beginning.model_fields)
def test_what_begins_a_thread_is_signed_field_by_field(field: str) -> None:
    begins = Beginning(for_team=b"team", wrapped_for="pair", receipt={"kid": KEY.id, "box": b"receipt"})
    request = a_request("submission").model_copy(update={"begins": begins})
    other = begins.model_copy(update={field: getattr(CHANGED["begins"], field)})
    assert signature(KEY, request) != signature(KEY, request.model_copy(update={"begins": other}))


@pytest.mark.parametrize("field", ["id", "kind", "locator"])
def test_a_body_opens_in_its_place_only(field: str) -> None:
    request = a_request("message", MessageBody(text="Hallo"))
    assert "Hallo" in open_request(KEY, request)
    with pytest.raises(CannotOpen):
        open_request(KEY, request.model_copy(update={field: "other"}))


def test_ids_of_a_contact_follow_from_request_and_data_key() -> None:
    first = ids_of_contact("one", KEY.id)
    assert ids_of_contact("one", KEY.id) == first
    others = {*ids_of_contact("other", KEY.id), *ids_of_contact("one", DataKey.generate().id)}
    assert len({*first, *others}) == 6


def a_thread(**fields: Any) -> ThreadContent:
    return ThreadContent(begun=HOUR, **fields)


def an_open_question(handover_id: str, partner: str = "eins") -> OpenedHandover:
    asked = Handover(
        id=HandoverId(handover_id),
        case_id=CaseId("case"),
        partner=Partner(id=PartnerId(partner), name=partner),
        kind=ReferralKind.WARM,
        items=(ConsentItem.NAME,),
        sealed={},
        asked_at=HOUR,
    )
    return OpenedHandover(handover=asked, standing="asked", texts={ConsentItem.NAME: "So heiße ich."})


class EarlierDecision(Body):
    """As the release before the ticks reads it: what it does not know it ignores."""

    handover_id: HandoverId
    decision: Literal["given", "refused", "withdrawn"]
    items: tuple[ConsentItem, ...]
    text_version: str


ALL = (ConsentItem.NAME, ConsentItem.ACCOUNT)


@pytest.mark.parametrize(
    ("choice", "readable"),
    [
        (Choice("given", ALL), True),
        (Choice("given"), True),
        (Choice("refused"), True),
        (Choice("withdrawn"), True),
        (Choice("given", (ConsentItem.NAME,)), False),
        (Choice("given", (ConsentItem.ACCOUNT,)), False),
        (Choice("refused", never=True), False),
        (Choice("given", ALL, evidence=("a-file",)), True),
    ],
)
def test_what_an_earlier_desk_would_take_for_more_it_cannot_read(choice: Choice, *, readable: bool) -> None:
    asked = an_open_question("h").handover.model_copy(update={"items": ALL})
    body = DecisionBody.of(asked, choice)
    assert DecisionBody.model_validate_json(body.model_dump_json()).choice == choice
    assert body.is_about(asked)
    with nullcontext() if readable else pytest.raises(ValidationError):
        EarlierDecision.model_validate_json(body.model_dump_json())


def a_decision(asked: OpenedHandover, decision: str) -> DecisionBody:
    said = {"handover_id": asked.handover.id, "decision": decision}
    return DecisionBody.model_validate(said | {"items": asked.handover.items, "text_version": "1"})


def test_a_thread_that_waits_shows_what_was_said() -> None:
    concern = Concern(channel=Channel.PORTAL, text="Mir wurde gedroht.", safe_contact=SAFE)
    shown = begun_by(a_request("submission"), concern)
    assert [(each.text, each.waits) for each in shown.messages] == [("Mir wurde gedroht.", True)]
    assert (shown.begun, shown.safe_contact) == (HOUR, SAFE)
    assert begun_by(a_request("sealed_submission"), None).messages == ()


def test_a_message_is_seen_once_also_when_it_was_taken_between_two_looks() -> None:
    request = a_request("message"), MessageBody(text="Hallo")
    once = with_waiting(a_thread(), [request])
    assert [each.text for each in once.messages] == ["Hallo"]
    assert with_waiting(once, [request]) == once


def test_a_decision_counts_at_once_and_a_second_one_as_it_can_follow() -> None:
    asked = an_open_question("h")
    yes, no = (a_request("decision", id=each) for each in ("yes", "no"))
    given = with_waiting(a_thread(handovers=(asked,)), [(yes, a_decision(asked, "given"))])
    assert given.handovers[0].standing == "given"
    assert with_waiting(given, [(no, a_decision(asked, "refused"))]) == given
    withdrawn = with_waiting(given, [(no, a_decision(asked, "withdrawn"))])
    assert withdrawn.handovers[0].standing == "withdrawn"


def test_a_decision_on_what_is_not_there_changes_nothing() -> None:
    thread = a_thread(handovers=(an_open_question("h"),))
    elsewhere = a_decision(an_open_question("elsewhere"), "given")
    assert with_waiting(thread, [(a_request("decision"), elsewhere)]) == thread


def test_ways_to_reach_the_person_follow_each_other() -> None:
    thread = with_waiting(a_thread(), [(a_request("safe_contact"), SAFE)])
    assert thread.safe_contact == SAFE
    assert with_waiting(thread, [(a_request("no_safe_contact"), NoBody())]).safe_contact is None


def test_that_a_word_is_agreed_is_seen_at_once_and_the_word_never() -> None:
    thread = with_waiting(a_thread(), [(a_request("agreed_word"), WordBody(word="gruenerkuerbis"))])
    assert thread.word_agreed
    assert "kuerbis" not in thread.model_dump_json()


def test_what_is_shown_is_as_it_was_stored_without_what_is_sealed() -> None:
    first = with_waiting(a_thread(), [(a_request("message"), MessageBody(text="Hallo"))]).messages[0]
    stored = first.message.model_copy(update={"sealed": {"kid": "k", "box": b"box"}, "unread": True})
    thread = a_thread(messages=(OpenedMessage(message=stored, text="Hallo"),), safe_contact=SAFE)
    again = ThreadContent.model_validate_json(thread.shown().model_dump_json())
    assert again == thread.shown()
    assert (again.messages[0].message.sealed, again.messages[0].message.unread) == ({}, False)


def test_of_very_many_messages_the_newest_are_shown() -> None:
    said = [(a_request("message", id=str(n)), MessageBody(text=str(n))) for n in range(MOST_SHOWN + 5)]
    shown = with_waiting(a_thread(), said).shown()
    assert (shown.messages[0].text, len(shown.messages)) == ("5", MOST_SHOWN)


def test_a_safe_contact_of_earlier_rules_closes_the_thread_to_nobody() -> None:
    earlier = SafeContact.model_construct(channel="mail", address="zwei@a.example, drei@a.example")
    shown = a_thread(safe_contact=earlier).shown().model_dump_json()
    assert ThreadContent.model_validate_json(shown).safe_contact == earlier
