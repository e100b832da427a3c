"""`lotse_intake`: the desk alone reads and writes it."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.intake.domain.acceptance import REMEMBERED, Acceptance
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Consent, Handover
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.request import Taken
from services.intake.domain.safe_contact import SafeContactEntry
from services.intake.domain.task import Task
from services.intake.domain.thread import Message
from shared.store import Index, Repository

CONTACTS: Final = Repository("contacts", Contact)
CASES: Final = Repository("cases", Case)
MESSAGES: Final = Repository("messages", Message)
SAFE_CONTACTS: Final = Repository("safe_contacts", SafeContactEntry)
HANDOVERS: Final = Repository("handovers", Handover)
CONSENTS: Final = Repository("consents", Consent)
PROGRESS: Final = Repository("progress", Progress)
PARTNERS: Final = Repository("partners", ListedPartner)
ACCEPTANCES: Final = Repository("acceptances", Acceptance, kept=REMEMBERED)
TAKEN: Final = Repository("taken", Taken)
TASKS: Final = Repository("tasks", Task)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "contacts": (Index(("state", "recorded_at")), Index(("case_id",))),
    "cases": (Index(("number",), unique=True, where={"number": {"$gt": ""}}),),
    "messages": (Index(("thread", "number"), unique=True), Index(("thread",), where={"unread": True})),
    "safe_contacts": (Index(("thread", "number")),),
    "handovers": (Index(("case_id", "asked_at")),),
    "consents": (Index(("case_id", "at")),),
    "progress": (Index(("thread", "at")),),
    "partners": (),
    "acceptances": (Index(("erase_after",), expires=0), Index(("contact_id",))),
    "taken": (Index(("thread",)),),
    "tasks": (Index(("thread", "state")), Index(("state", "counsellor", "place")), Index(("state", "place"))),
}

KEY_INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "keys": (),
    "erased": (),
}
