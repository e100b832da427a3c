"""Reports for another: the reporter sees only their own messages and our answers, and decides nothing for the other."""

from services.intake.domain.contact import Contact, refuse_unless_with
from services.intake.domain.ids import CaseId, Counsellor
from services.intake.domain.safe_contact import SafeContact
from shared.errors import Conflict
from shared.state import Fact

CANNOT_CONSENT = (
    "Hier hat sich jemand für einen anderen Menschen gemeldet. Einwilligen kann nur dieser Mensch selbst, "
    "mit einem eigenen Zugang zu uns. Es wurde nichts gefragt und nichts weitergegeben."
)
NOT_FOR_ANOTHER = "Das kann nur der Mensch sagen, um den es geht, mit einem eigenen Zugang zu uns."
NOT_FOR_REPORTERS = "Wer sich für jemand anderen gemeldet hat, erfährt davon nichts."
NO_REPORT = "Verknüpft wird nur, wer sich für jemand anderen gemeldet hat, mit dem Fall dieses Menschen."
NOT_THE_PERSON = "Auch dort hat sich jemand für einen anderen gemeldet. Es muss der Fall des betroffenen Menschen sein."


def refuse_consent(contact: Contact) -> None:
    """Raises Conflict for a report for another, before anything is asked of the person or agreed to."""
    if contact.is_on_behalf:
        raise Conflict("not-in-this-state", CANNOT_CONSENT)


def without_reminders(of: Contact, stated: SafeContact) -> SafeContact:
    """Removes the wish for deadline reminders from a report for another: a reporter is reminded of no deadline."""
    return stated.model_copy(update={"deadline_reminders": False}) if of.is_on_behalf else stated


def link(report: Contact, affected: Contact, by: Counsellor) -> Fact[Contact] | None:
    """Links the report to the affected person's case, in place of an earlier link; None if it is linked to it.

    Raises Conflict if `by` is not responsible, or the two are not a report and the affected person's case.
    """
    refuse_unless_with(report, by)
    if not report.is_on_behalf or affected.case_id is None or affected.has_record_only:
        raise Conflict("not-in-this-state", NO_REPORT)
    if affected.is_on_behalf:
        raise Conflict("not-in-this-state", NOT_THE_PERSON)
    return _linked(report, affected.case_id)


def unlink(report: Contact, by: Counsellor) -> Fact[Contact] | None:
    """Removes the link. Raises Conflict if `by` is not responsible."""
    refuse_unless_with(report, by)
    return _linked(report, None)


def forget(report: Contact) -> Fact[Contact] | None:
    """Removes the link because the case was erased."""
    return _linked(report, None)


def _linked(report: Contact, case_id: CaseId | None) -> Fact[Contact] | None:
    return Fact(report.model_copy(update={"linked_case": case_id})) if report.linked_case != case_id else None
