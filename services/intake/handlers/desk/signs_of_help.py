"""Tells whether somebody was already counselled in a thread, or cared for otherwise: no press enquiry has that."""

from services.intake.domain.contact import Contact
from services.intake.store import CASES, CONTACTS, DISCLOSURES, HANDOVERS, INCIDENTS
from shared.bus import Transaction


async def has_signs_of_help(tx: Transaction, of: Contact) -> bool:
    """Whether there is any sign that a person was helped here.

    The signs are a triage, a hand-over (each referral begins with one), an incident, a disclosure in an emergency, or
    another contact of the same person.
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
    """Whether the contact may be of the press, by what came in and what was done since.

    The button and its act share this rule.
    """
    return of.may_be_press and not await has_signs_of_help(tx, of)
