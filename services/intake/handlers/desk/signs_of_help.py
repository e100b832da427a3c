"""Whether somebody was already counselled in a thread, or cared for otherwise: what no press enquiry has."""

from services.intake.domain.contact import Contact
from services.intake.store import CASES, CONTACTS, DISCLOSURES, HANDOVERS, INCIDENTS
from shared.bus import Transaction


async def has_signs_of_help(tx: Transaction, of: Contact) -> bool:
    """A triage, a hand-over (each referral begins with one), an incident, a disclosure in an emergency, or another
    contact of the same person.
    """
    case = await CASES.find(tx, id=of.case_id) if of.case_id else None
    if case and (case.triaged or case.referrals):
        return True
    return bool(
        await HANDOVERS.count(tx, case_id=of.thread)
        or await INCIDENTS.count(tx, thread=of.thread)
        or await DISCLOSURES.count(tx, thread=of.thread)
        or (of.case_id and await CONTACTS.count(tx, joined_to=of.case_id))
        or (of.case_id and await CONTACTS.count(tx, linked_case=of.case_id))
    )


async def may_be_press(tx: Transaction, of: Contact) -> bool:
    """By what came in and by what was done since: the one rule of the button and of what it does."""
    return of.may_be_press and not await has_signs_of_help(tx, of)
