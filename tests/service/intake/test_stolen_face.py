"""Who has the face's login forges requests of every kind, repeats them, moves them: nothing changes, and it shows."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from pydantic import BaseModel

from services.intake.domain.concern import Concern
from services.intake.domain.consent import Choice
from services.intake.domain.evidence import EvidenceBody
from services.intake.domain.form_message import CallWish, DataWish, Feedback, Letter, LetterKind, PartnerWish
from services.intake.domain.handover import name
from services.intake.domain.ids import CaseId, HandoverId, PartnerId
from services.intake.domain.request import (
    BEGINS_A_THREAD,
    BODIES,
    AdditionBody,
    ArrangementBody,
    BoxBody,
    CodeBody,
    DecisionBody,
    Kind,
    MessageBody,
    NoBody,
    Request,
    WordBody,
    WorkedBody,
)
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Thread
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.person.receipt_access import open_thread, ticket_for
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.sealed_fields import seal_request
from services.intake.store import ADDITIONS, CONTACTS, HANDOVERS
from services.intake.store.face import DATABASE
from shared.arrangement import Answer
from shared.clock import now, whole_hour
from shared.contracts.vocabulary import Channel, ConsentHow, ConsentItem, ReferralKind
from shared.sealing import DataKey
from shared.sealing.keys import encode
from shared.store import Document, Store, connect, saved
from tests.harness.engines.contents import contents
from tests.harness.gauges import count_of
from tests.harness.services import beginnings
from tests.harness.services.beginnings import signed
from tests.harness.services.intake import TEAM_KEY, Place, a_counsellor, face_over, fill_in, requests_of
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
PARTNER, OTHER, AGREED = (PartnerId(str(uuid4())) for _ in range(3))
GOES_ON: Final = [kind for kind in BODIES if kind not in BEGINS_A_THREAD]
CONTENT: Final = (
    *("contacts", "cases", "messages", "handovers", "consents", "safe_contacts", "progress", "taken", "evidence"),
    *("agreed_words", "arrangements", "additions"),
)
BUS: Final = ("outbox", "ledger", "dispatches")


@dataclass(frozen=True)
class Victim:
    code: str
    thread: Thread
    key: DataKey


@dataclass(frozen=True)
class Stolen:
    """The face's database with the face's own rights, and two people whose codes were typed once."""

    place: Place
    store: Store
    one: Victim
    other: Victim
    handover: DecisionBody
    addition: AdditionBody
    """On what is asked in addition to another hand-over of the one."""
    named: HandoverId
    """A hand-over of the one, whose partner was named."""

    def body(self, kind: Kind) -> BaseModel:
        bodies: dict[str, BaseModel] = {
            "submission": Concern(channel=Channel.PORTAL, text="Falsch."),
            "sealed_submission": BoxBody(box=encode(TEAM_KEY.public.seal(b'{"text": "Falsch."}'))),
            "message": MessageBody(text="Falsch."),
            "letter": Letter(kind=LetterKind.OTHER, received_on=date(2026, 11, 2)),
            "own_data": DataWish(form="own_data"),
            "erasure": DataWish(form="erasure"),
            "feedback": Feedback(helped="not"),
            "call_wish": CallWish(way="video", begins=now()),
            "partner_wish": PartnerWish(asking="again", text="Beratung Nord"),
            "evidence": EvidenceBody(sha256="0f" * 32, received_at=now()),
            "decision": self.handover,
            "addition": self.addition,
            "worked": WorkedBody(handover_id=self.named, worked="no"),
            "arrangement": ArrangementBody(
                handover_id=self.handover.handover_id, answer=Answer(round=1, chosen=None, word="Falsch.")
            ),
            "safe_contact": SafeContact(address="falsch@example.org"),
            "no_safe_contact": NoBody(),
            "agreed_word": WordBody(word="falsch"),
            "code_noted": CodeBody(place="somewhere"),
        }
        return bodies[kind]

    def right(self, kind: Kind, of: Victim, key: DataKey | None = None) -> Request:
        """As only the one makes it whose receipt code is typed; with another `key` as anybody can."""
        key, request_id, locator = key or of.key, f"request {uuid4()}", of.thread.id
        unsigned = Request(
            id=request_id,
            kind=kind,
            locator=locator,
            number=1,
            at=whole_hour(now()),
            sealed=seal_request(key, kind, locator, request_id, self.body(kind)),
        )
        return signed(unsigned, key)

    async def insert(self, request: Request) -> None:
        await self.insert_document(request.id, request.model_dump(exclude={"id", "version"}))

    async def insert_document(self, document_id: object, fields: Document) -> None:
        document = {"_id": document_id, **saved(fields, schema=1)["$set"]}
        await self.store["requests"].insert_one(document)

    async def picture(self) -> dict[str, list[Document]]:
        """All that must not change."""
        place = self.place
        here = await contents(place.store, (*CONTENT, *BUS))
        return here | await contents(place.keys, ("keys",)) | await contents(place.face, ("threads",))


@pytest.fixture(scope="module")
async def as_the_face(mongo_of: Mapping[str, str]) -> AsyncIterator[Store]:
    store = connect(mongo_of["intake-face"], DATABASE)
    yield store
    await store.close()


@pytest.fixture
async def stolen(place: Place, with_desk_away: httpx2.AsyncClient, as_the_face: Store) -> Stolen:
    return replace(await make(place, with_desk_away), store=as_the_face)


@laid_out
async def make(place: Place, browser: httpx2.AsyncClient) -> Stolen:
    victims = [await a_victim(place, browser) for _ in range(2)]
    first = await place.unit_of_work(lambda tx: CONTACTS.get(tx, case_id=victims[0].thread.thread))
    assert first.case_id
    await take_over(place.desk, first.id, ANNA)
    for partner in (PARTNER, OTHER, AGREED):
        await place.unit_of_work(lambda tx, partner=partner: list_partner(tx, partner, "Stelle", "legal"))  # type: ignore[misc]
    asked_id = await ask_for_consent(place.desk, first.case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "Wortlaut."})
    asked = await place.unit_of_work(lambda tx: HANDOVERS.get(tx, id=asked_id))
    decision = DecisionBody(handover_id=asked.id, decision="given", items=asked.items, text_version=asked.text_version)
    cold = await ask_for_consent(place.desk, first.case_id, ANNA, OTHER, {}, kind=ReferralKind.COLD)
    await place.unit_of_work(lambda tx: HANDOVERS.update(tx, partial(name, card=None, at=now()), id=cold))
    addition = await an_addition(place, first.case_id)
    await place.settle()
    return Stolen(place, place.face, victims[0], victims[1], decision, addition, cold)


async def an_addition(place: Place, case_id: CaseId) -> AdditionBody:
    agreed = await ask_for_consent(place.desk, case_id, ANNA, AGREED, {ConsentItem.ACCOUNT: "Wortlaut."})
    await note_decision(place.desk, agreed, ANNA, "given", ConsentHow.VOICE)
    asked_id = await ask_for_addition(place.desk, agreed, ANNA, {ConsentItem.ACCOUNT: "Noch etwas."})
    asked = await place.unit_of_work(lambda tx: ADDITIONS.get(tx, id=asked_id))
    return AdditionBody.of(asked, Choice("given", (ConsentItem.ACCOUNT,)))


async def a_victim(place: Place, browser: httpx2.AsyncClient) -> Victim:
    code = await fill_in(browser, text="Ein Anliegen", channel="mail", address="sicher@example.org")
    await place.settle()
    face = face_over(place.face)
    opened = await open_thread(face, ticket_for(face, code))
    assert opened.thread
    return Victim(code, opened.thread, opened.key)


def counted(kind: str, outcome: str) -> float:
    return count_of("lotse_requests_total", kind=kind, outcome=outcome)


async def is_refused(stolen: Stolen, kind: str, reason: str) -> None:
    """Settles, and finds the last request refused for this reason, counted, kept and alarming."""
    before, alarms = await stolen.picture(), counted(kind, "refused")
    await stolen.place.settle()
    assert await stolen.picture() == before
    refused = await stolen.place.face["requests"].find({"state": "refused"}).to_list(None)
    assert [each["reason"] for each in refused] == [reason]
    assert counted(kind, "refused") == alarms + 1
    assert count_of("lotse_requests_refused") == 1


FORGERIES: Final = (
    *("of another key", "without a mac", "without a body", "with another kind", "with another number"),
    *("with another hour", "with a box that is none"),
)


@pytest.mark.parametrize("how", FORGERIES)
@pytest.mark.parametrize("kind", GOES_ON)
async def test_a_forged_request_changes_nothing(stolen: Stolen, kind: Kind, how: str) -> None:
    right = stolen.right(kind, stolen.one)
    another = next(each for each in GOES_ON if each != kind)
    forged = {
        "of another key": stolen.right(kind, stolen.one, DataKey.generate()),
        "without a body": right.model_copy(update={"sealed": {}}),
        "with a box that is none": right.model_copy(update={"sealed": {"kid": ["none"], "box": 7}}),
        "without a mac": right.model_copy(update={"mac": b""}),
        "with another kind": right.model_copy(update={"kind": another}),
        "with another number": right.model_copy(update={"number": 7}),
        "with another hour": right.model_copy(update={"at": right.at.replace(year=2020)}),
    }[how]
    await stolen.insert(forged)
    await is_refused(stolen, forged.kind, "wrong-mac")


@pytest.mark.parametrize("kind", GOES_ON)
async def test_a_request_moved_to_another_thread_changes_nothing(stolen: Stolen, kind: Kind) -> None:
    moved = stolen.right(kind, stolen.one).model_copy(update={"locator": stolen.other.thread.id})
    await stolen.insert(moved)
    await is_refused(stolen, kind, "wrong-mac")


@pytest.mark.parametrize("kind", ["decision", "addition", "worked"])
async def test_what_is_said_of_another_threads_handover_changes_nothing(stolen: Stolen, kind: Kind) -> None:
    """Also with the other person's own key, while their code is typed."""
    await stolen.insert(stolen.right(kind, stolen.other))
    await is_refused(stolen, kind, "other-package")


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("items", (ConsentItem.ACCOUNT, ConsentItem.NAME)),
        ("text_version", "another"),
        ("ticked", (ConsentItem.ACCOUNT, ConsentItem.NAME)),
        ("ticked", ()),
    ],
)
async def test_a_decision_on_another_package_than_was_asked_about_changes_nothing(
    stolen: Stolen, field: str, other: object
) -> None:
    changed = replace(stolen, handover=stolen.handover.model_copy(update={field: other}))
    await stolen.insert(changed.right("decision", stolen.one))
    await is_refused(stolen, "decision", "other-package")


