"""A contact: one call, mail, form or submission. It may stay without a case."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from services.intake.domain.ids import CaseId, ContactId, Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from services.intake.domain.turn import turn_of
from shared.contracts.vocabulary import Channel, Land, Reason, Urgency, Via
from shared.errors import Conflict
from shared.state import Fact, State

LEADS_TO_A_CASE = frozenset({Reason.COUNSELLING, Reason.ON_BEHALF, Reason.UNKNOWN})
MAY_BE_REFERRED = frozenset({Reason.PREVENTION, Reason.INFORMATION, Reason.OTHER})
"""Reasons without a case: nothing happened, and somebody else can help."""
TOLD_OF_THE_CASE = LEADS_TO_A_CASE - {Reason.ON_BEHALF}
"""Reasons for which the sender learns that there is a case."""


class Alone(StrEnum):
    """The desk's reason for recording a contact apart from the cases that a search found for it.

    It is another person, or the same person with another matter, or nobody is sure that it is the same person.
    """

    ANOTHER_PERSON = "another_person"
    ANOTHER_MATTER = "another_matter"
    UNSURE = "unsure"


MAY_BE_PRESS: Final = frozenset({Reason.UNKNOWN, Reason.INFORMATION, Reason.PREVENTION, Reason.OTHER})
"""Reasons that say nothing of help: a contact that came in with one of them may turn out to be the press."""
NO_PREVENTION: Final = "Vermittelt wird so nur, wem nichts geschehen ist. Hier ist nichts geändert."
IS_PRESS: Final = (
    "Hier fragt die Presse: Eingeschätzt und weitergegeben wird dabei nichts. Sucht hier doch jemand Hilfe, machen Sie "
    "unter „Akte“ zuerst einen Fall daraus."
)


class Contact(State):
    id: ContactId
    case_id: CaseId | None
    channel: Channel
    reason: Reason
    land: Land
    via: Via | None = None
    recorded_at: datetime
    channel_reference: Sealed | None = None
    talk: Sealed | None = None
    """A sealed request for a talk or a training (talk.py)."""
    talk_copied: bool = False
    """Whether `talk` is copied from a mail or letter, whose sender nobody has verified."""
    state: Literal["recorded", "assigned", "closed"] = "recorded"
    counsellor: Counsellor | None = None
    held_for: Counsellor | None = None
    """The absent counsellor to whom the contact returns; a substitute has it meanwhile."""
    linked_case: CaseId | None = None
    """The affected person's own case, for a contact that reports for another; known to the desk alone."""
    joined_to: CaseId | None = None
    """The case of the same person to which the desk joined this contact; its own code shows nothing of it."""
    happened_on: date | None = None
    """The day of the letter, or of a talk that was written down later."""
    alone: Alone | None = None
    """Set if cases were found for it when it was recorded at the desk, and it stays apart from them."""
    turn: str = ""
    """Its place among those who wait (turn.py)."""

    @property
    def thread(self) -> ThreadId:
        """The id under which its messages are kept and sealed."""
        return ThreadId(self.case_id or self.id)

    @property
    def stands_for_itself(self) -> bool:
        """Whether no other case is the same person's, or the one that it reports for, and it is not the press."""
        return self.joined_to is None and self.linked_case is None and not self.is_press

    @property
    def is_spoken(self) -> bool:
        """Whether somebody talked to the person while it was recorded."""
        return self.channel in (Channel.PHONE, Channel.IN_PERSON)

    @property
    def begins_with_a_code(self) -> bool:
        """Whether the channel gives a receipt code, and with it a page on which answers can be read."""
        return self.channel not in (Channel.PHONE, Channel.IN_PERSON, Channel.MAIL, Channel.LETTER)

    @property
    def is_press(self) -> bool:
        """Whether it is for the head of the contact point, who answers the press."""
        return self.reason is Reason.PRESS

    @property
    def may_be_press(self) -> bool:
        """Whether it may be the press, judged by its own fields alone; signs_of_help.py looks at the rest."""
        return self.reason in MAY_BE_PRESS and self.state != "closed" and not self.is_for_prevention

    @property
    def may_be_referred(self) -> bool:
        """Whether it may be referred as it is, without becoming a case."""
        return self.reason in MAY_BE_REFERRED and self.case_id is None and self.state != "closed"

    @property
    def is_for_prevention(self) -> bool:
        """Whether it has a case's record for its referrals without being a case (prevention.py)."""
        return self.reason in MAY_BE_REFERRED and self.case_id is not None

    @property
    def has_record_only(self) -> bool:
        """Whether it has a case's record without being a case: for prevention, or because the press asks."""
        return self.is_for_prevention or (self.is_press and self.case_id is not None)

    @property
    def quotes_acts(self) -> bool:
        """Whether its texts may quote threats word for word."""
        return self.case_id is not None and not self.has_record_only

    @property
    def is_case(self) -> bool:
        """Whether somebody is counselled because something happened, here or in the case to which it is joined."""
        return self.joined_to is not None or self.quotes_acts

    @property
    def is_on_behalf(self) -> bool:
        """Whether the writer reports for another, and is not the person whom it is about."""
        return self.reason is Reason.ON_BEHALF


