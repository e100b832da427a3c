"""Requests from the public face to the desk: one for each thing that a person or a channel wants."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from services.intake.domain.addition import Addition
from services.intake.domain.concern import Concern
from services.intake.domain.consent import Choice, Decision
from services.intake.domain.evidence import EvidenceBody
from services.intake.domain.form_message import CallWish, DataWish, Feedback, Letter, PartnerWish
from services.intake.domain.handover import Handover, Worked
from services.intake.domain.ids import AdditionId, CaseId, ContactId, HandoverId
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Sealed
from shared.arrangement import Answer
from shared.contracts.vocabulary import ConsentItem
from shared.state import State

Kind = Literal[
    "submission",
    "sealed_submission",
    "message",
    "letter",
    "own_data",
    "erasure",
    "feedback",
    "call_wish",
    "partner_wish",
    "evidence",
    "decision",
    "addition",
    "worked",
    "arrangement",
    "safe_contact",
    "no_safe_contact",
    "agreed_word",
    "code_noted",
]
BEGINS_A_THREAD: Final[tuple[Kind, ...]] = ("submission", "sealed_submission")


class Body(BaseModel):
    """The content of a request, sealed under the thread's data key."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class BoxBody(Body):
    """Content that a channel sealed for the team: in base64url, since only the desk can open it."""

    box: str


class MessageBody(Body):
    text: str


Narrower = Literal["given_in_part", "refused_for_good"]
NARROWER_OF: Final[Mapping[Narrower, Decision]] = {"given_in_part": "given", "refused_for_good": "refused"}


class DecisionBody(Body):
    """A decision on a hand-over. `items`, `text_version`: exactly what the person saw; `ticked`: the items agreed to.

    `evidence`: the files agreed to. `ticked` None: all items, as an earlier release asked. A decision that is narrower
    than that release knows has a word of its own: its desk cannot read it and leaves it to one of this release, instead
    of taking it as a consent to everything. That release knows no files, and passes none on.
    """

    handover_id: HandoverId
    decision: Decision | Narrower
    items: tuple[ConsentItem, ...]
    text_version: str
    ticked: tuple[ConsentItem, ...] | None = None
    never: bool = False
    evidence: tuple[str, ...] = ()

    @classmethod
    def of(cls, handover: Handover, choice: Choice) -> "DecisionBody":
        return cls(
            handover_id=handover.id,
            decision=_as_narrow_as(handover, choice),
            items=handover.items,
            text_version=handover.text_version,
            ticked=choice.items,
            never=choice.never,
            evidence=choice.evidence,
        )

    @property
    def choice(self) -> Choice:
        match self.decision:
            case "given_in_part" | "refused_for_good" as narrower:
                return Choice(NARROWER_OF[narrower], self.ticked, self.never, self.evidence)
            case decision:
                return Choice(decision, self.ticked, self.never, self.evidence)

    def is_about(self, handover: Handover) -> bool:
        return (self.handover_id, self.items, self.text_version) == (
            handover.id,
            handover.items,
            handover.text_version,
        )


def _as_narrow_as(handover: Handover, choice: Choice) -> Decision | Narrower:
    if choice.decision == "given" and choice.items is not None and set(choice.items) != set(handover.items):
        return "given_in_part"
    return "refused_for_good" if choice.decision == "refused" and choice.never else choice.decision


class AdditionBody(Body):
    """A decision on an addition to a hand-over, otherwise like DecisionBody."""

    addition_id: AdditionId
    decision: Decision
    items: tuple[ConsentItem, ...]
    text_version: str
    ticked: tuple[ConsentItem, ...] = ()

    @classmethod
    def of(cls, addition: Addition, choice: Choice) -> "AdditionBody":
        return cls(
            addition_id=addition.id,
            decision=choice.decision,
            items=addition.items,
            text_version=addition.text_version,
            ticked=choice.items or (),
        )

    @property
    def choice(self) -> Choice:
        return Choice(self.decision, self.ticked)

    def is_about(self, addition: Addition) -> bool:
        asked = addition.id, addition.items, addition.text_version
        return (self.addition_id, self.items, self.text_version) == asked