@pytest.mark.parametrize(
    ("field", "other"),
    [("items", ()), ("text_version", "another"), ("ticked", (ConsentItem.NAME,)), ("ticked", ())],
)
async def test_a_decision_on_another_addition_than_was_asked_about_changes_nothing(
    stolen: Stolen, field: str, other: object
) -> None:
    changed = replace(stolen, addition=stolen.addition.model_copy(update={field: other}))
    await stolen.insert(changed.right("addition", stolen.one))
    await is_refused(stolen, "addition", "other-package")


@pytest.mark.parametrize("kind", GOES_ON)
async def test_a_right_request_takes_effect_once_however_often_it_is_repeated(stolen: Stolen, kind: Kind) -> None:
    """The other tests would see nothing if none did."""
    right, before = stolen.right(kind, stolen.one), await stolen.picture()
    await stolen.insert(right)
    await stolen.place.settle()
    after = await stolen.picture()
    assert after != before
    repeated = counted(kind, "repeated")
    for _ in range(2):
        await stolen.place.face["requests"].delete_many({})  # as the engine's sweeper does after a day
        await stolen.insert(right)
        await stolen.place.settle()
    assert await stolen.picture() == after
    assert counted(kind, "repeated") == repeated + 2


@pytest.mark.parametrize("kind", GOES_ON)
async def test_a_repeated_request_under_another_id_changes_nothing(stolen: Stolen, kind: Kind) -> None:
    right = stolen.right(kind, stolen.one)
    await stolen.insert(right)
    await stolen.place.settle()
    await stolen.insert(right.model_copy(update={"id": "another"}))
    await is_refused(stolen, kind, "wrong-mac")


