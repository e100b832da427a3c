"""All that one person sees of the own thread, as the desk has it; `waiting_content` adds what it has not taken yet."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from services.intake.domain.addition import Addition
from services.intake.domain.arrangement import OVER, OpenedArrangement
from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent, Standing
from services.intake.domain.correction import Truly, Was
from services.intake.domain.evidence import OpenedEvidence
from services.intake.domain.form_message import FormMessage
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, HandoverId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.retention_period import HoldReason
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.talk import Talk
from services.intake.domain.thread import Message
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, NotFound
from shared.file_numbers import ActNumbers

MOST_SHOWN: Final = 100
"""Messages, the newest of all: what a person is shown has to fit into one document."""

OF_A_REQUEST: Final[frozenset[Step]] = frozenset(
    {"sent", "delivered", "overdue", "expired", "recalled", "not_asked", "never_sent"}
)
"""Steps that are untrue where the person wanted to reach the partner herself: nobody was asked for anything."""


NOTHING_OF_ANOTHER: Final[dict[str, object]] = {
    "handovers": (),
    "consents": (),
    "progress": (),
    "arrangements": (),
    "file_numbers": (),
    "additions": (),
    "corrections": (),
    "kept": None,
}


def _as_it_was_stated(value: Any) -> Any:
    """What was taken by earlier rules must not close the thread to its person."""
    return SafeContact.as_stated(value) if isinstance(value, dict) else value


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenedMessage(Part):
    message: Message
    text: str = Field(repr=False)
    waits: bool = False
    """The desk has not taken it over yet."""
    form: FormMessage | None = None
    """What was said on a form of its own, with `text` beside it."""


class OpenedHandover(Part):
    handover: Handover
    standing: Standing
    texts: dict[ConsentItem, str] = Field(repr=False)


class OpenedAddition(Part):
    addition: Addition
    texts: dict[ConsentItem, str] = Field(repr=False)


Reached = Literal["nothing", "sent", "seen"]


class ShownCorrection(Part):
    """What was noted as her decision and was not hers, as she and the desk read it; without who noted or found it.

    `was_at`: the hour that was noted. `reached`: whether the request had left by then, and whether the partner saw it;
    an addition is there for the partner to read from then on.
    """

    id: str
    handover_id: HandoverId
    addition_id: AdditionId | None
    partner: Partner
    was: Was
    truly: Truly
    was_at: datetime
    at: datetime
    cold: bool
    reached: Reached
    must_act: bool


class Kept(Part):
    """From when on it is erased, and until when and why it is held beyond that."""

    ends_on: date | None
    held_until: date | None = None
    held_because: HoldReason | None = None


class ThreadContent(Part):
    begun: datetime
    messages: tuple[OpenedMessage, ...] = ()
    handovers: tuple[OpenedHandover, ...] = ()
    consents: tuple[Consent, ...] = ()
    progress: tuple[Progress, ...] = ()
    evidence: tuple[OpenedEvidence, ...] = ()
    arrangements: tuple[OpenedArrangement, ...] = ()
    file_numbers: tuple[ActNumbers, ...] = ()
    """Under which police and prosecution keep what she reported."""
    additions: tuple[OpenedAddition, ...] = ()
    corrections: tuple[ShownCorrection, ...] = ()
    kept: Kept | None = None
    by_mail: bool = False
    """Something came by mail or letter, which is for the desk alone."""
    word_agreed: bool = False
    """By which a caller shows to be the person; the word itself is shown to nobody."""
    renewed_at: datetime | None = None
    """When a new code was last given in place of a lost one; who reports for another reads it too."""
    on_behalf: bool = False
    """Whoever has the code reports for another, of whom nothing is shown."""
    talk: Talk | None = Field(default=None, repr=False)
    talk_copied: bool = False
    """As `Contact.talk_copied`: it is for the desk alone."""
    way_stated_at: datetime | None = None
    """When the desk stated for her how she is reached, or that nobody is to write; None where she did it last."""
    safe_contact: Annotated[SafeContact | None, BeforeValidator(_as_it_was_stated)] = Field(default=None, repr=False)

    @field_validator("progress")
    @classmethod
    def _cold_ones_were_named(cls, progress: tuple[Progress, ...], info: ValidationInfo) -> tuple[Progress, ...]:
        """A release before `named` stored that the partner was asked, and then that it did not answer."""
        handovers, consents = info.data.get("handovers", ()), info.data.get("consents", ())
        return tuple(true for each in progress if (true := _as_it_was(each, handovers, consents)))

    def asked(self, handover_id: HandoverId) -> OpenedHandover:
        """Raises NotFound for a hand-over of another thread."""
        found = next((each for each in self.handovers if each.handover.id == handover_id), None)
        if found is None:
            raise NotFound
        return found

    def arrangement(self, handover_id: HandoverId) -> OpenedArrangement:
        """Raises NotFound for a hand-over of another thread, Conflict where there is none or the consent is gone."""
        found = self.arrangement_if_any(handover_id)
        if found is None:
            raise Conflict("not-in-this-state", OVER)
        return found

    def arrangement_if_any(self, handover_id: HandoverId) -> OpenedArrangement | None:
        """Of a help that has ended, who was in charge there."""
        asked = self.asked(handover_id)
        found = next((each for each in self.arrangements if each.handover_id == handover_id), None)
        if found is None or asked.standing != "given":
            return None
        return found.after_the_help() if asked.handover.ended else found

    def addition(self, addition_id: AdditionId) -> OpenedAddition:
        """Raises NotFound for one of another thread."""
        found = next((each for each in self.additions if each.addition.id == addition_id), None)
        if found is None:
            raise NotFound
        return found

    def corrected(self, handover_id: HandoverId, addition_id: AdditionId | None = None) -> tuple[ShownCorrection, ...]:
        """Of the hand-over itself, or of one addition to it; in the order in which they were found."""
        about = (each for each in self.corrections if each.handover_id == handover_id)
        return tuple(each for each in about if each.addition_id == addition_id)

    def additions_to(self, handover_id: HandoverId) -> tuple[OpenedAddition, ...]:
        """In the order in which they were asked for."""
        return tuple(each for each in self.additions if each.addition.handover_id == handover_id)

    def files(self, ids: Iterable[str]) -> tuple[OpenedEvidence, ...]:
        """Those of these that are there, in the order in which they came."""
        wanted = set(ids)
        return tuple(each for each in self.evidence if each.id in wanted)

    def shown(self) -> "ThreadContent":
        """For the person: without what is sealed once more, what the desk needs, and what came unproven.

        Who reports for another is shown messages and the own safe contact, and nothing else.
        """
        without = {"sealed": {}, "unread": False}
        proven = [each for each in self.messages if each.message.is_proven]
        messages = tuple(
            each.model_copy(update={"message": each.message.model_copy(update=without)})
            for each in proven[-MOST_SHOWN:]
        )
        handovers = tuple(
            each.model_copy(update={"handover": each.handover.model_copy(update={"sealed": {}})})
            for each in self.handovers
        )
        additions = tuple(
            each.model_copy(update={"addition": _without_staff(each.addition)}) for each in self.additions
        )
        consents = tuple(each.model_copy(update={"noted_by": None}) for each in self.consents)
        by_mail = len(proven) < len(self.messages)
        shown: dict[str, object] = {
            "messages": messages,
            "handovers": handovers,
            "additions": additions,
            "consents": consents,
            "by_mail": by_mail,
        }
        if self.talk_copied:
            shown["talk"] = None
        return self.model_copy(update=shown | (NOTHING_OF_ANOTHER if self.on_behalf else {}))


def _without_staff(of: Addition) -> Addition:
    decisions = tuple(each.model_copy(update={"noted_by": None}) for each in of.decisions)
    return of.model_copy(update={"sealed": {}, "decisions": decisions})


def _as_it_was(step: Progress, handovers: Iterable[OpenedHandover], consents: Iterable[Consent]) -> Progress | None:
    """None where nothing of the kind happened."""
    given = {each.handover_id: each.at for each in consents if each.decision == "given" and each.at <= step.at}
    agreed = [
        each.handover for each in handovers if each.handover.partner.name == step.partner and each.handover.id in given
    ]
    if step.step not in OF_A_REQUEST or not agreed or not max(agreed, key=lambda each: given[each.id]).is_cold:
        return step
    return step.model_copy(update={"step": "named", "respond_by": None}) if step.step == "sent" else None
