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
"""Without being a case: nothing happened, and somebody else can help."""
TOLD_OF_THE_CASE = LEADS_TO_A_CASE - {Reason.ON_BEHALF}
"""Of whom the sender learns that there is a case."""


class Alone(StrEnum):
    """Why a contact stays apart from a case that was found for it."""

    ANOTHER_PERSON = "another_person"
    ANOTHER_MATTER = "another_matter"
    UNSURE = "unsure"


MAY_BE_PRESS: Final = frozenset({Reason.UNKNOWN, Reason.INFORMATION, Reason.PREVENTION, Reason.OTHER})
"""Of what came in with a reason that says nothing of help."""
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
    """Of a request for a talk or a training."""
    talk_copied: bool = False
    """It is from a mail or letter, of which nobody has shown to be who it is from."""
    state: Literal["recorded", "assigned", "closed"] = "recorded"
    counsellor: Counsellor | None = None
    held_for: Counsellor | None = None
    """Whose it is, while `counsellor` stands in."""
    linked_case: CaseId | None = None
    """Of who reports for another: the affected person's own case, for the desk alone."""
    joined_to: CaseId | None = None
    """The case of the same person, with which this one goes at the desk; its own code shows nothing of it."""
    happened_on: date | None = None
    """The day of the letter, or of a talk that was written down later."""
    alone: Alone | None = None
    turn: str = ""
    """Its place among those who wait, by turn.py."""

    @property
    def thread(self) -> ThreadId:
        """Under which its messages are kept and sealed."""
        return ThreadId(self.case_id or self.id)

    @property
    def stands_for_itself(self) -> bool:
        """No other case is the same matter: of the same person, or of whom somebody reports for; and it is no press."""
        return self.joined_to is None and self.linked_case is None and not self.is_press

    @property
    def is_spoken(self) -> bool:
        """Whoever came this way was talked to while it was recorded."""
        return self.channel in (Channel.PHONE, Channel.IN_PERSON)

    @property
    def begins_with_a_code(self) -> bool:
        """Whoever came this way has a receipt code, and so a page to read answers on."""
        return self.channel not in (Channel.PHONE, Channel.IN_PERSON, Channel.MAIL, Channel.LETTER)

    @property
    def is_press(self) -> bool:
        """For the head of the contact point, who answers the press."""
        return self.reason is Reason.PRESS

    @property
    def may_be_press(self) -> bool:
        """By what came in alone; see signs_of_help.py."""
        return self.reason in MAY_BE_PRESS and self.state != "closed" and not self.is_for_prevention

    @property
    def may_be_referred(self) -> bool:
        """As it is, without becoming a case."""
        return self.reason in MAY_BE_REFERRED and self.case_id is None and self.state != "closed"

    @property
    def is_for_prevention(self) -> bool:
        """It has a case's record for its referrals, and is none (prevention.py)."""
        return self.reason in MAY_BE_REFERRED and self.case_id is not None

    @property
    def has_record_only(self) -> bool:
        """It has a case's record, and is no case: for prevention, or because it is the press that asks."""
        return self.is_for_prevention or (self.is_press and self.case_id is not None)

    @property
    def quotes_acts(self) -> bool:
        """Whether threats may stand there word for word."""
        return self.case_id is not None and not self.has_record_only

    @property
    def is_case(self) -> bool:
        """Somebody is counselled because of something that happened, here or in the case to which it is joined."""
        return self.joined_to is not None or self.quotes_acts

    @property
    def is_on_behalf(self) -> bool:
        """Whoever writes here reports for another, and is not the person whom it is about."""
        return self.reason is Reason.ON_BEHALF


class Recorded(Fact[Contact]):
    pass


class Assigned(Fact[Contact]):
    pass


class Ranked(Fact[Contact]):
    pass


class Joined(Fact[Contact]):
    """Its case counts as none of its own any more."""


class Parted(Fact[Contact]):
    """Its case counts again."""


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
    """`urgency` as the person judged it; what leads to no case can wait."""
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
    """As a counsellor judges it."""
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
    """A new case has the contact's id, so that its thread stays what it was."""
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    if contact.case_id and not contact.has_record_only:
        raise Conflict("not-in-this-state", "Dieses Anliegen ist schon ein Fall.")
    made = {"case_id": contact.case_id or CaseId(contact.id), "reason": Reason.COUNSELLING}
    return Assigned(contact.model_copy(update=made))


def refer(contact: Contact, by: Counsellor) -> Assigned | None:
    """It stays what it is, and gets the record that hand-overs and referrals belong to. Twice is nothing new.

    Raises Conflict where somebody else is responsible, it is closed, or came for another reason.
    """
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    if contact.is_for_prevention:
        return None
    if not contact.may_be_referred:
        raise Conflict("not-in-this-state", NO_PREVENTION)
    return Assigned(contact.model_copy(update={"case_id": CaseId(contact.id)}))


def state_talk(contact: Contact, talk: Sealed | None, *, copied: bool) -> Fact[Contact]:
    """None: it is about no talk any more. `copied`: as `Contact.talk_copied`."""
    return Fact(contact.model_copy(update={"talk": talk, "talk_copied": copied and talk is not None}))


def refuse_erasing(contact: Contact, waiting: int) -> None:
    """`waiting`: what the person wrote or gave and nobody has looked at."""
    if contact.state != "closed":
        raise Conflict("not-in-this-state", "Nur ein abgeschlossenes Anliegen kann gelöscht werden.")
    if waiting:
        raise Conflict(
            "not-in-this-state", "Die Person hat noch etwas geschrieben oder gegeben. Bitte sehen Sie das zuerst an."
        )


def refuse_unless_with(contact: Contact, by: Counsellor) -> None:
    """One human is responsible: acting needs taking over first."""
    if contact.counsellor != by:
        raise Conflict("not-in-this-state", "Bitte übernehmen Sie das Anliegen zuerst.")


def refuse_press(contact: Contact) -> None:
    """Nobody is counselled there: given back as a case, it can be assessed and passed on."""
    if contact.is_press:
        raise Conflict("not-in-this-state", IS_PRESS)


def refuse_closed(contact: Contact) -> None:
    if contact.state == "closed":
        raise Conflict("not-in-this-state", "Dieses Anliegen ist schon abgeschlossen.")