def a_beginning(stolen: Stolen, kind: Kind, locator: str, kid: str | None = None) -> tuple[Request, DataKey]:
    return beginnings.a_beginning(kind, stolen.body(kind), locator, kid)


@pytest.mark.parametrize("kind", BEGINS_A_THREAD)
async def test_nobody_begins_a_thread_in_anothers_place(stolen: Stolen, kind: Kind) -> None:
    unsigned, key = a_beginning(stolen, kind, stolen.one.thread.id)
    await stolen.insert(signed(unsigned, key))
    before = await stolen.picture()
    await stolen.place.settle()
    after = await stolen.picture()
    assert len(after.pop("keys")) == len(before.pop("keys")) + 1  # which opens nothing, and is swept after a day
    assert after == before
    assert [each.reason for each in await requests_of(stolen.place) if each.state == "refused"] == ["exists"]


@pytest.mark.parametrize("kind", BEGINS_A_THREAD)
async def test_nobody_begins_a_thread_under_anothers_ids(stolen: Stolen, kind: Kind) -> None:
    (contact,) = await stolen.place.store["contacts"].find({"case_id": stolen.one.thread.thread}).to_list(None)
    unsigned, key = a_beginning(stolen, kind, "a place of its own", stolen.one.key.id)
    chosen = unsigned.model_copy(update={"contact_id": contact["_id"], "case_id": contact["case_id"]})
    await stolen.insert(signed(chosen, key))
    await is_refused(stolen, kind, "other-ids")


