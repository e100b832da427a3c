"""The collections of notification: references to safe contacts, deliveries, deadlines, partners and their systems."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.notification.domain import reminder
from services.notification.domain.deadlines import Deadline
from services.notification.domain.delivery import OF_AN_ENTRY, Delivery, Progress
from services.notification.domain.partner import ListedPartner
from services.notification.domain.safe_contact import SafeContactReference
from services.notification.domain.webhook import Webhook
from shared.bus import RESTORED, Transaction
from shared.store import PRESENT, AtMost, Document, Index, MoreThan, NoneOf, Repository

SAFE_CONTACTS: Final = Repository("safe_contacts", SafeContactReference)
DELIVERIES: Final = Repository("deliveries", Delivery)
DEADLINES: Final = Repository("clocks", Deadline)
PARTNERS: Final = Repository("partners", ListedPartner, kept=None)
WEBHOOKS: Final = Repository("webhooks", Webhook, kept=None)

NOT_DONE: Final = ("owed", "waiting", "failed")
"""States of a delivery in which something is still to be done, by itself or by somebody."""

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    SAFE_CONTACTS.name: (),
    DELIVERIES.name: (
        Index(("key", "audience", "-at")),
        Index(("case_id", "-at")),
        Index(("contact_id",)),
        Index(("notice",), where={"notice": {"$gt": ""}}),
        Index(("state", "at"), where={"state": {"$in": list(NOT_DONE)}}),
        Index(("partner_id", "at"), where={"way": "webhook"}),
    ),
    DEADLINES.name: (
        Index(("case_id", "proceeding_id")),
        Index(("next_on", "missed_on", "stands_still")),
        Index(("dates.act_by",), where={"next_on": {"$gt": ""}}),
        Index(("next_on", "case_id"), where={"next_on": {"$gt": ""}}),
        Index(("missed_on", "case_id"), where={"missed_on": {"$gt": ""}}),
    ),
    PARTNERS.name: (),
    WEBHOOKS.name: (Index(("failing_since",)),),
}


async def safe_contact_of(tx: Transaction, keys: Iterable[str]) -> SafeContactReference | None:
    """Returns the reference that is known under the first of these keys that has one, or None."""
    wanted = list(keys)
    found = {each.id: each for each in await SAFE_CONTACTS.all(tx, id=wanted)}
    return next((found[key] for key in wanted if key in found), None)


@dataclass(frozen=True)
class Mails:
    """The mails and SMS to one person: `waiting`, oldest first, and when the latest left (`last_sent`)."""

    waiting: list[Delivery]
    last_sent: datetime | None


async def mails_to_person(tx: Transaction, keys: Iterable[str]) -> Mails:
    of_person = await DELIVERIES.all(tx, sort="at", key=list(keys), audience="person", state=["waiting", "sent"])
    waiting = await _still_to_leave(tx, [each for each in of_person if each.state == "waiting"])
    sent = [each.at for each in of_person if each not in waiting]
    return Mails(waiting, sent[-1] if sent else None)


async def owed_to_person(tx: Transaction, key: str) -> list[Delivery]:
    """Returns what the person of this case or contact could not be notified of yet, oldest first."""
    of_key = await DELIVERIES.all(tx, sort="at", key=key, audience="person", state="owed")
    of_contact = await DELIVERIES.all(tx, sort="at", contact_id=key, state="owed")
    owed = await _still_to_leave(tx, {each.id: each for each in (*of_key, *of_contact)}.values())
    return sorted(owed, key=lambda each: each.at)


async def _still_to_leave(tx: Transaction, deliveries: Collection[Delivery]) -> list[Delivery]:
    """Returns the deliveries that have not left.

    After a restore a mail may have left that this store still has as waiting or owed: where its effect is gone, it has.
    """
    effects = {each.id: each.notice or each.id for each in deliveries}
    pending = await tx.pending_effects(*effects.values()) if effects else ()
    return [each for each in deliveries if effects[each.id] in pending]


async def left_before_restore(tx: Transaction) -> list[Delivery]:
    """Returns what the store has as waiting or owed and had left, of all keys of which a backup lacked something."""
    keys = await tx[RESTORED].distinct("_id", {}, session=tx.session)
    found = await DELIVERIES.all(tx, key=keys, state=["owed", "waiting"]) if keys else []
    waiting = await _still_to_leave(tx, found)
    return [each for each in found if each not in waiting]


async def undecided(tx: Transaction, case_id: str, handover_id: str) -> list[Delivery]:
    """Returns the notices of that question which have not left."""
    return await DELIVERIES.all(tx, key=case_id, handover_id=handover_id, state=["owed", "waiting"])


async def reminders_waiting(tx: Transaction, case_id: str) -> list[Delivery]:
    """Returns the reminders of deadlines that wait, to the person of this case."""
    return await DELIVERIES.all(tx, key=case_id, audience="person", rule=reminder.RULE, state="waiting")


async def notices_of_referral(tx: Transaction, case_id: str, referral_id: str) -> list[Delivery]:
    """Returns the notices of a referral to its partner."""
    return await DELIVERIES.all(tx, key=case_id, audience="partner", referral_id=referral_id)


async def notices_of_case(tx: Transaction, case_id: str, limit: int) -> list[Delivery]:
    """Returns the latest notices of a case, the newest first."""
    return await DELIVERIES.all(tx, sort="at", descending=True, limit=limit, case_id=case_id)


async def notices_not_done(tx: Transaction, cases: Sequence[str] | None, since: datetime, limit: int) -> list[Delivery]:
    """Returns the notices not done of these cases, or of all, that changed after `since`, the oldest first."""
    of_cases = _of(cases) or {"case_id": PRESENT}
    return await DELIVERIES.all(tx, sort="at", after=since, limit=limit, state=NOT_DONE, **of_cases)


async def mail_of(tx: Transaction, delivery: Delivery, state: Progress) -> list[Delivery]:
    """Returns the delivery, and all in that state which were to leave with the same mail."""
    if delivery.notice is None:
        return [delivery]
    return await DELIVERIES.all(tx, notice=delivery.notice, state=state)


async def has_webhook(tx: Transaction, partner_id: str) -> bool:
    """Whether the partner's own system is told, too."""
    found = await WEBHOOKS.find(tx, id=partner_id)
    return found is not None and found.stopped is None


