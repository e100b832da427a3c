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
UNKNOWN: Final = "Was offen ist, war noch nicht abzufragen. Bitte sehen Sie auf der Seite „Zu tun“ nach.\n"


def digest_text(work: OpenWork | None, own: OwnNumbers, day: date) -> MailText:
    """`work`: None where the desk did not say it in time."""
    return MailText(
        SUBJECT,
        f"Guten Tag,\n\nso sieht es am {said_day(day)} aus:\n\n"
        + (UNKNOWN if work is None else "".join(f"- {line}\n" for line in _lines(work)))
        + f"\n- Fristen bis zum {said_day(day + AHEAD)}: {own.near}\n"
        f"- Mails und SMS, die nicht ankamen, in vier Wochen: {own.failed}\n\n"
        f"Wer was zu tun hat, steht auf der Seite „Zu tun“.\n{AUTOMATIC}",
    )


def _lines(work: OpenWork) -> Iterator[str]:
    known = {sort: amount for sort, amount in work.tasks.items() if sort in SORTS and sort != "other"}
    others = [amount for sort, amount in work.tasks.items() if sort not in known]
    if others:
        known["other"] = _sum(others)
    yield from (f"{words}: {_said(known[sort])}" for sort, words in SORTS.items() if sort in known)
    yield f"Zusammen: {_said(_sum(work.tasks.values()))}"
    yield f"Erste Antworten, die heute fällig sind: {work.first_answers_due}"


def _sum(amounts: Iterable[Amount]) -> Amount:
    known = list(amounts)
    return Amount(open=sum(each.open for each in known), overdue=sum(each.overdue for each in known))


def _said(amount: Amount) -> str:
    return f"{amount.open}, davon überfällig: {amount.overdue}" if amount.overdue else str(amount.open)
