"""The text of the daily mail to staff: numbers and neutral words; no case, no name, nothing of the matter."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from services.notification.domain.daily_digest import AHEAD, OwnNumbers
from services.notification.mail_texts import AUTOMATIC, MailText
from services.notification.recipients import Amount, OpenWork
from shared.web.pages import day as said_day

SUBJECT: Final = "Was heute zu tun ist"
SORTS: Final[Mapping[str, str]] = {
    "first_answer": "Erste Antworten",
    "reach": "Anrufe und Rückrufe",
    "partner": "Antworten von Stellen",
    "deadline": "Termine und Fristen",
    "own_data": "Auskünfte und Löschungen",
    "other": "Alles andere",
}
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "first_answer": {"first_answer": "Erste Antwort geben"},
    "reach": {
        "call_back": "Zugesagter Rückruf",
        "call_wished": "Erbetener Anruf zu einer Uhrzeit",
        "call": "Anrufen, wo eine Nachricht nicht geht",
        "not_reached": "Nachricht kam nicht an",
        "maybe_not_reached": "Nachricht kam vielleicht nicht an",
    },
    "partner": {
        "declined": "Stelle kann nicht helfen",
        "returned": "Stelle gibt zurück",
        "failed": "Nicht zustande gekommen",
        "expired": "Anfrage ohne Antwort beendet",
        "overdue": "Stelle hat nicht rechtzeitig geantwortet",
        "questioned": "Stelle fragt nach",
        "waitlisted": "Stelle hat nur eine Warteliste",
        "partner_left": "Stelle ist nicht mehr dabei",
        "not_asked": "Stelle ist noch nicht eingerichtet",
        "answered_late": "Stelle hat doch noch geantwortet",
        "partner_mailed": "Mail einer Stelle",
        "partner_not_reached": "Nachricht kam bei der Stelle nicht an",
        "partner_maybe_not_reached": "Nachricht kam bei der Stelle vielleicht nicht an",
        "refused": "Weitergabe abgelehnt",
        "withdrew": "Einwilligung widerrufen",
        "never_withdrew": "Falscher Widerruf: Person neu fragen",
        "partner_wish": "Stellen, nach denen nicht gefragt werden soll",
        "appointment_unanswered": "Termin einer Stelle: Antwort der Person fehlt",
        "appointment_to_tell": "Termin einer Stelle: der Person sagen",
        "none_fits": "Kein Termin der Stelle passt",
        "capacity_answered": "Stelle hat gesagt, ob Platz ist",
        "capacity_lapsed": "Stelle hat nicht gesagt, ob Platz ist",
        "addition_unwanted": "Ergänzung für eine Stelle nicht gewünscht",
    },
    "deadline": {"deadline_near": "Frist läuft bald ab", "deadline_missed": "Frist ist abgelaufen"},
    "own_data": {
        "own_data": "Auskunft erteilen",
        "erasure": "Über eine Löschung entscheiden",
        "erasure_near": "Wird bald endgültig gelöscht",
    },
    "other": {
        "press": "Anfrage der Presse, für die Leitung",
        "given": "Übergeben",
        "tell": "Nachträglich Bescheid sagen",
        "wrote": "Neue Nachricht",
        "consent_unanswered": "Antwort seit drei Werktagen offen",
        "consented": "Zugestimmt, aber noch nicht geschehen",
        "helped": "Stelle meldet: abgeschlossen",
        "not_worked": "Selbst gemeldet: nicht geklappt",
        "letter": "Post ist gekommen: Eine Frist kann laufen",
        "feedback": "Rückmeldung, ob es half",
        "code_decided": "Zweite Entscheidung liegt vor",
        "evidence": "Neue Dateien",
    },
}
"""The kinds of tasks by sort, as the desk sorts them: each as it is called where other eyes may read it."""
UNKNOWN: Final = "Was offen ist, war noch nicht abzufragen. Bitte sehen Sie auf der Seite „Zu tun“ nach.\n"


def digest_text(work: OpenWork | None, own: OwnNumbers, day: date) -> MailText:
    """Returns the mail. `work`: None where the desk did not say it in time."""
    return MailText(
        SUBJECT,
        f"Guten Tag,\n\nso sieht es am {said_day(day)} aus:\n\n"
        + (UNKNOWN if work is None else "".join(f"{line}\n" for line in _lines(work)))
        + f"\n- Fristen bis zum {said_day(day + AHEAD)}: {own.near}\n"
        f"- Mails und SMS, die nicht ankamen, in vier Wochen: {own.failed}\n\n"
        f"Wer was zu tun hat, steht auf der Seite „Zu tun“.\n{AUTOMATIC}",
    )


def _lines(work: OpenWork) -> Iterator[str]:
    """Yields each sort with its sum, and under it its kinds. Sorts that we have no words for are `other`."""
    known = {sort: amount for sort, amount in work.tasks.items() if sort in SORTS and sort != "other"}
    others = [amount for sort, amount in work.tasks.items() if sort not in known]
    if others:
        known["other"] = _sum(others)
    for sort, words in SORTS.items():
        if sort in known:
            yield f"- {words}: {_said(known[sort])}"
            yield from _kinds(sort, work.kinds)
    yield f"- Zusammen: {_said(_sum(work.tasks.values()))}"
    yield f"- Erste Antworten, die heute fällig sind: {work.first_answers_due}"


def _kinds(sort: str, kinds: Mapping[str, Amount]) -> Iterator[str]:
    """Yields the kinds of a sort; not where it has one kind alone, which the sort's line has said."""
    named = KINDS[sort]
    if len(named) > 1:
        yield from (f"  - {words}: {_said(kinds[kind])}" for kind, words in named.items() if kind in kinds)


def _sum(amounts: Iterable[Amount]) -> Amount:
    known = list(amounts)
    return Amount(open=sum(each.open for each in known), overdue=sum(each.overdue for each in known))


def _said(amount: Amount) -> str:
    return f"{amount.open}, davon überfällig: {amount.overdue}" if amount.overdue else str(amount.open)
