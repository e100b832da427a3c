"""All content that one person sees of their own thread; `waiting_content` adds what the desk has not taken over yet."""

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
"""Number of messages, the newest of all: what a person is shown has to fit into one document."""

OF_A_REQUEST: Final[frozenset[Step]] = frozenset(
    {"sent", "delivered", "overdue", "expired", "recalled", "not_asked", "never_sent"}
)
"""Steps that are untrue for a cold hand-over, where nobody was asked for anything."""


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
    """Returns a safe contact unchecked: one accepted by earlier rules must not close the thread to its person."""
    return SafeContact.as_stated(value) if isinstance(value, dict) else value


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenedMessage(Part):
    message: Message
    text: str = Field(repr=False)
    waits: bool = False
    """Whether the desk has not taken it over yet."""
    form: FormMessage | None = None
    """Content of a form of its own, with `text` beside it."""


class OpenedHandover(Part):
    handover: Handover
    standing: Standing
    texts: dict[ConsentItem, str] = Field(repr=False)


class OpenedAddition(Part):
    addition: Addition
    texts: dict[ConsentItem, str] = Field(repr=False)


Reached = Literal["nothing", "sent", "seen"]


class ShownCorrection(Part):
    """A correction as the person and the desk read it, without who noted or found the mistake.

    `was_at`: the hour that was noted. `reached`: whether the request had left by then, and whether the partner saw it;
    an addition can be read by the partner from the moment of consent.
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
    """The day from which it is erased, and until when and why it is held beyond that."""

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
    """The numbers under which police and prosecution keep the person's report."""
    additions: tuple[OpenedAddition, ...] = ()
    corrections: tuple[ShownCorrection, ...] = ()
    kept: Kept | None = None
    by_mail: bool = False
    """Whether something came by mail or letter, which is for the desk alone."""
    word_agreed: bool = False
    """Whether a word is agreed by which a caller shows to be the person; the word itself is shown to nobody."""
    renewed_at: datetime | None = None
    """Time of the last new code in place of a lost one; a reporter for another reads it too."""
    on_behalf: bool = False
    """Whether the holder of the code reports for another, of whom nothing is shown."""
    talk: Talk | None = Field(default=None, repr=False)
    talk_copied: bool = False
    """See `Contact.talk_copied`; if True, `talk` is for the desk alone."""
    way_stated_at: datetime | None = None
    """Time at which the desk stated how to reach the person, or not to write; `None` if the person did it last."""
    safe_contact: Annotated[SafeContact | None, BeforeValidator(_as_it_was_stated)] = Field(default=None, repr=False)

    @field_validator("progress")
    @classmethod
    def _cold_ones_were_named(cls, progress: tuple[Progress, ...], info: ValidationInfo) -> tuple[Progress, ...]:
        """Corrects steps from before `named` existed: the partner of a cold hand-over was stored as asked."""
        handovers, consents = info.data.get("handovers", ()), info.data.get("consents", ())
        return tuple(true for each in progress if (true := _as_it_was(each, handovers, consents)))

    def asked(self, handover_id: HandoverId) -> OpenedHandover:
        """Returns the hand-over. Raises NotFound for one of another thread."""
        found = next((each for each in self.handovers if each.handover.id == handover_id), None)
        if found is None:
            raise NotFound
        return found

    def arrangement(self, handover_id: HandoverId) -> OpenedArrangement:
        """Returns the arrangement.

        Raises NotFound for a hand-over of another thread, Conflict without one or consent.
        """
        found = self.arrangement_if_any(handover_id)
        if found is None:
            raise Conflict("not-in-this-state", OVER)
        return found

    def arrangement_if_any(self, handover_id: HandoverId) -> OpenedArrangement | None:
        """Returns the arrangement, or None. After the help has ended, only the officer in charge is left.

        Raises NotFound for a hand-over of another thread.
        """
        asked = self.asked(handover_id)
        found = next((each for each in self.arrangements if each.handover_id == handover_id), None)
        if found is None or asked.standing != "given":
            return None
        return found.after_the_help() if asked.handover.ended else found

    def addition(self, addition_id: AdditionId) -> OpenedAddition:
        """Returns the addition. Raises NotFound for one of another thread."""
        found = next((each for each in self.additions if each.addition.id == addition_id), None)
        if found is None:
            raise NotFound
        return found

    def corrected(self, handover_id: HandoverId, addition_id: AdditionId | None = None) -> tuple[ShownCorrection, ...]:
        """Returns the corrections of the hand-over itself, or of one addition to it, in the order of discovery."""
        about = (each for each in self.corrections if each.handover_id == handover_id)
        return tuple(each for each in about if each.addition_id == addition_id)

    def additions_to(self, handover_id: HandoverId) -> tuple[OpenedAddition, ...]:
        """Returns the additions to a hand-over, in the order in which they were asked for."""
        return tuple(each for each in self.additions if each.addition.handover_id == handover_id)

    def files(self, ids: Iterable[str]) -> tuple[OpenedEvidence, ...]:
        """Returns the existing files among these ids, in the order in which they came."""
        wanted = set(ids)
        return tuple(each for each in self.evidence if each.id in wanted)

    def shown(self) -> "ThreadContent":
        """Returns the content for the person: without sealed copies, the desk's own fields, and unverified messages.

        A reporter for another is shown messages and their own safe contact, and nothing else.
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
    """Returns the true step, or None if nothing of the kind happened."""
    given = {each.handover_id: each.at for each in consents if each.decision == "given" and each.at <= step.at}
    agreed = [
        each.handover for each in handovers if each.handover.partner.name == step.partner and each.handover.id in given
    ]
    if step.step not in OF_A_REQUEST or not agreed or not max(agreed, key=lambda each: given[each.id]).is_cold:
        return step
    return step.model_copy(update={"step": "named", "respond_by": None}) if step.step == "sent" else None