@pytest.mark.parametrize("kind", BEGINS_A_THREAD)
@pytest.mark.parametrize("what", ["for_team", "nothing"])
async def test_nobody_begins_a_thread_with_anothers_data_key(stolen: Stolen, kind: Kind, what: str) -> None:
    unsigned, key = a_beginning(stolen, kind, "a place of its own")
    other, _ = a_beginning(stolen, kind, "another place")
    assert unsigned.begins
    assert other.begins
    taken = {
        "for_team": unsigned.begins.model_copy(update={"for_team": other.begins.for_team}),
        "nothing": None,
    }[what]
    await stolen.insert(signed(unsigned.model_copy(update={"begins": taken}), key))
    await is_refused(stolen, kind, {"for_team": "cannot-open", "nothing": "incomplete"}[what])


@pytest.mark.parametrize("kind", BEGINS_A_THREAD)
async def test_a_submission_that_was_taken_comes_to_nothing_when_it_is_repeated(stolen: Stolen, kind: Kind) -> None:
    unsigned, key = a_beginning(stolen, kind, "a place of its own")
    right = signed(unsigned, key)
    await stolen.insert(right)
    await stolen.place.settle()
    after, repeated = await stolen.picture(), counted(kind, "repeated")
    assert len(after["contacts"]) == 3
    await stolen.place.face["requests"].delete_many({})
    await stolen.insert(right)
    await stolen.place.settle()
    assert await stolen.picture() == after
    assert counted(kind, "repeated") == repeated + 1


async def test_requests_for_a_thread_that_is_not_there_change_nothing(stolen: Stolen) -> None:
    nowhere = replace(stolen.one, thread=stolen.one.thread.model_copy(update={"id": "nowhere"}))
    await stolen.insert(stolen.right("message", nowhere))
    await is_refused(stolen, "message", "unknown-thread")


JUNK: Final[dict[str, Any]] = {
    "an empty one": {},
    "no kind": {"locator": "somewhere", "number": 1},
    "another's fields": {"kind": "message", "locator": {"$ne": 1}, "number": "one", "sealed": [], "at": "today"},
    "an erasure": {"kind": "case.erased", "locator": "lotse.intake.case"},
}


@pytest.mark.parametrize("junk", JUNK)
async def test_what_is_no_request_is_put_aside(stolen: Stolen, junk: str) -> None:
    await stolen.insert_document({"no": "text"}, {"state": "waiting", **JUNK[junk]})
    await is_refused(stolen, "unknown", "malformed")


async def test_a_kind_that_nobody_knows_is_put_aside(stolen: Stolen) -> None:
    unknown = stolen.right("message", stolen.one).model_copy(update={"kind": "erase_case"})
    await stolen.insert(signed(unknown, stolen.one.key))
    await is_refused(stolen, "unknown", "unknown-kind")


@pytest.mark.parametrize("due", [None, now().replace(year=2100)], ids=["at once", "in a hundred years"])
async def test_a_refused_request_holds_nobody_up(stolen: Stolen, due: datetime | None) -> None:
    forged = stolen.right("message", stolen.one, DataKey.generate())
    await stolen.insert(forged.model_copy(update={"due": due, "tries": 3}))
    right = stolen.right("message", stolen.one).model_copy(update={"number": 2})
    await stolen.insert(signed(right, stolen.one.key))
    await stolen.place.settle()
    assert sorted(each.state for each in await requests_of(stolen.place) if each.kind == "message") == [
        "refused",
        "taken",
    ]