class WorkedBody(Body):
    handover_id: HandoverId
    worked: Worked


class ArrangementBody(Body):
    """The person's answer to a partner's appointments."""

    handover_id: HandoverId
    answer: Answer


class WordBody(Body):
    """A new agreed word, in the form that `agreed_word.compared` returns."""

    word: str


class CodeBody(Body):
    """The place of the one-time code whose receipt code was noted."""

    place: str


class NoBody(Body):
    """An empty body, for kinds that need no content."""


BODIES: Final[Mapping[str, type[BaseModel]]] = {
    "submission": Concern,
    "sealed_submission": BoxBody,
    "message": MessageBody,
    "letter": Letter,
    "own_data": DataWish,
    "erasure": DataWish,
    "feedback": Feedback,
    "call_wish": CallWish,
    "partner_wish": PartnerWish,
    "evidence": EvidenceBody,
    "decision": DecisionBody,
    "addition": AdditionBody,
    "worked": WorkedBody,
    "arrangement": ArrangementBody,
    "safe_contact": SafeContact,
    "no_safe_contact": NoBody,
    "agreed_word": WordBody,
    "code_noted": CodeBody,
}
"""Model of the body by kind; a request of any other kind is refused."""


class Beginning(BaseModel):
    """The data key of a new thread, wrapped for the team and under the receipt code."""

    model_config = ConfigDict(frozen=True)

    for_team: bytes
    wrapped_for: str
    receipt: Sealed


class Request(State):
    """A request, written once by the face; the desk alone marks it as taken or refused, and why.

    `id` is a keyed hash of the attempt, `body` one of a new thread's content. `number` orders the waiting requests of a
    thread; 0 begins it. `mac` covers every field that the face writes. `contact_id` and `case_id` are told to the
    sender.
    """

    id: str
    kind: str
    locator: str
    number: int
    at: datetime
    """The hour of arrival."""
    sealed: Sealed
    mac: bytes = b""
    body: str | None = None
    contact_id: ContactId | None = None
    case_id: CaseId | None = None
    begins: Beginning | None = None
    state: Literal["waiting", "taken", "refused"] = "waiting"
    reason: str | None = None
    tries: int = 0
    due: datetime | None = None

    def signed(self) -> bytes:
        """Returns the bytes for the MAC: no field can be changed, left out or shifted into its neighbour."""
        begins = self.begins and [self.begins.for_team.hex(), self.begins.wrapped_for, _plain(self.begins.receipt)]
        said = [self.id, self.kind, self.locator, self.number, int(self.at.timestamp()), _plain(self.sealed)]
        return json.dumps([*said, self.body, self.contact_id, self.case_id, begins]).encode()

    def taken(self) -> "Request":
        """Returns the remainder, kept for a day: a retry is recognised by it."""
        return self.model_copy(update={"state": "taken", "sealed": {}, "mac": b"", "begins": None, "due": None})

    def refused(self, reason: str) -> "Request":
        """Returns the refused request with all its content: a human decides."""
        return self.model_copy(update={"state": "refused", "reason": reason, "due": None})


class Taken(State):
    """An entry of the desk's own list: the same request never takes effect twice, whatever the face's database says."""

    id: str
    thread: str


def derived(request_id: str, kid: str, what: str) -> str:
    """Returns an id derived from a request and its data key: nobody can choose it, and a retry makes the same."""
    return str(uuid5(UUID(kid), f"{what} {request_id}"))


def ids_of_contact(request_id: str, kid: str) -> tuple[ContactId, CaseId]:
    return ContactId(derived(request_id, kid, "contact")), CaseId(derived(request_id, kid, "case"))


def _plain(sealed: Sealed) -> list[str]:
    """Returns key id and box as text, of any value that stands there: a forged one may lack both."""
    kid, box = sealed.get("kid"), sealed.get("box")
    return [str(kid), box.hex() if isinstance(box, bytes) else str(box)]
