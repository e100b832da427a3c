"""Referral's collections and their indexes, and the queries that read single fields without a state.

Handlers read and write states through these repositories.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.referral.domain.access import Access
from services.referral.domain.announcement import Announcement
from services.referral.domain.arrangement import KeptArrangement
from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.case import Case
from services.referral.domain.circumstances import CaseCircumstances
from services.referral.domain.confirmation_request import ConfirmationRequest, is_about
from services.referral.domain.entry_change import EntryChange
from services.referral.domain.entry_import_progress import EntryImportProgress
from services.referral.domain.handover import Handover
from services.referral.domain.inquiry import Inquiry
from services.referral.domain.link_tries import LinkTries
from services.referral.domain.mail_reply import MailReply
from services.referral.domain.onboarding import Onboarding
from services.referral.domain.package import Package
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import PhoneAnswer
from services.referral.domain.proceeding import Proceeding
from services.referral.domain.referral import Referral
from services.referral.domain.revision import Revision
from shared.bus import Transaction
from shared.state import State
from shared.store import PRESENT, Index, Repository

PARTNERS: Final = Repository("partners", Partner, identity="partner_id", kept=None)
ENTRY_CHANGES: Final = Repository("entry_changes", EntryChange, kept=None)
ANNOUNCEMENT: Final = Repository("announcements", Announcement, kept=None)
IMPORT_PROGRESS: Final = Repository("entry_imports", EntryImportProgress, kept=None)
REVISION: Final = Repository("directory", Revision, kept=None)
ONBOARDINGS: Final = Repository("onboardings", Onboarding, identity="partner_id", kept=None)
CONFIRMATIONS: Final = Repository("confirmations", ConfirmationRequest, identity="partner_id", kept=None)
ACCESS: Final = Repository("access", Access, identity="partner_id", kept=None)
CASES: Final = Repository("cases", Case, identity="case_id")
CIRCUMSTANCES: Final = Repository("circumstances", CaseCircumstances, identity="case_id")
MATCHINGS: Final = Repository("matchings", State, identity="case_id")
"""Proposals that earlier releases stored. They are now made when they are looked at; this is only erased."""

HANDOVERS: Final = Repository("handovers", Handover, identity="handover_id")
REFERRALS: Final = Repository("referrals", Referral, identity="referral_id")
LINK_TRIES: Final = Repository("link_tries", LinkTries, identity="reference")
PACKAGES: Final = Repository("packages", Package)
INQUIRIES: Final = Repository("inquiries", Inquiry)
MAIL_REPLIES: Final = Repository("mail_replies", MailReply)
PHONE_ANSWERS: Final = Repository("phone_answers", PhoneAnswer)
ARRANGEMENTS: Final = Repository("arrangements", KeptArrangement)
CAPACITY_INQUIRIES: Final = Repository("capacity_inquiries", CapacityInquiry, identity="inquiry_id")
PROCEEDINGS: Final = Repository("proceedings", Proceeding, identity="proceeding_id")

OF_A_CASE: Final[Sequence[Repository[Any]]] = (
    CASES,
    CIRCUMSTANCES,
    MATCHINGS,
    HANDOVERS,
    REFERRALS,
    LINK_TRIES,
    PACKAGES,
    INQUIRIES,
    MAIL_REPLIES,
    PHONE_ANSWERS,
    ARRANGEMENTS,
    CAPACITY_INQUIRIES,
    PROCEEDINGS,
)
"""Collections that are erased with the case."""

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "partners": (Index(("topic",), unique=True), Index(("assured_on",))),
    "entry_changes": (Index(("partner_id", "at")), Index(("at",), where={"changes.field": "listed"})),
    "entry_imports": (),
    "directory": (),
    "announcements": (),
    "onboardings": (),
    "confirmations": (),
    "access": (Index(("token_hash",), unique=True),),
    "cases": (Index(("closed",)),),
    "circumstances": (),
    "matchings": (),
    "handovers": (Index(("case_id",)),),
    "referrals": (
        Index(("case_id", "changed_at")),
        Index(("reference",), unique=True),
        Index(("handover_id",), unique=True),
        Index(("partner_id", "reference")),
        Index(("partner_id", "state", "respond_by", "reference")),
        Index(("partner_id", "state", "changed_at")),
        Index(("state", "respond_by")),
    ),
    "link_tries": (Index(("case_id",)), Index(("rests_until",))),
    "packages": (Index(("case_id",)),),
    "inquiries": (Index(("referral_id", "asked_at")), Index(("case_id",))),
    "mail_replies": (Index(("referral_id", "received_at")), Index(("case_id",))),
    "phone_answers": (Index(("referral_id", "said_at")), Index(("case_id",))),
    "arrangements": (Index(("case_id",)),),
    "capacity_inquiries": (
        Index(("case_id", "asked_at")),
        Index(("reference",), unique=True),
        Index(("partner_id", "reference")),
    ),
    "proceedings": (Index(("case_id",)),),
}


async def onboarded_partners(tx: Transaction) -> frozenset[str]:
    """Returns ids of partners to which referrals go, also of those whose access is older than this field."""
    cursor = tx[ACCESS.name].find({"onboarded": {"$ne": False}}, {"_id": 1}, session=tx.session)
    return frozenset([each["_id"] for each in await cursor.to_list(None)])


async def onboarded_among(tx: Transaction, partner_ids: Sequence[str]) -> frozenset[str]:
    """Returns those of `partner_ids` to which referrals go; as `onboarded_partners`."""
    wanted = {"_id": {"$in": list(partner_ids)}, "onboarded": {"$ne": False}}
    cursor = tx[ACCESS.name].find(wanted, {"_id": 1}, session=tx.session)
    return frozenset([each["_id"] for each in await cursor.to_list(None)])


async def listed_between(tx: Transaction, since: date, until: date) -> list[str]:
    """Returns the ids of listed partners that were last confirmed on one of these days, both included."""
    confirmed = {"$gte": since.isoformat(), "$lte": until.isoformat()}
    cursor = tx[PARTNERS.name].find({"listed": True, "assured_on": confirmed}, {"_id": 1}, session=tx.session)
    return [each["_id"] for each in await cursor.to_list(None)]


async def is_onboarded(tx: Transaction, partner_id: str) -> bool:
    access = await ACCESS.find(tx, partner_id=partner_id)
    return access is not None and access.onboarded


async def onboarding_of(tx: Transaction, partner_id: str) -> Onboarding:
    return await ONBOARDINGS.find(tx, partner_id=partner_id) or Onboarding(partner_id=partner_id)


async def returned_mails(tx: Transaction) -> frozenset[str]:
    """Returns ids of partners to which a mail about their entry never arrived, while somebody still has to act."""
    tested = await ONBOARDINGS.all(tx, returned_at=PRESENT)
    asked = {each.partner_id: each for each in await CONFIRMATIONS.all(tx, returned_at=PRESENT)}
    entries = await PARTNERS.all(tx, partner_id=list(asked)) if asked else []
    unconfirmed = [entry.partner_id for entry in entries if is_about(asked[entry.partner_id], entry)]
    return frozenset([*(each.partner_id for each in tested), *unconfirmed])


async def changes_of(tx: Transaction, field: str) -> list[EntryChange]:
    """Returns the changes of entries that changed `field`, the earliest first."""
    wanted: dict[str, Any] = {"changes.field": field}
    return await ENTRY_CHANGES.all(tx, sort="at", **wanted)


async def cases_with_referrals(tx: Transaction, states: Collection[str]) -> set[str]:
    """Returns the ids of cases with a referral in one of `states`."""
    wanted = {"state": {"$in": sorted(states)}}
    cursor = tx[REFERRALS.name].find(wanted, {"_id": 0, "case_id": 1}, session=tx.session)
    return {each["case_id"] for each in await cursor.to_list(None)}


async def numbered_by_earlier_releases(tx: Transaction, after: str, most: int) -> tuple[list[str], str | None]:
    """Looks at the next `most` proceedings after the id `after`; returns the ids of those with an untold file number.

    Untold: stored by a release that told file numbers to nobody. Beside them the last id that was looked at, to go on
    from; None where there is no further one.
    """
    part = tx[PROCEEDINGS.name].find({"_id": {"$gt": after}}, {"file_number": 1, "same_act_as": 1}, session=tx.session)
    found = await part.sort("_id", 1).limit(most).to_list(None)
    untold = [each["_id"] for each in found if each.get("file_number") is not None and "same_act_as" not in each]
    return untold, found[-1]["_id"] if found else None


async def recalled_unsent_by_earlier_releases(tx: Transaction) -> list[str]:
    """Returns ids of referrals that a counsellor recalled before sending, in a release that told it to nobody."""
    untold = {"state": "recalled", "respond_by": None, "by": "counsellor", "purpose": {"$exists": False}}
    cursor = tx[REFERRALS.name].find(untold, {"_id": 1}, session=tx.session)
    return [each["_id"] for each in await cursor.to_list(None)]