async def told_to_system(tx: Transaction, partner_id: str, since: datetime, limit: int) -> list[Delivery]:
    """Returns what the partner's system was or is to be told: the latest that changed after `since`, newest first."""
    later = MoreThan(since)
    return await DELIVERIES.all(
        tx, sort="at", descending=True, limit=limit, at=later, partner_id=partner_id, way="webhook"
    )


async def waiting_for_system(tx: Transaction, partner_id: str, limit: int) -> list[Delivery]:
    """Returns what waits until the partner's system takes it, oldest first."""
    return await DELIVERIES.all(tx, sort="at", limit=limit, partner_id=partner_id, way="webhook", state="waiting")


async def names_of(tx: Transaction, partners: Iterable[str | None]) -> dict[str, str]:
    """Returns the names of partners by id, of those that are listed."""
    wanted = sorted({each for each in partners if each is not None})
    return {each.id: each.name for each in await PARTNERS.all(tx, id=wanted)}


async def due_deadlines(tx: Transaction, today: date, limit: int) -> list[str]:
    """Returns the ids of deadlines of which there is something to say today.

    Those of a release that did not know of reminders are among them. At most `limit` of each. They are not read: one
    that cannot be read is found where each is looked at.
    """
    due = {"next_on": {"$gt": "", "$lte": today.isoformat()}}
    older = {"next_on": None, "missed_on": None, "stands_still": None}
    found: list[str] = []
    for query in (due, older):
        cursor = tx[DEADLINES.name].find(query, {"_id": 1}, session=tx.session).sort("next_on", 1).limit(limit)
        found += [document["_id"] for document in await cursor.to_list(None)]
    return found


async def running_deadlines(tx: Transaction, cases: Sequence[str] | None, limit: int) -> list[Deadline]:
    """Returns the deadlines of these cases, or of all, that run, the nearest first."""
    return await DEADLINES.all(tx, sort="dates.act_by", limit=limit, next_on=MoreThan(""), **_of(cases))


async def cases_with_deadlines(tx: Transaction, since: date) -> set[str]:
    """Returns the cases in which a deadline runs, or was found to be over after `since`.

    Of no document more than the index is read.
    """
    runs, over = {"next_on": {"$gt": ""}}, {"missed_on": {"$gt": since.isoformat()}}
    return await _cases(tx, DEADLINES.name, runs) | await _cases(tx, DEADLINES.name, over)


async def cases_with_notices_not_done(tx: Transaction, since: datetime) -> set[str]:
    """Returns the cases of the notices that `notices_not_done` returns for all cases."""
    return await _cases(tx, DELIVERIES.name, {"state": {"$in": list(NOT_DONE)}, "at": {"$gt": since}})


async def count_near(tx: Transaction, until: date) -> int:
    """Counts the deadlines that run and have to be acted on by that day."""
    return await DEADLINES.count(tx, next_on=MoreThan(""), **{"dates.act_by": AtMost(until.isoformat())})


async def count_failed(tx: Transaction, since: datetime) -> int:
    """Counts the notices of cases and contacts that failed after `since`.

    Of mails about an entry the directory says it.
    """
    return await DELIVERIES.count(tx, state="failed", at=MoreThan(since), rule=NoneOf(OF_AN_ENTRY))


async def missed_deadlines(tx: Transaction, cases: Sequence[str] | None, since: date, limit: int) -> list[Deadline]:
    """Returns the deadlines of these cases, or of all, found to be over after `since` and not done with meanwhile."""
    found_over = MoreThan(since.isoformat())
    return await DEADLINES.all(tx, sort="missed_on", limit=limit, missed_on=found_over, stands_still=None, **_of(cases))


async def _cases(tx: Transaction, collection: str, wanted: Document) -> set[str]:
    found = tx[collection].find(wanted, {"_id": 0, "case_id": 1}, session=tx.session)
    return {each["case_id"] for each in await found.to_list(None) if each.get("case_id")}


def _of(cases: Sequence[str] | None) -> dict[str, Any]:
    return {} if cases is None else {"case_id": list(cases)}