class Recorded(Fact[Contact]):
    pass


class Assigned(Fact[Contact]):
    pass


class Ranked(Fact[Contact]):
    pass


class Joined(Fact[Contact]):
    """The contact's own case, if it has one, no longer counts as a case of its own."""


class Parted(Fact[Contact]):
    """The contact's own case counts again."""


class ContactAnswered(Fact[Contact]):
    pass


class ContactClosed(Fact[Contact]):
    pass


class ContactErased(Fact[Contact]):
    pass


def record(
    contact_id: ContactId,
    new_case: CaseId,
    *,
    channel: Channel,
    reason: Reason,
    land: Land,
    via: Via | None,
    urgency: Urgency,
    hour: datetime,
    happened_on: date | None = None,
    alone: Alone | None = None,
) -> Recorded:
    """Records a contact. `urgency`: as the person judged it; a contact that leads to no case is routine."""
    case_id = new_case if reason in LEADS_TO_A_CASE else None
    contact = Contact(
        id=contact_id,
        case_id=case_id,
        channel=channel,
        reason=reason,
        land=land,
        via=via,
        recorded_at=hour,
        happened_on=happened_on,
        alone=alone,
        turn=turn_of(contact_id, hour, urgency if case_id else Urgency.ROUTINE),
    )
    return Recorded(contact)


def rank(contact: Contact, urgency: Urgency) -> Ranked:
    """Moves the contact in the queue by the urgency that a counsellor judged."""
    return Ranked(contact.model_copy(update={"turn": turn_of(contact.id, contact.recorded_at, urgency)}))


def answer(contact: Contact, by: Counsellor) -> ContactAnswered:
    refuse_unless_with(contact, by)
    return ContactAnswered(contact)


def close(contact: Contact, by: Counsellor) -> ContactClosed:
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    return ContactClosed(contact.model_copy(update={"state": "closed"}))


def reopen(contact: Contact, by: Counsellor) -> Assigned:
    if contact.state != "closed":
        raise Conflict("not-in-this-state", "Dieses Anliegen ist offen.")
    return Assigned(contact.model_copy(update={"state": "assigned", "counsellor": by, "held_for": None}))


def make_case(contact: Contact, by: Counsellor) -> Assigned:
    """Makes a case of the contact, with the contact's id, so that its thread stays the same.

    Raises Conflict if somebody else is responsible, it is closed, or it is a case already.
    """
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    if contact.case_id and not contact.has_record_only:
        raise Conflict("not-in-this-state", "Dieses Anliegen ist schon ein Fall.")
    made = {"case_id": contact.case_id or CaseId(contact.id), "reason": Reason.COUNSELLING}
    return Assigned(contact.model_copy(update=made))


def refer(contact: Contact, by: Counsellor) -> Assigned | None:
    """Gives the contact the record that hand-overs and referrals belong to; it stays what it is. None if it has one.

    Raises Conflict if somebody else is responsible, it is closed, or it came for another reason.
    """
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    if contact.is_for_prevention:
        return None
    if not contact.may_be_referred:
        raise Conflict("not-in-this-state", NO_PREVENTION)
    return Assigned(contact.model_copy(update={"case_id": CaseId(contact.id)}))


def state_talk(contact: Contact, talk: Sealed | None, *, copied: bool) -> Fact[Contact]:
    """Stores the request for a talk; `talk` None removes it. `copied`: see `Contact.talk_copied`."""
    return Fact(contact.model_copy(update={"talk": talk, "talk_copied": copied and talk is not None}))


def refuse_erasing(contact: Contact, waiting: int) -> None:
    """Raises Conflict unless the contact is closed and nothing waits.

    `waiting`: number of messages and files from the person that nobody has looked at.
    """
    if contact.state != "closed":
        raise Conflict("not-in-this-state", "Nur ein abgeschlossenes Anliegen kann gelöscht werden.")
    if waiting:
        raise Conflict(
            "not-in-this-state", "Die Person hat noch etwas geschrieben oder gegeben. Bitte sehen Sie das zuerst an."
        )


def refuse_unless_with(contact: Contact, by: Counsellor) -> None:
    """Raises Conflict unless `by` is responsible: one human is, and acting needs taking over first."""
    if contact.counsellor != by:
        raise Conflict("not-in-this-state", "Bitte übernehmen Sie das Anliegen zuerst.")


def refuse_press(contact: Contact) -> None:
    """Raises Conflict for a contact of the press: nobody is counselled there until it is made a case."""
    if contact.is_press:
        raise Conflict("not-in-this-state", IS_PRESS)


def refuse_closed(contact: Contact) -> None:
    if contact.state == "closed":
        raise Conflict("not-in-this-state", "Dieses Anliegen ist schon abgeschlossen.")
